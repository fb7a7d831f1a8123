"""Rules and calendars change: shown first, then applied to every open case, or to none."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.clocks.calendar_rules import DayKind, DayOverride
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_pack
from commandcenter.services.recalculation import Recalculated, Recalculation
from tests.city.centers import TINY
from tests.city.life import MANHOLE, MONDAY_10, CityLife, FakeClock, photo
from tests.services.tampering import tamper

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TUESDAY_10, WEDNESDAY_10 = MONDAY_10 + DAY, MONDAY_10 + 2 * DAY
WEDNESDAY_18 = WEDNESDAY_10 + 8 * HOUR
TUESDAY = DayOverride(date(2026, 11, 24), DayKind.HOLIDAY, "停电检修", "区政府 2026-88")


@pytest.fixture
def work(city_life: CityLife) -> Callable[[], str]:
    """A manhole with one working day, in handling from Monday 10:00: due on Tuesday at 10:00."""

    def begin() -> str:
        number = city_life.filed(MANHOLE, 2)
        city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
        return city_life.step(number, Step.ACKNOWLEDGE, "department-roads", {})

    return begin


def with_limit(limit: TimeLimit, *, digest: str = "other limit") -> CityPack:
    """The tiny city with another limit for a broken manhole cover."""
    pack = read_pack(TINY)
    conditions = [
        replace(row, limits=(limit,)) if (row.category, row.number) == (MANHOLE, 2) else row
        for row in pack.conditions
    ]
    return replace(pack, conditions=tuple(conditions), digest=digest)


def due(center: CommandCenter, number: str) -> datetime | None:
    return center.casebook.case(number, viewer=CENTRE_VIEW).row.hands.due_at


def lines(center: CommandCenter, number: str) -> list[str]:
    return [str(line.step) for line in center.casebook.history(number, viewer=CENTRE_VIEW)]


# ---- shown first, then applied, or not at all ---------------------------------------------------


def test_that_a_changed_calendar_moves_nothing_until_it_is_applied(
    center: CommandCenter, work: Callable[[], str]
) -> None:
    number = work()
    center.city.override_calendar([TUESDAY])
    (move,) = center.recalculation.preview()
    assert (move.number, move.clock, move.rule) == (
        number,
        ClockName.HANDLING,
        f"condition {MANHOLE}/2",
    )
    assert (move.due_before, move.due_after) == (TUESDAY_10, WEDNESDAY_10)
    assert due(center, number) == TUESDAY_10
    assert due(center, work()) == WEDNESDAY_10  # what starts now knows of it
    assert "adjust" not in lines(center, number)


def test_that_no_old_deadline_stays_behind_after_a_calendar_was_changed(
    center: CommandCenter, work: Callable[[], str]
) -> None:
    numbers = [work() for _ in range(3)]
    center.city.override_calendar([TUESDAY])
    done: list[tuple[int, int]] = []
    assert center.recalculation.apply(progress=lambda *of: done.append(of)) == Recalculated(3, 0, 0)
    assert done[-1] == (3, 3)
    for number in numbers:
        case = center.casebook.case(number, viewer=CENTRE_VIEW)
        assert case.row.hands.due_at == WEDNESDAY_10
        line = center.casebook.history(number, viewer=CENTRE_VIEW)[-1]
        assert (str(line.step), line.actor) == ("adjust", "system")
    assert center.recalculation.preview() == ()
    assert center.log_audit.verify().faults == ()


def test_that_a_changed_limit_reaches_cases_on_their_way_and_before_their_dispatch(
    center: CommandCenter, city_life: CityLife, work: Callable[[], str]
) -> None:
    handled, filed = work(), city_life.filed(MANHOLE, 2)
    center.city.install(with_limit(TimeLimit(Fraction(2), Unit.WORKING_DAYS)))
    assert center.recalculation.apply().adjusted == 2
    assert due(center, handled) == WEDNESDAY_10
    city_life.step(filed, Step.DISPATCH, "dispatcher", {"department": "roads"})
    assert due(center, filed) == WEDNESDAY_10
    clock = center.casebook.case(handled, viewer=CENTRE_VIEW).clocks[-1]
    assert center.log_audit.verify().faults == ()
    assert clock.due_at == WEDNESDAY_10


def test_that_several_processes_count_as_one_does(
    center: CommandCenter, address: str, clock: FakeClock, work: Callable[[], str]
) -> None:
    numbers = [work() for _ in range(3)]
    center.city.override_calendar([TUESDAY])
    database = Database(address, clock=clock)
    done: list[tuple[int, int]] = []
    shared = Recalculation(database, worth_processes=1, at_once=2)
    assert shared.apply(progress=lambda *of: done.append(of)) == Recalculated(3, 0, 0)
    database.close()
    assert done == [(2, 3), (3, 3)]
    assert [due(center, number) for number in numbers] == [WEDNESDAY_10] * 3
    assert center.log_audit.verify().faults == ()


def test_that_a_second_run_finds_nothing_to_do(
    center: CommandCenter, work: Callable[[], str]
) -> None:
    number = work()
    center.city.override_calendar([TUESDAY])
    center.recalculation.apply()
    before = lines(center, number)
    assert center.recalculation.apply() == Recalculated(0, 1, 0)
    assert lines(center, number) == before


# ---- what stays -------------------------------------------------------------------------------


def test_that_pauses_and_extensions_are_not_forgotten(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, work: Callable[[], str]
) -> None:
    number = work()
    city_life.step(number, Step.ASK_EXTENSION, "department-roads", {"reason": "weather"})
    city_life.step(number, Step.GRANT_EXTENSION, "dispatcher", {})
    fields = {"reason": "weather", "until": MONDAY_10 + 7 * DAY}
    city_life.step(number, Step.ASK_SUSPENSION, "department-roads", fields)
    city_life.step(number, Step.GRANT_SUSPENSION, "dispatcher", {})
    assert due(center, number) == WEDNESDAY_10 + 7 * DAY
    monday = date(2026, 11, 30)
    center.city.override_calendar([replace(TUESDAY, day=monday)])
    center.recalculation.apply()
    case = center.casebook.case(number, viewer=CENTRE_VIEW)
    assert case.row.hands.due_at == WEDNESDAY_18 + 7 * DAY
    assert case.row.stage is Stage.SUSPENDED
    clock.advance(8 * DAY)
    center.desk.resume_due()
    assert due(center, number) == WEDNESDAY_18 + 7 * DAY
    assert center.log_audit.verify().faults == ()


def test_that_nothing_of_a_closed_case_moves(center: CommandCenter, city_life: CityLife) -> None:
    closed = city_life.closed()
    before = center.casebook.case(closed, viewer=CENTRE_VIEW)
    center.city.override_calendar([TUESDAY])
    center.recalculation.apply()
    assert center.casebook.case(closed, viewer=CENTRE_VIEW) == before


def test_that_rework_comes_back_under_the_calendar_that_was_applied(
    center: CommandCenter, clock: FakeClock, city_life: CityLife, work: Callable[[], str]
) -> None:
    number = work()
    fields = {"note": "已盖好", "photo": photo()}
    city_life.step(number, Step.FINISH, "department-roads", fields)
    city_life.step(number, Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"})
    center.city.override_calendar([TUESDAY])
    assert ClockName.HANDLING in {move.clock for move in center.recalculation.preview()}
    center.recalculation.apply()
    clock.advance(HOUR)
    city_life.step(number, Step.FAIL, "inspector", {"reason": "not_done"})
    assert due(center, number) == WEDNESDAY_10 + HOUR  # the hour of the inspection is not charged
    assert center.recalculation.preview() == ()
    assert center.log_audit.verify().faults == ()


def test_that_what_a_case_waits_for_is_still_known(
    center: CommandCenter, city_life: CityLife, work: Callable[[], str]
) -> None:
    number = work()
    city_life.step(number, Step.ASK_EXTENSION, "department-roads", {"reason": "weather"})
    city_life.step(number, Step.SUB_DISPATCH, "department-roads", {"crew": "三组"})
    city_life.step(number, Step.URGE, "dispatcher", {"note": "请抓紧"})
    before = center.casebook.case(number, viewer=CENTRE_VIEW).row
    center.city.override_calendar([TUESDAY])
    center.recalculation.apply()
    after = center.casebook.case(number, viewer=CENTRE_VIEW).row
    assert (after.pending, after.asked) == (before.pending, before.asked)
    assert before.pending


# ---- the own days -----------------------------------------------------------------------------


def test_that_the_centres_own_days_outlive_the_next_pack(
    center: CommandCenter, work: Callable[[], str]
) -> None:
    center.city.override_calendar([TUESDAY])
    center.city.install(with_limit(TimeLimit(Fraction(1, 2), Unit.WORKING_DAYS)))
    assert center.city.calendar_overrides() == (TUESDAY,)
    assert due(center, work()) == MONDAY_10 + 6 * HOUR  # half a day: Monday is left, lunch is not
    center.city.override_calendar([])
    center.city.install(with_limit(TimeLimit(Fraction(1), Unit.WORKING_DAYS), digest="back"))
    assert due(center, work()) == TUESDAY_10


def test_that_a_calendar_without_working_time_is_refused_at_save(center: CommandCenter) -> None:
    version = center.city.facts().version
    year = [replace(TUESDAY, day=date(2027, 3, 1) + n * DAY) for n in range(70)]
    with pytest.raises(InvalidInput) as refused:
        center.city.override_calendar(year)
    assert refused.value.error_id == "calendar-without-working-time"
    assert (center.city.calendar_overrides(), center.city.facts().version) == ((), version)


def test_that_a_day_that_is_named_twice_is_refused(center: CommandCenter) -> None:
    with pytest.raises(InvalidInput) as refused:
        center.city.override_calendar([TUESDAY, replace(TUESDAY, kind=DayKind.WORKDAY)])
    assert refused.value.error_id == "calendar-override-twice"


# ---- others go on meanwhile ---------------------------------------------------------------------


class Meddler(FakeClock):
    """Somebody steps in between: while the time is asked for, after the cases have been read."""

    meanwhile: Callable[[], object] | None = None

    def __call__(self) -> datetime:
        if self.meanwhile:
            meanwhile, self.meanwhile = self.meanwhile, None
            meanwhile()
        return super().__call__()


def test_that_a_case_that_moves_meanwhile_is_counted_again_as_it_then_stands(
    center: CommandCenter, city_life: CityLife, address: str, work: Callable[[], str]
) -> None:
    urged, returned, left = work(), work(), work()
    center.city.override_calendar([TUESDAY])

    def meanwhile() -> None:
        city_life.step(urged, Step.URGE, "dispatcher", {"note": "请抓紧"})
        city_life.step(returned, Step.ASK_RETURN, "department-roads", {"reason": "not_ours"})
        city_life.step(returned, Step.GRANT_RETURN, "dispatcher", {})

    clock = Meddler(MONDAY_10)
    with CommandCenter(address, clock=clock) as other:
        clock.meanwhile = meanwhile
        assert other.recalculation.apply() == Recalculated(2, 1, 0)
    assert lines(center, urged)[-2:] == ["urge", "adjust"]
    assert [due(center, number) for number in (urged, returned, left)] == [
        WEDNESDAY_10,
        None,
        WEDNESDAY_10,
    ]
    assert center.log_audit.verify().faults == ()


def test_that_one_case_that_cannot_be_counted_stops_no_other(
    center: CommandCenter,
    address: str,
    work: Callable[[], str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    spoilt, sound = work(), work()
    where = f"WHERE number = '{spoilt}' AND name = 'handling'"
    tamper(address, f"UPDATE case_clocks SET amount = 'x' {where}")  # noqa: S608  our own text
    center.city.override_calendar([TUESDAY])
    with caplog.at_level(logging.ERROR):
        assert center.recalculation.apply() == Recalculated(1, 0, 1)
    assert due(center, sound) == WEDNESDAY_10
    assert spoilt in caplog.text
