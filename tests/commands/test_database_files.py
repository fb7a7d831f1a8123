"""What `doctor` says of a database file, and which file an address names."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.commands.doctor import Verdict, doctor_checks
from commandcenter.database import Database
from commandcenter.database.revision import revisions
from tests.city.centers import TINY
from tests.city.posts import Post
from tests.commands.conftest import Run
from tests.conftest import ROOT


def _verdict(file: Path) -> tuple[Verdict, str]:
    checks = doctor_checks(f"sqlite:///{file}")
    check = next(check for check in checks if check.subject == "database")
    return check.verdict, check.finding


def test_that_doctor_tells_a_missing_from_an_empty_and_a_sound_file(
    tiny_file: Path, tmp_path: Path
) -> None:
    assert _verdict(tmp_path / "none.sqlite3") == (Verdict.NOTE, "machine-sqlite-absent")
    empty = tmp_path / "empty.sqlite3"
    empty.touch()
    assert _verdict(empty) == (Verdict.MISSING, "machine-sqlite-empty")
    assert _verdict(tiny_file) == (Verdict.OK, "machine-sqlite-usable")


@pytest.mark.parametrize("place", [0, 40_960, 200_000])
def test_that_doctor_finds_a_damaged_file(tiny_file: Path, place: int) -> None:
    """In its head, and in pages that no other command may have read yet."""
    content = bytearray(tiny_file.read_bytes())
    content[place : place + 16_384] = b"\xa5" * 16_384
    tiny_file.write_bytes(content)
    assert _verdict(tiny_file) == (Verdict.MISSING, "database-damaged")


def test_that_doctor_finds_a_file_cut_short(tiny_file: Path) -> None:
    tiny_file.write_bytes(tiny_file.read_bytes()[:150_000])
    assert _verdict(tiny_file) == (Verdict.MISSING, "database-damaged")


def test_that_doctor_finds_a_database_that_is_not_ours_or_newer(
    tiny_file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE songs (title)")
    assert _verdict(other) == (Verdict.MISSING, "database-not-made")
    with closing(sqlite3.connect(tiny_file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert _verdict(tiny_file) == (Verdict.MISSING, "database-newer")


@pytest.mark.parametrize(
    "name", ["a%20b.sqlite3", "what?.sqlite3", "100%.sqlite3", "a#b c.sqlite3"]
)
def test_that_a_path_names_the_file_letter_for_letter(run: Run, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "here"
    address = f"sqlite:///{folder / name}"
    assert run("--database", address, "--city", str(TINY), "init").status == 0
    assert [path.name for path in folder.iterdir()] == [name]
    assert run("--database", address, "cases").status == 0


def test_that_an_address_that_was_written_encoded_still_finds_its_file(
    run: Run, tiny_file: Path
) -> None:
    shutil.move(tiny_file, tiny_file.with_name("my city.sqlite3"))
    address = f"sqlite:///{tiny_file.with_name('my%20city.sqlite3')}"
    assert run("--database", address, "cases").status == 0


def test_that_a_copy_that_is_not_in_wal_mode_is_put_into_it(run: Run, tiny_file: Path) -> None:
    copy = tiny_file.with_name("copy.sqlite3")
    with closing(sqlite3.connect(tiny_file)) as connection:
        connection.execute(f"VACUUM INTO '{copy}'")
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert run("--database", f"sqlite:///{copy}", "cases").status == 0
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


#: A centre that dies with its log beside the file, after part of what it wrote went into the file.
_CRASH = """
import os, signal, sqlite3, sys
from contextlib import closing
from commandcenter.center import CommandCenter
from tests.services.test_lost_file import DOOR, MANHOLE
center = CommandCenter(f"sqlite:///{sys.argv[1]}")
for _ in range(60):
    center.intake.receive(MANHOLE, by=DOOR)
with closing(sqlite3.connect(sys.argv[1])) as other:
    other.execute("PRAGMA wal_checkpoint(RESTART)")
