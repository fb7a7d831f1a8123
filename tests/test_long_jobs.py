"""The jobs make a backup every hour and try one every week, and somebody sees when they do not."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from commandcenter import jobs
from commandcenter.center import CommandCenter
from commandcenter.database.postgres.line import line_to
from commandcenter.long_jobs import BackupPlan, LongJobs
from commandcenter.services.backup.key_file import make_key_file
from commandcenter.services.heartbeats import Alarm, Beat
from tests.city.life import MONDAY_10, CityLife, FakeClock
from tests.city.postgres import PostgresServer

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_LOOKS, _BETWEEN_LOOKS = 400, 0.1


@pytest.fixture
def address(made_sqlite: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(made_sqlite, tmp_path / 'center.sqlite3')}"


@pytest.fixture
def plan(tmp_path: Path) -> BackupPlan:
    return BackupPlan(tmp_path / "backups")


def _backups(plan: BackupPlan) -> list[str]:
    return sorted(file.name for file in plan.folder.glob("*.tar*") if file.suffix != ".json")


def _marks(center: CommandCenter) -> list[tuple[Alarm, str]]:
    marks = center.heartbeats.marks()
    for mark in marks:
        assert all(mark.sentence(language) for language in ("zh", "en"))
    return [(mark.alarm, mark.text_id) for mark in marks]


def test_that_a_backup_is_made_every_hour_and_the_first_one_is_tried_at_once(
    center: CommandCenter, clock: FakeClock, plan: BackupPlan
) -> None:
    assert jobs.run_once(center, plan=plan) == [
        "made a backup",
        "tried a backup: it can be restored",
    ]
    assert _marks(center) == []
    for _ in range(12):
        clock.advance(15 * MINUTE)
        jobs.run_once(center, plan=plan)
    assert len(_backups(plan)) == 4
    assert _marks(center) == []
    assert len([*plan.folder.glob("*.drill.json")]) == 1


def test_that_a_backup_is_tried_every_week(
    center: CommandCenter, clock: FakeClock, plan: BackupPlan
) -> None:
    jobs.run_once(center, plan=plan)
    for _ in range(8):
        clock.advance(DAY)
        jobs.run_once(center, plan=plan)
    drills = {beat.job: beat for beat in center.heartbeats.all()}["drill"]
    assert drills.succeeded_at == MONDAY_10 + 7 * DAY


def test_that_an_old_backup_is_red_and_an_old_drill_is_amber(
    center: CommandCenter, clock: FakeClock, plan: BackupPlan
) -> None:
    jobs.run_once(center, plan=plan)
    clock.advance(9 * DAY)
    jobs.run_once(center)  # the others run, backups are switched off
    assert _marks(center) == [(Alarm.RED, "mark-backup-old"), (Alarm.AMBER, "mark-drill-old")]


def test_that_a_centre_without_a_backup_is_amber_at_first_and_then_red(
    center: CommandCenter, clock: FakeClock
) -> None:
    jobs.run_once(center)
    assert _marks(center) == [(Alarm.AMBER, "mark-backup-never")]
    clock.advance(2 * HOUR)
    jobs.run_once(center)
    assert _marks(center) == [(Alarm.RED, "mark-backup-never")]


def test_that_a_backup_that_fails_is_red_and_made_again_later(
    center: CommandCenter, clock: FakeClock, plan: BackupPlan
) -> None:
    plan.folder.touch()  # a file, so no folder to write into
    assert jobs.run_once(center, plan=plan) == []
    (failed,) = [mark for mark in center.heartbeats.marks() if mark.trouble]
    assert (failed.alarm, str(plan.folder) in failed.sentence("zh")) == (Alarm.RED, True)
    plan.folder.unlink()
    assert jobs.run_once(center, plan=plan) == []  # not every ten seconds
    clock.advance(10 * MINUTE)
    assert jobs.run_once(center, plan=plan)
    assert _marks(center) == []


def test_that_a_drill_that_fails_is_red_until_another_one_passes(
    center: CommandCenter, clock: FakeClock, plan: BackupPlan
) -> None:
    jobs.run_once(center, plan=plan)
    clock.advance(7 * DAY - MINUTE)
    jobs.run_once(center, plan=plan)
    (plan.folder / _backups(plan)[-1]).write_bytes(b"nothing")
    clock.advance(MINUTE)
    jobs.run_once(center, plan=plan)
    assert (Alarm.RED, "mark-job-failed") in _marks(center)
    clock.advance(HOUR)
    jobs.run_once(center, plan=plan)
    assert _marks(center) == []


def test_that_a_drill_by_hand_counts(center: CommandCenter, tmp_path: Path) -> None:
    key, public = tmp_path / "backup.key", tmp_path / "public.key"
    public.write_text(make_key_file(key), encoding="ascii")
    plan = BackupPlan(tmp_path / "backups", public)  # cannot open what it makes
    assert jobs.run_once(center, plan=plan) == ["made a backup"]
    assert _marks(center) == [(Alarm.AMBER, "mark-drill-never")]
    (name,) = _backups(plan)
    report = {"passed": True, "drilled_at": MONDAY_10.isoformat()}
    (plan.folder / f"{name}.drill.json").write_text(json.dumps(report), encoding="utf-8")
    jobs.run_once(center, plan=plan)
    assert _marks(center) == []


def test_that_a_clock_that_was_set_back_stops_no_backup(
    center: CommandCenter, clock: FakeClock, plan: BackupPlan
) -> None:
    jobs.run_once(center, plan=plan)
    clock.advance(-DAY)
    jobs.run_once(center, plan=plan)
    assert len(_backups(plan)) == 2
    jobs.run_once(center, plan=plan)
    assert len(_backups(plan)) == 2


def test_that_jobs_that_have_stopped_are_red(center: CommandCenter, clock: FakeClock) -> None:
    assert (Alarm.AMBER, "mark-jobs-never") in _marks(center)
    jobs.run_once(center)
    assert "mark-jobs-silent" not in dict(map(reversed, _marks(center)))  # type: ignore[arg-type]
    clock.advance(3 * MINUTE)
    assert _marks(center)[0] == (Alarm.RED, "mark-jobs-silent")


def test_that_a_job_with_a_bug_is_red_and_says_no_more_than_its_kind(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ValueError("张三 13800138000")

    monkeypatch.setattr(type(center.warnings), "raise_due", broken)
    jobs.run_once(center)
    beats = {beat.job: beat for beat in center.heartbeats.all()}
    assert beats["warn"].trouble == "job-bug"
    assert dict(beats["warn"].params) == {"kind": "ValueError"}
    assert beats["anchor"].succeeded_at == clock.now
    monkeypatch.undo()
    jobs.run_once(center)
    assert all(beat.trouble is None for beat in center.heartbeats.all())


@pytest.fixture
def real_center(address: str) -> Iterator[CommandCenter]:
    with CommandCenter(address) as opened:
        yield opened


def test_that_a_backup_beside_a_desk_is_made_in_another_process(
    real_center: CommandCenter, plan: BackupPlan
) -> None:
    long_jobs = LongJobs(real_center, plan)
    try:
        for _ in range(_LOOKS):
            long_jobs.look()
            if "drill" in {beat.job for beat in real_center.heartbeats.all() if beat.succeeded_at}:
                break
            threading.Event().wait(_BETWEEN_LOOKS)
    finally:
        long_jobs.end()
    assert {beat.job: beat.sentence("en") for beat in real_center.heartbeats.all()} == {
        "backup": None,
        "drill": None,
    }
    assert len(_backups(plan)) == 1


def test_that_a_backup_that_was_ended_is_no_backup(
    real_center: CommandCenter, plan: BackupPlan
) -> None:
    long_jobs = LongJobs(real_center, plan)
    long_jobs.look()
    long_jobs.end()
    assert _backups(plan) == []
    (beat,) = real_center.heartbeats.all()
    assert (beat.job, beat.ended_at) == ("backup", None)


def _drill_databases(url: str) -> list[str]:
    with closing(line_to(make_url(url))) as line:
        query = "SELECT datname FROM pg_database WHERE datname LIKE 'commandcenter_drill_%'"
        return [name for (name,) in line.execute(query).fetchall()]


def test_that_a_drill_that_was_ended_leaves_nothing_on_the_server(
    postgres_server: PostgresServer, made_postgres: str, plan: BackupPlan
) -> None:
    with postgres_server.database(template=made_postgres) as url, CommandCenter(url) as center:
        long_jobs = LongJobs(center, plan)
        try:
            for _ in range(_LOOKS):
                long_jobs.look()
                if _drill_databases(url):
                    break
                threading.Event().wait(_BETWEEN_LOOKS)
            else:
                pytest.fail("no drill has begun")
        finally:
            long_jobs.end()
        assert _drill_databases(url) == []
        assert [file.name for file in plan.folder.iterdir()] == _backups(plan)


def test_that_what_a_killed_drill_left_on_the_server_goes_after_a_day(
    postgres_server: PostgresServer,
    made_postgres: str,
    clock: FakeClock,
    plan: BackupPlan,
) -> None:
    made_at = f"{MONDAY_10.astimezone(UTC):%Y%m%dt%H%M%S}"
    left, other = (f"commandcenter_drill_{it}" for it in (f"{made_at}_0123abcd", "of_mine"))
    with (
        postgres_server.database(template=made_postgres) as url,
        postgres_server.database(other),
        closing(line_to(make_url(url))) as line,
        CommandCenter(url, clock=clock) as center,
    ):
        line.execute(f'CREATE DATABASE "{left}"'.encode())
        clock.advance(23 * HOUR)
        jobs.run_once(center, plan=plan)
        assert left in _drill_databases(url)
        clock.advance(2 * HOUR)
        jobs.run_once(center, plan=plan)
        assert _drill_databases(url) == [other]


@pytest.mark.parametrize("trouble", [None, "job-bug"])
def test_that_beats_come_back_as_they_were_written(
    center: CommandCenter, trouble: str | None
) -> None:
    params = {"kind": "ValueError"} if trouble else {}
    beat = Beat("warn", MONDAY_10, MONDAY_10, None if trouble else MONDAY_10, trouble, params)
    center.heartbeats.note([beat])
    assert center.heartbeats.all() == [beat]
    center.heartbeats.begin("warn", MONDAY_10 + DAY)
    (begun,) = center.heartbeats.all()
    assert (begun.begun_at, begun.trouble) == (MONDAY_10 + DAY, trouble)


def test_that_a_centre_on_a_server_is_backed_up_and_tried_where_a_folder_is_set(
    postgres_server: PostgresServer, made_postgres: str, clock: FakeClock, plan: BackupPlan
) -> None:
    with (
        postgres_server.database(template=made_postgres) as url,
        CommandCenter(url, clock=clock) as center,
    ):
        assert center.backup_folder is None
        assert jobs.run_once(center, plan=plan) == [
            "made a backup",
            "tried a backup: it can be restored",
        ]
        assert _marks(center) == []
