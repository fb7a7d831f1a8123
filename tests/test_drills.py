"""A drill restores a backup for trial, and leaves a report whatever it finds."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.drills import drill
from commandcenter.errors import InvalidInput
from commandcenter.services.backup.key_file import make_key_file, read_keys
from commandcenter.services.backup.shelf import report_file
from tests.city.life import CityLife, FakeClock
from tests.services.tampering import tamper


@pytest.fixture
def backup(center: CommandCenter, city_life: CityLife, clock: FakeClock, tmp_path: Path) -> Path:
    city_life.closed()
    clock.advance(timedelta(days=1))
    place = tmp_path / "backups"
    place.mkdir()
    return center.backup.make(place, anchor_file=center.anchor_file).file


def test_that_a_drill_counts_hashes_and_verifies_and_keeps_its_report(
    backup: Path, center: CommandCenter, clock: FakeClock
) -> None:
    report = drill(backup, clock=clock, server=center.address)
    assert report.has_passed
    assert report.entries == center.log_audit.verify().entries > 0
    assert report.seconds.keys() == {"restore", "count", "verify"}
    kept = json.loads(report_file(backup).read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(report.document()))
    assert (kept["passed"], kept["backup"]) == (True, backup.name)
    assert sorted(backup.parent.iterdir()) == [backup, report_file(backup)]


def test_that_a_drill_of_an_encrypted_backup_needs_its_key(
    backup: Path, center: CommandCenter, clock: FakeClock, tmp_path: Path
) -> None:
    key = tmp_path / "backup.key"
    make_key_file(key)
    secret = center.backup.make(tmp_path, anchor_file=center.anchor_file, key_file=key).file
    assert drill(secret, clock=clock, keys=read_keys(key), server=center.address).has_passed
    with pytest.raises(InvalidInput):
        drill(secret, clock=clock, server=center.address)


def test_that_a_drill_that_fails_leaves_its_report_too(
    backup: Path, center: CommandCenter, clock: FakeClock
) -> None:
    backup.write_bytes(backup.read_bytes()[:-1])
    with pytest.raises(InvalidInput):
        drill(backup, clock=clock, server=center.address, language="zh")
    kept = json.loads(report_file(backup).read_text(encoding="utf-8"))
    assert kept["passed"] is False
    assert "不完整" in kept["faults"][0]


def test_that_a_drill_finds_what_was_wrong_with_the_log_already(
    city_life: CityLife, center: CommandCenter, address: str, clock: FakeClock, tmp_path: Path
) -> None:
    city_life.closed()
    tamper(address, "UPDATE event_log SET actor = 'nobody' WHERE sequence = 2")
    report = drill(
        center.backup.make(tmp_path, anchor_file=center.anchor_file).file,
        clock=clock,
        server=address,
    )
    assert not report.has_passed
    assert any("2" in fault for fault in report.faults)


def test_that_a_drill_finds_pages_that_were_damaged_before_the_backup(
    made_sqlite: Path, tmp_path: Path, clock: FakeClock
) -> None:
    file = Path(shutil.copy(made_sqlite, tmp_path / "center.sqlite3"))
    with closing(sqlite3.connect(file)) as raw:
        where = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_event_log_centre_at'"
        (page,) = raw.execute(where).fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as damaged:
        damaged.seek((page - 1) * size)
        damaged.write(b"\xff" * 200)
    with CommandCenter(f"sqlite:///{file}", clock=clock) as center:
        made = center.backup.make(tmp_path, anchor_file=center.anchor_file)
    with pytest.raises(InvalidInput) as refused:
        drill(made.file, clock=clock)
    assert refused.value.error_id == "backup-damaged"
    assert report_file(made.file).exists()
