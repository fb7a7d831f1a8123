"""Of the backups of the jobs, the last of 24 hours, 14 days and 8 weeks are kept."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

from commandcenter.services.backup.making import SCRATCH
from commandcenter.services.backup.shelf import kept_backups, last_drill, tidy
from tests.city.life import MONDAY_10

HOUR = timedelta(hours=1)
CENTRE = "110101"


def put(folder: Path, at: datetime) -> Path:
    file = folder / f"{CENTRE}-{at:%Y%m%dT%H%M%SZ}.tar"
    file.touch()
    return file


def test_that_a_year_of_backups_leaves_hours_days_and_weeks(tmp_path: Path) -> None:
    hours = [MONDAY_10 + n * HOUR for n in range(24 * 100)]
    for at in hours:
        put(tmp_path, at)
    tidy(tmp_path, CENTRE, hours[-1])
    kept = [backup.made_at for backup in kept_backups(tmp_path, CENTRE)]
    assert kept[-24:] == hours[-24:]
    assert len({at.date() for at in kept if hours[-1] - at < timedelta(days=14)}) == 14
    assert len({at.isocalendar()[:2] for at in kept}) == 8
    assert len(kept) <= 24 + 14 + 8


def test_that_keeping_them_one_after_the_other_comes_to_the_same(tmp_path: Path) -> None:
    for n in range(24 * 20):
        put(tmp_path, MONDAY_10 + n * HOUR)
        tidy(tmp_path, CENTRE, MONDAY_10 + n * HOUR)
    kept = [backup.made_at for backup in kept_backups(tmp_path, CENTRE)]
    assert len({at.date() for at in kept}) >= 14
    assert len(kept) <= 24 + 14 + 8


def test_that_the_last_backup_that_passed_its_drill_is_kept_with_its_report(tmp_path: Path) -> None:
    tried = put(tmp_path, MONDAY_10)
    failed = put(tmp_path, MONDAY_10 + HOUR)
    for file, passed in ((tried, True), (failed, False)):
        report = {"passed": passed, "drilled_at": MONDAY_10.isoformat()}
        file.with_name(f"{file.name}.drill.json").write_text(json.dumps(report), encoding="utf-8")
    for n in range(2, 30):
        put(tmp_path, MONDAY_10 + n * HOUR)
    tidy(tmp_path, CENTRE, MONDAY_10 + 30 * HOUR)
    kept = kept_backups(tmp_path, CENTRE)
    assert kept[0].file == tried
    assert last_drill(kept) == MONDAY_10
    assert not failed.exists()
    assert not failed.with_name(f"{failed.name}.drill.json").exists()


def test_that_a_file_of_an_impossible_date_stops_no_backup(tmp_path: Path) -> None:
    odd = tmp_path / f"{CENTRE}-20260230T256199Z.tar"
    odd.touch()
    mine = put(tmp_path, MONDAY_10)
    assert [backup.file for backup in kept_backups(tmp_path, CENTRE)] == [mine]
    tidy(tmp_path, CENTRE, MONDAY_10 + HOUR)
    assert odd.exists()


def test_that_nothing_else_in_the_folder_is_touched(tmp_path: Path) -> None:
    mine = [tmp_path / "notes.txt", tmp_path / "110102-20261123T020000Z.tar"]
    mine += [tmp_path / "110101-20261123T020000Z.tar.copy"]
    for file in mine:
        file.touch()
    for n in range(100):
        put(tmp_path, MONDAY_10 + n * HOUR)
    tidy(tmp_path, CENTRE, MONDAY_10)
    assert all(file.exists() for file in mine)


def test_that_what_killed_programs_left_is_removed_after_a_day(tmp_path: Path) -> None:
    old, new = tmp_path / f".drill-old{SCRATCH}", tmp_path / f".new{SCRATCH}"
    for folder, at in ((old, MONDAY_10 - 25 * HOUR), (new, MONDAY_10)):
        folder.mkdir()
        (folder / "center.sqlite3").touch()
        os.utime(folder, (at.timestamp(), at.timestamp()))
    tidy(tmp_path, CENTRE, MONDAY_10)
    assert [*tmp_path.iterdir()] == [new]
