"""A throw-away PostgreSQL for the tests: made for one run, never run as root, gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest

_INSTALLED = Path("/usr/lib/postgresql")
_SERIAL = count(1)
_MEMORY = Path("/dev/shm")
_ROOM = 2 * 1024**3  # bytes
_GUARD = 'cat; "$1" stop -m immediate -D "$2/data"; rm -rf "$2"'


@dataclass(frozen=True)
class PostgresServer:
    """A running server that trusts everybody on this machine."""

    port: int

    def url(self, name: str) -> str:
        """The address of one of its databases, as SQLAlchemy writes it."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    @contextmanager
    def database(self, name: str = "", *, template: str = "template1") -> Iterator[str]:
        """A new database, dropped afterwards whoever still looks at it; a copy of `template`."""
        name = name or f"test_{next(_SERIAL)}"
        self._order(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield self.url(name)
        finally:
            self._order(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _order(self, statement: str) -> None:
        address = self.url("postgres").replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this run; without PostgreSQL's programs the test is skipped, in CI it fails."""
    programs = server_programs()
    if programs is None:
        _give_up("PostgreSQL is not installed; on Debian: apt-get install postgresql-15")
    with running_server(programs) as server:
        yield server


@pytest.fixture(scope="module")
def districts_server(postgres_server: PostgresServer) -> Iterator[PostgresServer]:
    """A second server, whose databases can be replicated."""
    programs = server_programs()
    assert programs
    with running_server(programs, wal_level="logical") as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """The address of the server's own database."""
    return postgres_server.url("postgres")


@pytest.fixture
def fresh_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty database that only this test sees."""
    with postgres_server.database() as url:
        yield url


def _give_up(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def server_programs() -> Path | None:
    """Where initdb is: Debian keeps it off the PATH, in a folder per version."""
    versions = sorted(_INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def running_server(
    programs: Path, *, wal_level: str = "replica", settings: str = ""
) -> Iterator[PostgresServer]:
    """A server of these programs on a port of its own; gone with the block. `settings` are lines
    for its postgresql.conf."""
    folder = Path(tempfile.mkdtemp(prefix="commandcenter-postgres-", dir=_fast_folder()))
    port = _free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    with _gone_when_we_are(programs, folder):
        _prepare(programs, folder, port, wal_level)
        _append(folder / "data" / "postgresql.conf", settings)
        _run(programs / "pg_ctl", "start", "--wait", "-D", folder / "data", "-l", folder / "log")
        yield PostgresServer(port)


@contextmanager
def recovered_server(programs: Path, base: Path, settings: str) -> Iterator[PostgresServer]:
    """A server that recovers from a copy of the base backup, with these settings; gone with the
    block."""
    folder = Path(tempfile.mkdtemp(prefix="commandcenter-postgres-", dir=_fast_folder()))
    port = _free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    with _gone_when_we_are(programs, folder):
        data = folder / "data"
        run_as_postgres("cp", "--archive", base, data)
        here = f"port = {port}\nunix_socket_directories = '{folder}'\narchive_mode = off\n"
        _append(data / "postgresql.auto.conf", settings + here)
        run_as_postgres("touch", data / "recovery.signal")
        _run(programs / "pg_ctl", "start", "--wait", "-D", data, "-l", folder / "log")
        yield PostgresServer(port)


def _append(file: Path, settings: str) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write(settings)


@contextmanager
def _gone_when_we_are(programs: Path, folder: Path) -> Iterator[None]:
    """However this process ends: a guard reads a pipe that ends with it, and then tidies up."""
    guard = subprocess.Popen(
        _as_postgres("sh", "-c", _GUARD, "sh", programs / "pg_ctl", folder),
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        guard.communicate()


def _prepare(programs: Path, folder: Path, port: int, wal_level: str) -> None:
    """Nothing here must outlive a crash, so nothing waits for the disk."""
    data = folder / "data"
    ways = ("-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync")
    _run(programs / "initdb", *ways, "-D", data)
    settings = {
        "listen_addresses": "'127.0.0.1'",
        "port": port,
        "unix_socket_directories": f"'{folder}'",
        "wal_level": wal_level,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = {value}\n" for name, value in settings.items())


def _fast_folder() -> Path | None:
    """Memory if it has room, else None, the usual place for temporary files. Every copy of a
    template is hundreds of files, for which a busy disk takes ten times as long."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if roomy else None


def run_as_postgres(*command: str | Path) -> None:
    """A program of the server's account; fails if it does."""
    _run(*command)


def _run(*command: str | Path) -> None:
    words = _as_postgres(*command)
    done = subprocess.run(
        words, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout}{done.stderr}"


def _as_postgres(*command: str | Path) -> list[str]:
    """As the account postgres where we are root: its programs refuse root, and rightly."""
    words = [str(word) for word in command]
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
