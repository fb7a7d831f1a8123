"""The manifest of a backup: what it holds, of which centre, and from when."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from commandcenter.database.revision import revisions
from commandcenter.errors import InvalidInput, Unavailable

#: The form of backups that this program writes, and the newest that it reads.
FORMAT = 1
MANIFEST = "manifest.json"
#: What a backup is of.
SQLITE, POSTGRESQL = "sqlite", "postgresql"
#: The names of what is in a backup: the database file, or the folder of pg_dump, and the list of
#: anchors.
DATABASE, DUMP, ANCHORS = "center.sqlite3", "dump", "anchors.txt"

Digest = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
#: No name leads out of the folder into which it is unpacked.
FileName = Annotated[str, StringConstraints(pattern=r"^(dump/)?[A-Za-z0-9_-][A-Za-z0-9._-]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class TableSum(_Part):
    """How many rows a table has, and a digest over all of them that knows no order."""

    rows: int
    sha256: Digest


class FileSum(_Part):
    """A file in the backup: its length in bytes, and its digest."""

    bytes: int
    sha256: Digest


class LogEnd(_Part):
    """The last entry of the home centre's log."""

    sequence: int
    hash: Digest


class LastAnchor(LogEnd):
    """The last anchor: its day, its hash, and how far into the log it reaches."""

    day: str


class Manifest(_Part):
    """`centre_time` is the centre's clock, `made_at` the machine's; both when copying began."""

    format: int = FORMAT
    program: str
    schema_version: str
    database: str
    city: str
    centre: str
    centre_time: AwareDatetime
    made_at: AwareDatetime
    log: LogEnd
    last_anchor: LastAnchor | None
    tables: dict[str, TableSum]
    files: dict[FileName, FileSum]

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables.values())

    def document(self) -> bytes:
        """As it is stored in a backup."""
        return self.model_dump_json(indent=1).encode()


class _Form(BaseModel):
    """What every form of a manifest has, also those that this program does not know."""

    format: int
    program: str


def read_manifest(document: bytes, file: object) -> Manifest:
    """The manifest of the backup `file`. Unavailable for that of a newer program, InvalidInput
    for what is no manifest."""
    try:
        form = _Form.model_validate_json(document)
        if form.format > FORMAT:
            raise Unavailable("backup-newer", file=file, program=form.program)
        manifest = Manifest.model_validate_json(document)
    except ValidationError:
        raise InvalidInput("backup-unknown", file=file) from None
    if manifest.schema_version not in revisions():
        raise Unavailable("backup-newer", file=file, program=manifest.program)
    return manifest


def name_of(centre: str, made_at: datetime) -> str:
    """The name of a backup, without its ending: names sort by the moment (UTC)."""
    return f"{centre}-{made_at:%Y%m%dT%H%M%SZ}"
