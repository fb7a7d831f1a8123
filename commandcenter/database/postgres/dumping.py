"""Runs pg_dump and pg_restore. No password is in their arguments: they find it where libpq does."""

import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL

from commandcenter.errors import Unavailable

#: Debian keeps a folder for each version, and the newest reads what older servers write.
_INSTALLED = Path("/usr/lib/postgresql")
#: In the list of a dump: number, oids, kind, schema and name.
_RIGHTS = re.compile(
    r"\d+; \d+ \d+ (POLICY|ROW SECURITY|SCHEMA - commandcenter_rights|\D* commandcenter_rights"
    r"|TRIGGER public event_log event_log_entry) "
)
_PREFIX = re.compile(r"^pg_\w+: (?:error: |fatal: )?")


def dump(url: URL, folder: Path, *, snapshot: str) -> None:
    """Write the database, as the exported `snapshot` sees it, into a new folder.

    Unavailable if pg_dump is missing, or fails.
    """
    ways = ("--format=directory", f"--snapshot={snapshot}", f"--file={folder}")
    _run("pg_dump", url, *ways)


def load(url: URL, folder: Path) -> None:
    """Restore a folder of pg_dump into an empty database, completely or not at all.

    Unavailable if pg_restore is missing, or fails. Owners and rights are not restored: those who
    restore may not be those who dumped, and the roles of people may not exist there.
    """
    contents = folder.with_name(f"{folder.name}.list")
    contents.write_text(_without_rights(_run("pg_restore", None, "--list", str(folder))))
    ways = ("--format=directory", "--no-owner", "--no-privileges", "--single-transaction")
    _run("pg_restore", url, *ways, "--exit-on-error", f"--use-list={contents}", str(folder))


def _without_rights(contents: str) -> str:
    """The list of what is in a dump, without what `rights apply` made."""
    return "".join(line for line in contents.splitlines(True) if not _RIGHTS.match(line))


def _run(program: str, url: URL | None, *arguments: str) -> str:
    """What the program printed; without `url` it needs no server."""
    command = [_path(program), *arguments]
    if url is not None:
        address = url.set(drivername="postgresql", password=None).render_as_string()
        command[1:1] = ["--no-password", f"--dbname={address}"]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise Unavailable("pg-program-failed", program=program, reason=_reason(done.stderr))
    return done.stdout


def _reason(said: str) -> str:
    """The first line that is about an error; those after it may repeat stored values."""
    lines = said.splitlines()
    found = next((line for line in lines if "error" in line or "fatal" in line), "".join(lines[:1]))
    return _PREFIX.sub("", found)


def _path(program: str) -> str:
    versions = sorted(_INSTALLED.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(program)
    if found is None:
        raise Unavailable("pg-program-missing", program=program)
    return found
