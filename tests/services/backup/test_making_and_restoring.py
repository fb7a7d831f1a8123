"""A backup is made while people work, and restored without losing what is there."""

import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError, NotNow
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.staff.actor import Actor
from commandcenter.services.backup.key_file import make_key_file, read_keys
from commandcenter.services.backup.making import Made
from commandcenter.services.backup.restoring import Restored, restore_backup
from commandcenter.services.backup.tables import sums_of_file
from tests.city.life import MONDAY_10, FakeClock, photo
from tests.services.tampering import tamper

DOOR = Actor("door", frozenset())
MANHOLE = Report("public", "井盖缺失", 39.9305, 116.4105, photos=(photo(),))

#: Another process that has the file open until its input ends.
_BESIDE = """
import sys
from commandcenter.center import CommandCenter
with CommandCenter(sys.argv[1]) as center:
    center.check()
    print("open", flush=True)
    sys.stdin.read()
"""

Backup = Callable[..., Made]


@pytest.fixture
def file(made_sqlite: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made_sqlite, tmp_path / "center.sqlite3"))


@pytest.fixture
def center(file: Path, clock: FakeClock) -> Iterator[CommandCenter]:
    with CommandCenter(f"sqlite:///{file}", clock=clock) as opened:
        yield opened


@pytest.fixture
def backup(center: CommandCenter, tmp_path: Path) -> Backup:
    """Makes a backup of the open centre, which holds a case with a photo."""
    center.intake.receive(MANHOLE, by=DOOR)

    def make(key_file: Path | None = None) -> Made:
        place = tmp_path / "backups"
        place.mkdir(exist_ok=True)
        return center.backup.make(place, anchor_file=center.anchor_file, key_file=key_file)

    return make


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    make_key_file(tmp_path / "keys" / "backup.key")
    return tmp_path / "keys" / "backup.key"


def _restored(made: Made, target: Path, **ways: object) -> Restored:
    params = {"now": MONDAY_10, "is_chosen": False, **ways}
    return restore_backup(made.file, target, **params)  # type: ignore[arg-type]


def _refused(made: Made, target: Path, **ways: object) -> str:
    """The id of the refusal; nothing is left of the attempt, and nothing was touched."""
    before = _state(target.parent)
    with pytest.raises(CommandCenterError) as refusal:
        _restored(made, target, **ways)
    assert _state(target.parent) == before
    for language in ("en", "zh"):
        assert refusal.value.sentence(language)
    return refusal.value.error_id


