"""A drill: restores a backup into a scratch folder and proves that nothing is missing."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from commandcenter import __version__
from commandcenter.center import CommandCenter
from commandcenter.clock import Clock, steady_seconds
from commandcenter.database.engines import read_url, sqlite_file
from commandcenter.errors import CommandCenterError, InvalidInput
from commandcenter.new_file import OWNER_ONLY, new_file
from commandcenter.services.backup.key_file import Keys
from commandcenter.services.backup.making import SCRATCH
from commandcenter.services.backup.manifest import SQLITE, Manifest
from commandcenter.services.backup.parcel import kind_of
from commandcenter.services.backup.restoring import restore_backup
from commandcenter.services.backup.restoring_server import (
    differing_tables,
    restore_into_server,
    scratch_database,
)
from commandcenter.services.backup.shelf import report_file
from commandcenter.services.backup.tables import is_damaged, sums_of_file
from commandcenter.words import refusal_sentence


@dataclass(frozen=True)
class DrillReport:
    """What a drill found; it has passed if there are no faults.

    `made_at` is when the backup was made, None if it could not be opened; seconds are those of
    the machine.
    """

    backup: str
    made_at: datetime | None
    drilled_at: datetime
    program: str
    tables: int
    rows: int
    entries: int
    seconds: dict[str, float]
    faults: tuple[str, ...]

    @property
    def has_passed(self) -> bool:
        return not self.faults

    def document(self) -> dict[str, object]:
        """The report as JSON."""
        content = asdict(self)
        made_at = self.made_at.isoformat() if self.made_at else None
        moments = {"made_at": made_at, "drilled_at": self.drilled_at.isoformat()}
        return {**content, **moments, "passed": self.has_passed}


def drill(
    backup: Path,
    *,
    clock: Clock,
    keys: Keys | None = None,
    server: str | None = None,
    language: str = "en",
) -> DrillReport:
    """Restore a backup into a scratch folder, count, hash and verify it, and keep the report.

    That of a PostgreSQL database is restored into a scratch database beside that at the address
    `server`.

    The report lies beside the backup, because a table would be lost with the database that the
    backup is kept for. A backup that cannot be restored is reported, too, and then refused.
    """
    trial = _Trial(backup, keys, server, language)
    refused = None
    with _scratch_folder(backup) as folder:
        try:
            trial.run(folder, clock())
        except CommandCenterError as refusal:
            refused = refusal
            trial.faults.append(refusal.sentence(language))
    report = trial.report(clock())
    _keep(report, report_file(backup))
    if refused is not None:
        raise refused
    return report


class _Trial:
    """One drill, step by step."""

    def __init__(self, backup: Path, keys: Keys | None, server: str | None, language: str) -> None:
        self._backup, self._keys, self._language = backup, keys, language
        self._server = server
        self._seconds: dict[str, float] = {}
        self._manifest: Manifest | None = None
        self._entries = 0
        self.faults: list[str] = []

    def run(self, folder: Path, now: datetime) -> None:
        if kind_of(self._backup, self._keys, folder) == SQLITE:
            self._try_file(folder, now)
        elif self._server is None or sqlite_file(read_url(self._server)):
            raise InvalidInput("backup-of-server", file=self._backup)
        else:
            with scratch_database(self._server, now) as address:
                self._try_server(address)

    def _try_file(self, folder: Path, now: datetime) -> None:
        target = folder / "center.sqlite3"
        with self._timed("restore"):
            restored = restore_backup(
                self._backup, target, now=now, keys=self._keys, is_chosen=False
            )
        self._manifest = manifest = restored.manifest
        with self._timed("count"):
            if is_damaged(target):
                raise InvalidInput("backup-damaged", file=self._backup)
            found = sums_of_file(target)
            names = sorted(manifest.tables.keys() | found.keys())
            self._compare(n for n in names if manifest.tables.get(n) != found.get(n))
        self._verify(f"sqlite:///{target}", target.with_suffix(".anchors.txt"))

    def _try_server(self, address: str) -> None:
        with self._timed("restore"):
            self._manifest = restore_into_server(self._backup, address, keys=self._keys)
        with self._timed("count"):
            self._compare(differing_tables(self._manifest, address))
        self._verify(address, None)

    def _verify(self, address: str, anchor_file: Path | None) -> None:
        with self._timed("verify"), CommandCenter(address) as center:
            center.upgrade()
            verdict = center.log_audit.verify(anchor_file=anchor_file)
        self._entries = verdict.entries
        self.faults += [fault.sentence(self._language) for fault in verdict.faults]

    def report(self, now: datetime) -> DrillReport:
        manifest = self._manifest
        return DrillReport(
            backup=self._backup.name,
            made_at=manifest.made_at if manifest else None,
            drilled_at=now,
            program=__version__,
            tables=len(manifest.tables) if manifest else 0,
            rows=manifest.rows if manifest else 0,
            entries=self._entries,
            seconds=self._seconds,
            faults=tuple(self.faults),
        )

    def _compare(self, differing: Iterable[str]) -> None:
        for table in differing:
            fault = refusal_sentence("drill-table-differs", self._language, table=table)
            self.faults.append(fault)

    @contextmanager
    def _timed(self, part: str) -> Iterator[None]:
        began = steady_seconds()
        try:
            yield
        finally:
            self._seconds[part] = round(steady_seconds() - began, 3)


@contextmanager
def _scratch_folder(backup: Path) -> Iterator[Path]:
    """Beside the backup, where there is room for it; if nothing can be written there, in the
    machine's folder for such files."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=".drill-", suffix=SCRATCH, dir=backup.parent)
    except OSError:
        folder = tempfile.TemporaryDirectory(prefix="commandcenter-drill-")
    with folder as name:
        yield Path(name)


def _keep(report: DrillReport, file: Path) -> None:
    try:
        with new_file(file, mode=OWNER_ONLY) as out:
            out.write(json.dumps(report.document(), ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise InvalidInput("drill-report-unwritable", file=file, reason=error.strerror) from error