center.intake.receive(MANHOLE, by=DOOR)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_that_a_backup_put_back_after_a_crash_as_the_refusal_says_is_sound(
    run: Run, tiny_file: Path
) -> None:
    """The log that a crash leaves would lie over whatever file is copied beside it."""
    backup = Path(shutil.copy(tiny_file, tiny_file.with_name("backup.sqlite3")))
    subprocess.run([sys.executable, "-c", _CRASH, tiny_file], check=False)
    assert tiny_file.with_name(f"{tiny_file.name}-wal").stat().st_size
    shutil.copy(backup, tiny_file)
    words = ("--database", f"sqlite:///{tiny_file}", "--json", "verify-log")
    command = [sys.executable, "main.py", *words]
    printed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False).stdout
    detail = json.loads(printed)["detail"]
    assert "belongs to a different state of the database" in detail
    assert set(re.findall(r"-(?:wal|shm)\b", detail)) == {"-wal", "-shm"}
    assert tiny_file.read_bytes() == backup.read_bytes()
    for end in ("-wal", "-shm"):
        tiny_file.with_name(f"{tiny_file.name}{end}").unlink(missing_ok=True)
    shutil.copy(backup, tiny_file)
    assert run(*words).document == {"entries": 0, "faults": []}


def test_that_no_centre_is_made_in_the_file_of_another_program(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "places.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE places (url TEXT)")
    content = file.read_bytes()
    answer = run("--database", f"sqlite:///{file}", "--city", str(TINY), "init")
    assert (answer.status, "of another program" in answer.err) == (1, True)
    for words in (("doctor",), ("cases",), ("verify-log",), ("init",)):
        assert run("--database", f"sqlite:///{file}", *words).status == 1
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_that_doctor_names_the_database_in_the_command_that_it_advises(
    run: Run, tiny_file: Path, tmp_path: Path
) -> None:
    named = f"python main.py init --database 'sqlite:///{tmp_path}/of old.sqlite3'"
    file = Path(shutil.copy(tiny_file, tmp_path / "of old.sqlite3"))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0006'")
    said = run("--database", f"sqlite:///{file}", "doctor").out
    assert f"by an older version of the program. Upgrade it with: {named}\n" in said
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TABLE alembic_version")
    for words in (("doctor", "--json"), ("--lang", "zh", "doctor")):
        said = run("--database", f"sqlite:///{file}", *words).out
        assert f"{named}\n" in said or f'{named}"' in said


def test_that_tables_newer_than_the_version_written_are_refused_in_a_sentence(
    run: Run, address: str
) -> None:
    database = Database(address)
    with database.raw_write() as connection:
        connection.execute(
            text("UPDATE alembic_version SET version_num = :it"), {"it": revisions()[-2]}
        )
    database.close()
    answer = run("--database", address, "--city", str(TINY), "init")
    assert (answer.status, answer.err.count("\n")) == (1, 1)
    assert "alembic_version" in answer.err


@contextmanager
def _read_only_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own that is filled inside and can only be read from then on."""
    folder.mkdir()
    if os.geteuid() != 0 or _mount("-t", "tmpfs", "tmpfs", folder) != 0:
        pytest.skip("no disk can be mounted here: it takes root, and the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def _mount(*words: str | Path) -> int:
    return subprocess.run(["mount", *words], stderr=subprocess.DEVNULL, check=False).returncode


@pytest.mark.parametrize("beside", [("",), ("", "-wal")], ids=["closed", "with its log"])
def test_that_a_log_on_a_disk_that_can_only_be_read_is_audited(
    run: Run, tiny_file: Path, tmp_path: Path, beside: tuple[str, ...]
) -> None:
    address = f"sqlite:///{tiny_file}"
    with _read_only_disk(tmp_path / "evidence") as disk:
        with CommandCenter(address) as center:
            center.access.add_account("new", Post.WALL)  # stands in the log alone
            for end in beside:
                shutil.copy(f"{tiny_file}{end}", disk)
        assert _mount("-o", "remount,ro", disk) == 0
        on_disk = ("--database", f"sqlite:///{disk / tiny_file.name}")
        assert run(*on_disk, "--json", "verify-log").document["faults"] == []
        names = [account["name"] for account in run(*on_disk, "--json", "account", "list").document]
        assert ("new" in names) is ("-wal" in beside)
        refused = run(*on_disk, "account", "add", "late", "--post", "wall")
    assert refused.err.startswith("The database is read-only")
