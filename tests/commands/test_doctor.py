"""What `doctor` finds on a machine, and what it tells people to do."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.commands.doctor import Check, Verdict, doctor_checks, run_doctor
from commandcenter.database import Database
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.city.datum import gcj02_of
from commandcenter.models.clocks.calendar_rules import DayKind, DayOverride
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.services.heartbeats import Beat
from commandcenter.words import LANGUAGES
from tests.city.life import CityLife, FakeClock
from tests.city.postgres import PostgresServer

#: The schedule of the next year is out by then, and no release of the program has it.
_NOVEMBER = datetime(2030, 11, 15, 2, tzinfo=UTC)


def _check(subject: str, database_url: str) -> Check:
    return next(check for check in doctor_checks(database_url) if check.subject == subject)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'new folder' / 'center.sqlite3'}"


def test_that_a_prepared_machine_can_show_the_screens_in_chinese(sqlite_url: str) -> None:
    verdicts = {check.subject: check.verdict for check in doctor_checks(sqlite_url)}
    assert verdicts["libraries"] is Verdict.OK
    assert verdicts["fonts"] is Verdict.OK
    assert verdicts["database"] is Verdict.NOTE  # there is none yet


def test_that_looking_at_a_database_to_be_makes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    doctor_checks(sqlite_url)
    assert list(tmp_path.iterdir()) == []


def test_that_a_qt_that_cannot_start_is_told_with_its_own_reason(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("QT_QPA_PLATFORM", "a-platform-that-is-not")
    check = _check("libraries", sqlite_url)
    assert check.verdict is Verdict.MISSING
    assert check.remedy("en")


def test_that_a_machine_without_a_display_is_no_fault(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert _check("display", sqlite_url).verdict is Verdict.NOTE


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("sqlite:////proc/center.sqlite3", "/proc"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "127.0.0.1:1"),
        ("mysql://127.0.0.1/none", "mysql"),
    ],
    ids=["nothing can be written there", "no server answers", "another kind of database"],
)
def test_that_a_database_that_cannot_be_used_is_named(address: str, told: str) -> None:
    check = _check("database", address)
    assert check.verdict is Verdict.MISSING
    assert all(told in check.found(language) for language in LANGUAGES)


def test_that_a_postgresql_without_a_centre_or_with_an_older_one_is_not_fine(
    made_postgres: str, postgres_server: PostgresServer, postgres_url: str
) -> None:
    empty = _check("database", postgres_url)
    assert (empty.verdict, empty.finding) == (Verdict.MISSING, "database-not-made")
    with postgres_server.database(template=made_postgres) as address:
        assert _check("database", address).verdict is Verdict.OK
        database = Database(address)
        with database.raw_write() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        database.close()
        assert _check("database", address).finding == "database-older"


def test_that_the_remedy_for_a_missing_file_makes_that_very_file(sqlite_url: str) -> None:
    remedy = _check("database", sqlite_url).remedy("en")
    assert remedy is not None
    assert remedy.endswith(f"python main.py init --database '{sqlite_url}'")


def test_that_a_clock_behind_the_log_is_noted_and_one_in_step_is_fine(
    address: str, clock: FakeClock
) -> None:
    assert _check("clock", address).verdict is Verdict.OK
    clock.now = datetime.now(UTC) + timedelta(hours=1)  # noqa: TID251  what the doctor reads
    with CommandCenter(address, clock=clock) as center:
        CityLife(center, clock).reported()
    check = _check("clock", address)
    assert check.verdict is Verdict.NOTE
    assert all("60" in check.found(language) for language in LANGUAGES)


def test_that_a_source_whose_points_lie_by_another_datum_is_noted(
    address: str, clock: FakeClock
) -> None:
    assert _check("points", address).verdict is Verdict.OK
    with CommandCenter(address, clock=clock) as center:
        for cell in center.city.territory().grids:
            longitude, latitude = cell.ring[0]
            point = gcj02_of((latitude + 0.0001, longitude + 0.0001))
            center.intake.receive(Report("public", "x", *point), by=RESIDENT)
    check = _check("points", address)
    assert check.verdict is Verdict.NOTE
    assert all("gcj02" in str(check.remedy(language)) for language in LANGUAGES)


def test_that_a_year_without_a_holiday_schedule_is_noted_until_it_is_entered(address: str) -> None:
    with CommandCenter(address) as center:
        center.timekeeping.simulate(_NOVEMBER, speed=1)
        missing = center.city.calendar().missing_years(_NOVEMBER.date())
        assert missing
        check = _check("calendar", address)
        assert check.verdict is Verdict.NOTE
        assert all(str(year) in check.found("zh") for year in missing)
        center.city.override_calendar(
            [
                DayOverride(date(year, 3, day), DayKind.HOLIDAY, "x", "notice")
                for year in missing
                for day in range(1, 12)
            ]
        )
    assert _check("calendar", address).verdict is Verdict.OK


def test_that_each_thing_amiss_comes_with_a_remedy_in_both_languages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "a-platform-that-is-not")
    monkeypatch.setenv("DISPLAY", ":0")
    amiss = [c for c in doctor_checks("sqlite:////proc/x") if c.verdict is not Verdict.OK]
    assert {"libraries", "fonts", "database"} <= {check.subject for check in amiss}
    for check in amiss:
        remedies = {check.remedy(language) for language in LANGUAGES}
        assert len(remedies) == len(LANGUAGES), check
        assert None not in remedies, check


def test_that_something_missing_shows_in_the_exit_status(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = run_doctor(database_url="sqlite:////proc/x", language="en", as_json=True, in_full=str)
    output = capsys.readouterr().out
    assert status == 1
    assert output.count("\n") == 1
    database = next(check for check in json.loads(output) if check["name"] == "Database")
    assert database["verdict"] == "missing"


def test_that_the_remedy_stands_below_what_is_amiss(capsys: pytest.CaptureFixture[str]) -> None:
    run_doctor(database_url="sqlite:////proc/x", language="zh", as_json=False, in_full=str)
    lines = capsys.readouterr().out.splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith("［缺失］数据库"))
    assert lines[place + 1].startswith("    办法：")


def test_that_missing_backups_are_noted_until_the_jobs_have_made_one(address: str) -> None:
    checks = [check for check in doctor_checks(address) if check.subject == "jobs"]
    assert {check.verdict for check in checks} == {Verdict.NOTE}
    assert {check.found(language) for check in checks for language in LANGUAGES} == {
        "There is no backup yet.",
        "尚无备份。",
        "The jobs have not run yet. Start them, or a desk.",
        "定时任务尚未运行，请启动定时任务或工作台。",
    }
    with CommandCenter(address) as real:
        now = real.heartbeats.now()
        real.heartbeats.note([Beat(job, now, now, now) for job in ("warn", "backup", "drill")])
    assert _check("jobs", address).verdict is Verdict.OK
