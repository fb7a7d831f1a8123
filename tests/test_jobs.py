"""What is due by the clock is done once, at the moment it was due, whenever the jobs come to it."""

import logging
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from commandcenter import jobs
from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.words import refusal_sentence
from tests.city.life import MANHOLE, MONDAY_10, CityLife, FakeClock
from tests.city.postgres import PostgresServer
from tests.services.tampering import tamper

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_HISTORY = (
    "SELECT sequence, number, version, step, stage, actor, at, payload FROM event_log"
    " ORDER BY sequence"
)
_WARNINGS = "SELECT * FROM warnings ORDER BY number, clock, ordinal, mark"


def suspended(city_life: CityLife, until: datetime) -> str:
    """A manhole with one working day, in handling from Monday 10:00, that stands until then."""
    number = city_life.filed(MANHOLE, 2)
    city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
    city_life.step(number, Step.ACKNOWLEDGE, "department-roads", {})
    fields = {"reason": "weather", "until": until}
    city_life.step(number, Step.ASK_SUSPENSION, "department-roads", fields)
    return city_life.step(number, Step.GRANT_SUSPENSION, "dispatcher", {})


@contextmanager
def copy_of(address: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a copy, while nobody has the database open."""
    url = make_url(address)
    name = url.database or ""
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{shutil.copy(name, Path(name).with_name('copy.sqlite3'))}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database(template=name) as copy:
        yield copy


def told(address: str) -> tuple[Sequence[Any], Sequence[Any]]:
    """History but for when it was written down, and the warnings."""
    database = Database(address)
    with database.raw_read() as connection:
        found = (
            connection.execute(text(_HISTORY)).all(),
            connection.execute(text(_WARNINGS)).all(),
        )
    database.close()
    return found


@pytest.mark.parametrize(
    ("off", "beat"),
    [(14 * HOUR, 20 * MINUTE), (366 * DAY, 9 * DAY)],
    ids=["a night off", "a year off"],
)
def test_that_jobs_that_come_late_leave_the_history_that_jobs_in_time_leave(
    address: str, request: pytest.FixtureRequest, off: timedelta, beat: timedelta
) -> None:
    clock = FakeClock(MONDAY_10)
    with CommandCenter(address, clock=clock) as center:
        jobs.run_once(center)
        city_life = CityLife(center, clock)
        first = suspended(city_life, MONDAY_10 + off / 2)
        last = suspended(city_life, MONDAY_10 + off / 3)
        same = suspended(city_life, MONDAY_10 + off / 2)
        city_life.handling()  # becomes late
        city_life.reported()  # lies about for hours
    with copy_of(address, request) as late:
        with CommandCenter(address, clock=clock) as center:
            while clock.now < MONDAY_10 + off:
                clock.advance(beat)
                jobs.run_once(center)
        with CommandCenter(late, clock=clock) as center:
            jobs.run_once(center)
            assert center.log_audit.verify().faults == ()
        history, warnings = told(late)
        assert (history, warnings) == told(address)
    assert [line.number for line in history[-3:]] == [last, first, same]
    assert len(warnings) >= 4


def test_that_jobs_that_run_again_do_nothing_twice(
    center: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    suspended(city_life, MONDAY_10 + DAY)
    clock.advance(3 * DAY)
    assert jobs.run_once(center)
    assert jobs.run_once(center) == []


def test_that_one_case_that_cannot_go_on_keeps_no_other_waiting(
    center: CommandCenter,
    clock: FakeClock,
    city_life: CityLife,
    address: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    spoilt, sound = (suspended(city_life, MONDAY_10 + DAY) for _ in range(2))
    where = f"WHERE number = '{spoilt}' AND name = 'handling'"
    tamper(address, f"UPDATE case_clocks SET spans = '[' {where}")  # noqa: S608  our own text
    clock.advance(2 * DAY)
    with caplog.at_level(logging.ERROR):
        done = jobs.run_once(center)
    assert done is not None
    assert done[0] == f"resumed {sound}"
    assert f"resuming {spoilt} failed" in caplog.text
    stages = [
        center.casebook.case(number, viewer=CENTRE_VIEW).row.stage for number in (spoilt, sound)
    ]
    assert stages == [Stage.SUSPENDED, Stage.HANDLING]


def test_that_one_job_that_fails_stops_no_other(
    center: CommandCenter,
    clock: FakeClock,
    city_life: CityLife,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(CommandCenter, "anchor_file", tmp_path)  # a folder, so none to write to
    number = city_life.reported()
    clock.advance(DAY)
    with caplog.at_level(logging.ERROR):
        done = jobs.run_once(center)
    assert done == ["held back 2 warnings"]
    assert "the job “anchor” failed" in caplog.text
    assert {row.number for row in center.warnings.of_open(viewer=CENTRE_VIEW)} == {number}


class OneBeat(threading.Event):
    """Stops whoever waits for it."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


def test_that_the_jobs_beside_a_desk_let_cases_go_on(
    center: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    number = suspended(city_life, MONDAY_10 + DAY)
    clock.advance(2 * DAY)
    jobs.run(center, OneBeat())
    line = center.casebook.history(number, viewer=CENTRE_VIEW)[-1]
    assert (line.step, line.actor, line.at) == (Step.RESUME, "system", MONDAY_10 + DAY)


def test_that_every_job_has_a_name_in_both_languages() -> None:
    for job in jobs._JOBS:
        for language in ("en", "zh"):
            assert refusal_sentence(f"job-{job.__name__.strip('_')}", language)