def _state(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _last_sequence(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        found: int = database.execute(
            "SELECT coalesce(max(sequence), 0) FROM event_log"
        ).fetchone()[0]
        return found


def test_that_a_restored_backup_holds_what_was_there_and_its_log_is_sound(
    backup: Backup, center: CommandCenter, tmp_path: Path
) -> None:
    made = backup()
    restored = _restored(made, tmp_path / "elsewhere" / "center.sqlite3")
    assert restored.manifest == made.manifest
    assert restored.set_aside is None
    assert sums_of_file(restored.file) == made.manifest.tables
    assert made.manifest.tables["photos"].rows == 1
    with CommandCenter(f"sqlite:///{restored.file}") as again:
        assert again.log_audit.verify().faults == ()
        assert again.change_feed.latest() == center.change_feed.latest()


def test_that_the_manifest_says_of_what_and_when_it_is(
    backup: Backup, center: CommandCenter, clock: FakeClock
) -> None:
    clock.advance(timedelta(days=1))
    (anchor,) = center.housekeeping.anchor_days()
    manifest = backup().manifest
    assert (manifest.city, manifest.centre) == ("tiny", "110101")
    assert manifest.made_at == manifest.centre_time == clock.now
    assert manifest.log.sequence == 1
    assert manifest.last_anchor is not None
    assert (manifest.last_anchor.day, manifest.last_anchor.hash) == (str(anchor.day), anchor.hash)


def test_that_nobody_else_can_read_a_backup_or_what_is_restored_from_it(
    backup: Backup, key_file: Path, tmp_path: Path
) -> None:
    made = backup()
    restored = _restored(made, tmp_path / "elsewhere" / "center.sqlite3")
    for private in (made.file, restored.file, key_file):
        assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_that_a_backup_leaves_nothing_beside_itself(backup: Backup) -> None:
    made = backup()
    assert [*made.file.parent.iterdir()] == [made.file]


def test_that_people_go_on_working_while_a_backup_is_made(
    backup: Backup, center: CommandCenter, tmp_path: Path
) -> None:
    stopped, written = threading.Event(), 0

    def write() -> None:
        nonlocal written
        while not stopped.is_set():
            center.intake.receive(MANHOLE, by=DOOR)
            written += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = []
        for _ in range(5):
            center.intake.receive(MANHOLE, by=DOOR)
            backups.append(backup().manifest)
    finally:
        stopped.set()
        writer.join()
    reached = [manifest.log.sequence for manifest in backups]
    assert reached == sorted(set(reached))  # each has what was written before it
    assert written
    for manifest in backups:
        assert manifest.tables["event_log"].rows == manifest.log.sequence


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_that_a_half_copied_backup_is_refused(
    backup: Backup, key_file: Path, tmp_path: Path, encrypted: bool
) -> None:
    made = backup(key_file if encrypted else None)
    keys = read_keys(key_file)
    content = made.file.read_bytes()
    for length in (0, 100, 700, len(content) // 2, len(content) - 1):
        made.file.write_bytes(content[:length])
        assert _refused(made, tmp_path / "new.sqlite3", keys=keys) == "backup-cut-off", length


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_that_an_altered_backup_is_refused(
    backup: Backup, key_file: Path, tmp_path: Path, encrypted: bool
) -> None:
    made = backup(key_file if encrypted else None)
    content = bytearray(made.file.read_bytes())
    content[len(content) // 2] ^= 1
    made.file.write_bytes(content)
    keys = read_keys(key_file)
    assert _refused(made, tmp_path / "new.sqlite3", keys=keys) == "backup-altered"


def test_that_an_encrypted_backup_tells_nobody_without_its_key_what_is_in_it(
    backup: Backup, key_file: Path, tmp_path: Path
) -> None:
    made = backup(key_file)
    assert made.file.name.endswith(".tar.age")
    assert b"110101" not in made.file.read_bytes()
    target = tmp_path / "new.sqlite3"
    make_key_file(tmp_path / "other.key")
    public = tmp_path / "public.key"
    public.write_text(key_file.read_text(encoding="ascii").splitlines()[0].split()[-1] + "\n")
    assert _refused(made, target) == "backup-needs-key"
    wrong = read_keys(tmp_path / "other.key")
    assert _refused(made, target, keys=wrong) == "backup-wrong-key"
    assert _refused(made, target, keys=read_keys(public)) == "key-file-public"
    restored = _restored(made, target, keys=read_keys(key_file))
    assert sums_of_file(restored.file) == made.manifest.tables


def test_that_a_public_key_is_enough_to_make_backups(
    backup: Backup, key_file: Path, tmp_path: Path
) -> None:
    public = tmp_path / "public.key"
    public.write_text(key_file.read_text(encoding="ascii").splitlines()[0].split()[-1] + "\n")
    restored = _restored(backup(public), tmp_path / "new.sqlite3", keys=read_keys(key_file))
    assert _last_sequence(restored.file) == 1


def test_that_a_file_without_a_key_is_no_key_file(backup: Backup, tmp_path: Path) -> None:
    for text in ("", "hello\n", "AGE-SECRET-KEY-1NONE\n"):
        wrong = tmp_path / "wrong.key"
        wrong.write_text(text)
        with pytest.raises(CommandCenterError) as refused:
            backup(wrong)
        assert refused.value.error_id == "key-file-unreadable"


def test_that_a_key_file_is_never_written_over(key_file: Path) -> None:
    with pytest.raises(NotNow):
        make_key_file(key_file)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [('"format": 1', '"format": 2'), ('"schema_version": "00', '"schema_version": "99')],
    ids=["form", "tables"],
)
def test_that_the_backup_of_a_newer_program_is_refused(
    backup: Backup, tmp_path: Path, was: str, becomes: str
) -> None:
    made = backup()
    content = made.file.read_bytes()
    newer = content.replace(was.encode(), becomes.encode(), 1)
    assert newer != content
    made.file.write_bytes(newer)
    assert _refused(made, tmp_path / "new.sqlite3") == "backup-newer"


@pytest.mark.parametrize("content", [b"x" * 2000, b"PK\x03\x04" + bytes(4000)])
def test_that_what_is_no_backup_is_refused(backup: Backup, tmp_path: Path, content: bytes) -> None:
    made = backup()
    made.file.write_bytes(content)
    assert _refused(made, tmp_path / "new.sqlite3") == "backup-unknown"


def test_that_a_database_in_use_is_never_restored_over(
    backup: Backup, file: Path, center: CommandCenter
) -> None:
    made = backup()
    for is_chosen in (False, True):
        assert _refused(made, file, is_chosen=is_chosen) == "database-in-use"
    center.intake.receive(MANHOLE, by=DOOR)
    center.close()
    words = [sys.executable, "-c", _BESIDE, f"sqlite:///{file}"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"open\n"
        assert _refused(made, file, is_chosen=True) == "database-in-use"
        other.communicate()
    assert _restored(made, file, is_chosen=True).set_aside is not None


def test_that_a_database_with_more_than_the_backup_is_restored_over_only_if_chosen(
    backup: Backup, file: Path, center: CommandCenter
) -> None:
    made = backup()
    center.intake.receive(MANHOLE, by=DOOR)
    center.close()
    assert _refused(made, file) == "restore-over-newer"
    restored = _restored(made, file, is_chosen=True)
    assert _last_sequence(file) == 1
    assert restored.set_aside is not None
    assert _last_sequence(restored.set_aside) == 2


def test_that_a_database_that_is_all_in_the_backup_is_renamed_and_restored(
    backup: Backup, file: Path, center: CommandCenter
) -> None:
    made = backup()
    center.close()
    before = file.read_bytes()
    restored = _restored(made, file)
    assert restored.set_aside is not None
    assert restored.set_aside.read_bytes() == before
    with CommandCenter(f"sqlite:///{file}") as again:
        again.intake.receive(MANHOLE, by=DOOR)
        assert again.log_audit.verify().faults == ()


def test_that_a_damaged_database_is_restored_over_only_if_chosen(
    backup: Backup, file: Path, center: CommandCenter
) -> None:
    made = backup()
    center.close()
    content = file.read_bytes()
    file.write_bytes(content[:100] + bytes(len(content) - 100))
    assert _refused(made, file) == "restore-over-unreadable"
    assert _last_sequence(_restored(made, file, is_chosen=True).file) == 1


def test_that_what_a_lost_file_left_behind_is_not_laid_over_the_restored_one(
    backup: Backup, file: Path, center: CommandCenter
) -> None:
    made = backup()
    center.intake.receive(MANHOLE, by=DOOR)
    log = file.with_name(f"{file.name}-wal")
    leftover = log.read_bytes()
    center.close()
    file.unlink()
    log.write_bytes(leftover)
    restored = _restored(made, file)
    assert _last_sequence(file) == made.manifest.log.sequence == 1
    with CommandCenter(f"sqlite:///{restored.file}") as again:
        assert again.log_audit.verify().faults == ()


def test_that_the_list_of_anchors_comes_back_where_there_is_none(
    backup: Backup, center: CommandCenter, file: Path, tmp_path: Path
) -> None:
    center.anchor_file.write_text("2026-03-02 1-1 abc\n", encoding="utf-8")
    made = backup()
    there = _restored(made, tmp_path / "new.sqlite3").file.with_suffix(".anchors.txt")
    assert there.read_text(encoding="utf-8") == "2026-03-02 1-1 abc\n"
    there.write_text("longer\n", encoding="utf-8")
    _restored(made, tmp_path / "new.sqlite3", is_chosen=True)
    assert there.read_text(encoding="utf-8") == "longer\n"


def test_that_a_backup_is_not_written_over_a_database(center: CommandCenter, file: Path) -> None:
    with pytest.raises(NotNow):
        center.backup.make(file, anchor_file=center.anchor_file)


def test_that_a_backup_needs_room(backup: Backup, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(CommandCenterError) as refused:
        backup()
    assert refused.value.error_id == "backup-no-room"


def test_that_text_that_is_no_utf_8_is_counted_and_restored(
    backup: Backup, center: CommandCenter, file: Path, tmp_path: Path
) -> None:
    tamper(center.address, "UPDATE case_words SET address = CAST(X'ff41' AS TEXT)")
    made = backup()
    assert sums_of_file(_restored(made, tmp_path / "new.sqlite3").file) == made.manifest.tables


def test_that_one_letter_that_differs_changes_the_sum_of_its_table(
    backup: Backup, center: CommandCenter, tmp_path: Path
) -> None:
    before = backup().manifest.tables
    tamper(center.address, "UPDATE case_words SET address = 'x'")
    after = backup().manifest.tables
    assert {name for name in before if before[name] != after[name]} == {"case_words"}
    assert before["case_words"].rows == after["case_words"].rows
