"""A believable day: people at work on the clock of the centre, beside whoever sits at a desk."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import Unavailable
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.content.pack import CityPack
from commandcenter.services.casebook import CaseFilter
from commandcenter.services.change_feed import Change
from commandcenter.services.desk import Taken
from commandcenter.services.log_audit import LogFault
from commandcenter.simulation.live_day import LiveDay
from tests.city.life import CityLife, FakeClock
from tests.simulation.conftest import SEED, demo_copy, on_each_database
from tests.simulation.hours import Hours, changes_since


@dataclass(frozen=True)
class Morning:
    """What four hours of a demo left behind."""

    changes: list[Change]
    waits: list[float]
    faults: tuple[LogFault, ...]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def morning(
    request: pytest.FixtureRequest,
    tiny_pack: CityPack,
    begin: datetime,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Morning]:
    clock = FakeClock(begin)
    hours = Hours(clock, 4)
    with (
        demo_copy(request.param, request, tmp_path_factory.mktemp("morning")) as address,
        CommandCenter(address, clock=clock) as center,
    ):
        cursor = center.change_feed.latest()
        LiveDay(center, tiny_pack, seed=SEED).run(hours)
        faults = center.log_audit.verify().faults
        yield Morning(changes_since(center, cursor), hours.waits, faults)


def test_that_a_morning_brings_reports_and_work_on_them(morning: Morning) -> None:
    steps = {change.step for change in morning.changes}
    assert {"report", "accept", "file", "dispatch", "acknowledge", "finish", "pass"} <= steps
    assert sum(change.step == Step.REPORT for change in morning.changes) > 15
    dispatchers = {change.actor for change in morning.changes if change.step == Step.DISPATCH}
    assert dispatchers == {"dispatcher"}
    assert morning.faults == ()


def test_that_a_new_case_stays_a_while_for_the_dispatcher_at_the_desk(morning: Morning) -> None:
    filed = {change.number: change.at for change in morning.changes if change.step == Step.FILE}
    waits = sorted(
        change.at - filed[change.number]
        for change in morning.changes
        if change.step == Step.DISPATCH and change.number in filed
    )
    assert waits[len(waits) // 2] > timedelta(minutes=8)


def test_that_it_never_spins_and_looks_around_twice_a_second(morning: Morning) -> None:
    assert min(morning.waits) >= 0.05
    assert max(morning.waits) <= 0.5


def test_that_the_day_after_comes_and_night_is_quiet_before_it(
    demo: CommandCenter, tiny_pack: CityPack, demo_clock: FakeClock, begin: datetime
) -> None:
    demo_clock.advance(timedelta(hours=16))  # half past eleven at night
    cursor = demo.change_feed.latest()
    LiveDay(demo, tiny_pack, seed=SEED).run(Hours(demo_clock, 10))
    reports = [
        change.at - begin for change in changes_since(demo, cursor) if change.step == "report"
    ]
    night = [at for at in reports if at < timedelta(hours=21)]
    morning = [at for at in reports if at > timedelta(hours=24)]
    assert len(morning) > len(night)


def test_that_the_same_seed_lives_the_same_day(
    made_demo: Path, tiny_pack: CityPack, begin: datetime, tmp_path: Path
) -> None:
    days = []
    for name in ("one", "two"):
        clock = FakeClock(begin)
        file = shutil.copy(made_demo, tmp_path / f"{name}.sqlite3")
        with CommandCenter(f"sqlite:///{file}", clock=clock) as center:
            cursor = center.change_feed.latest()
            LiveDay(center, tiny_pack, seed=SEED).run(Hours(clock, 1))
            days.append([(c.number, c.step, c.at) for c in changes_since(center, cursor)])
    assert days[0] == days[1]
    assert len(days[0]) > 30


@on_each_database
def test_that_people_at_the_desk_may_be_faster(
    demo: CommandCenter, tiny_pack: CityPack, demo_clock: FakeClock
) -> None:
    """Somebody sends every filed case on; the simulated dispatcher finds nothing left to do."""
    city_life = CityLife(demo, demo_clock)
    sent: list[str] = []

    def dispatch_all() -> None:
        filed = CaseFilter(stages=frozenset({Stage.FILED}))
        for row in demo.casebook.rows(filed, viewer=CENTRE_VIEW):
            city_life.step(row.number, Step.DISPATCH, "dispatcher", {"department": "street"})
            sent.append(row.number)

    LiveDay(demo, tiny_pack, seed=SEED).run(Hours(demo_clock, 2, meanwhile=dispatch_all))
    assert len(sent) > 5
    departments = {row.department for row in demo.casebook.rows_of(sent, viewer=CENTRE_VIEW)}
    assert departments == {"street"}
    stages = {row.stage for row in demo.casebook.rows_of(sent, viewer=CENTRE_VIEW)}
    assert Stage.HANDLING in stages
    assert demo.log_audit.verify().faults == ()


def test_that_a_report_of_a_stranger_is_taken_up(
    demo: CommandCenter, tiny_pack: CityPack, demo_clock: FakeClock
) -> None:
    number = CityLife(demo, demo_clock).reported("南锣鼓巷口的井盖不见了")
    LiveDay(demo, tiny_pack, seed=SEED).run(Hours(demo_clock, 1))
    (row,) = demo.casebook.rows_of([number], viewer=CENTRE_VIEW)
    assert row.stage is not Stage.REPORTED


def test_that_a_clock_set_to_another_week_brings_no_flood(
    demo: CommandCenter, tiny_pack: CityPack, demo_clock: FakeClock
) -> None:
    day = LiveDay(demo, tiny_pack, seed=SEED)
    day.run(Hours(demo_clock, 1))
    demo_clock.advance(timedelta(days=7))
    cursor = demo.change_feed.latest()
    day.run(Hours(demo_clock, 1))
    reports = [change for change in changes_since(demo, cursor) if change.step == Step.REPORT]
    assert 0 < len(reports) < 40


def test_that_a_busy_database_is_asked_again_in_a_while(
    demo: CommandCenter, tiny_pack: CityPack, demo_clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = demo.desk.take
    refused: list[str] = []

    def busy_at_first(number: str, step: Step, fields: Any, **rest: Any) -> Taken:
        if len(refused) < 3:
            refused.append(number)
            raise Unavailable("database-busy", seconds=5)
        return take(number, step, fields, **rest)

    monkeypatch.setattr(demo.desk, "take", busy_at_first)
    hours = Hours(demo_clock, 1)
    LiveDay(demo, tiny_pack, seed=SEED).run(hours)
    assert hours.waits.count(2.0) == 3
    (first, *_) = demo.casebook.history(refused[0], viewer=CENTRE_VIEW)[::-1]
    assert first.at > hours.began


def test_that_it_ends_when_it_is_stopped(demo: CommandCenter, tiny_pack: CityPack) -> None:
    stopped = threading.Event()
    day = threading.Thread(target=LiveDay(demo, tiny_pack, seed=SEED).run, args=(stopped,))
    day.start()
    stopped.set()
    day.join(timeout=5)
    assert not day.is_alive()
