"""Runs pg_dump and pg_restore. No password is in their arguments: they find it where libpq does."""

import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL

from commandcenter.errors import Unavailable

#: Debian keeps a folder for each version, and the newest reads what older servers write.
_INSTALLED = Path("/usr/lib/postgresql")
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
    restore may not be those who dumped.
    """
    ways = ("--format=directory", "--no-owner", "--no-privileges", "--single-transaction")
    _run("pg_restore", url, *ways, "--exit-on-error", str(folder))


def _run(program: str, url: URL, *arguments: str) -> None:
    address = url.set(drivername="postgresql", password=None).render_as_string()
    command = [_path(program), "--no-password", f"--dbname={address}", *arguments]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise Unavailable("pg-program-failed", program=program, reason=_reason(done.stderr))


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
