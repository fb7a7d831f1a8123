"""What a level does not dispatch in time goes up by itself, at the moment when its time ran out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commandcenter import jobs
from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.lifecycle import NOT_IN_TIME
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.actor import SYSTEM
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.reader import read_pack
from commandcenter.services.casebook import ClockRow, HistoryLine
from tests.city.five_levels import CITY, NORTH, TIERS, make_pack
from tests.city.life import FakeClock
from tests.services.levels.conftest import LevelLife

COUNTY, TOWNSHIP, VILLAGE, COMMUNITY = NORTH
#: Handed down on Monday at ten: four working hours, one day, two working days, three days.
DUE = [
    datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
    datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    datetime(2026, 11, 26, 8, 0, tzinfo=UTC),
    datetime(2026, 11, 29, 8, 0, tzinfo=UTC),
]


def _climbed(life: LevelLife, number: str) -> list[HistoryLine]:
    lines = life.center.casebook.history(number, viewer=CENTRE_VIEW)
    return [line for line in lines if line.step == Step.ESCALATE]


def _level_clocks(life: LevelLife, number: str) -> list[ClockRow]:
    case = life.center.casebook.case(number, viewer=CENTRE_VIEW)
    return [clock for clock in case.clocks if clock.name is ClockName.TIER]


@pytest.mark.parametrize(
    "looks",
    [[timedelta(hours=1)] * 24 * 8, [timedelta(days=365)]],
    ids=["looked at every hour", "looked at after a year"],
)
def test_that_an_untouched_case_climbs_to_the_top_at_its_due_moments(
    life: LevelLife, clock: FakeClock, looks: list[timedelta]
) -> None:
    number = life.filed_at(COMMUNITY)
    passed: list[str] = []
    for span in looks:
        clock.advance(span)
        passed += life.center.levels.escalate_due()
    assert passed == [number] * 4
    lines = _climbed(life, number)
    assert [line.at for line in lines] == DUE
    assert {line.actor for line in lines} == {SYSTEM.name}
    assert f'"reason":"{NOT_IN_TIME}"' in lines[0].payload.replace(" ", "")
    clocks = _level_clocks(life, number)
    assert [one.due_at for one in clocks] == [one.ended_at for one in clocks] == DUE
    assert life.holder(number) == CITY
    life.center.warnings.raise_due()
    assert life.center.log_audit.verify().faults == ()
    assert life.center.levels.escalate_due() == []


def test_that_the_last_moment_belongs_to_the_level(life: LevelLife, clock: FakeClock) -> None:
    number = life.filed_at(COMMUNITY)
    clock.now = DUE[0] - timedelta(microseconds=1)
    assert life.center.levels.escalate_due() == []
    clock.now = DUE[0]
    assert life.center.levels.escalate_due() == [number]
    assert life.holder(number) == VILLAGE


@pytest.mark.parametrize("ends", [Step.DISPATCH, Step.GIVE_BACK, Step.VOID])
def test_that_what_was_decided_in_time_stays(life: LevelLife, clock: FakeClock, ends: Step) -> None:
    number = life.filed_at(COMMUNITY)
    by = "shift-chief" if ends is Step.VOID else COMMUNITY
    fields = {"department": "roads"} if ends is Step.DISPATCH else {"reason": "mistake"}
    if ends is Step.GIVE_BACK:
        fields = {"reason": "not_ours"}
    life.step(number, ends, by, fields)
    clock.advance(timedelta(days=30))
    assert life.center.levels.escalate_due() == []
    assert all(clock.ended_at for clock in _level_clocks(life, number))


def test_that_a_new_level_has_all_of_its_time(life: LevelLife, clock: FakeClock) -> None:
    number = life.filed_at(TOWNSHIP)
    clock.advance(timedelta(hours=1))
    life.hand_down(number, COMMUNITY, by=TOWNSHIP)
    clock.advance(timedelta(hours=1))
    life.escalate(number, by=COMMUNITY)
    starts = [one.started_at for one in _level_clocks(life, number)]
    assert starts == [clock.now - timedelta(hours=n) for n in (2, 1, 0)]
    clock.advance(timedelta(hours=24))
    assert life.center.levels.escalate_due() == [number]
    assert _climbed(life, number)[-1].at == clock.now


def test_that_a_merged_case_finds_its_clock_again(life: LevelLife, clock: FakeClock) -> None:
    number, other = life.filed_at(COMMUNITY), life.filed_at(CITY)
    life.step(number, Step.MERGE, "call-taker", {"into": other})
    clock.advance(timedelta(hours=1))
    life.step(number, Step.UNMERGE, "call-taker", {})
    (level,) = _level_clocks(life, number)
    assert (level.ended_at, level.due_at) == (None, DUE[0] + timedelta(hours=1))


def test_that_the_jobs_pass_cases_on_and_say_so(life: LevelLife, clock: FakeClock) -> None:
    number = life.filed_at(COUNTY)
    clock.advance(timedelta(days=10))
    done = jobs.run_once(life.center)
    assert done
    assert f"passed {number} to the level above" in done
    assert life.center.log_audit.verify().faults == ()


def test_that_a_changed_limit_moves_the_clocks_that_run(
    life: LevelLife, center: CommandCenter, clock: FakeClock, tmp_path: Path
) -> None:
    number = life.filed_at(COMMUNITY)
    tiers = TIERS.replace("4 working hours", "2 working hours")
    center.make(read_pack(make_pack(tmp_path / "quicker", tiers=tiers)))
    center.recalculation.apply()
    (level,) = _level_clocks(life, number)
    assert level.due_at == clock.now + timedelta(hours=2)
    assert center.log_audit.verify().faults == ()
