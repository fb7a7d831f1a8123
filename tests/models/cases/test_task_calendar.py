"""Whoever is asked answers in their own hours: a department in its own, a post in the city's."""

from dataclasses import replace
from datetime import datetime, time
from fractions import Fraction

import pytest

from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.clocks.calendar_rules import DepartmentHours, Slot
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.models.staff.actor import Actor
from commandcenter.models.work.step_context import StepContext
from tests.models.cases.lives import CHIEF, DISPATCHER, ROADS, STREET, Life
from tests.models.clocks.calendars import at, rules, season

_EARLY = DepartmentHours(
    (season(Slot(time(6), time(10)), weekdays=range(7)),), Fraction(4), keeps_holidays=False
)
_TWO_HOURS = TimeLimit(Fraction(2), Unit.WORKING_HOURS)
_ELEVEN = at("2026-11-23 11:00")
_EIGHT_NEXT_DAY = at("2026-11-24 08:00")
_THREE = at("2026-11-23 15:00")


def _life(department: str = "roads") -> Life:
    """Dispatched in a city where one department works from six to ten, every day."""
    life = Life()
    calendar = working_calendar(rules(departments={department: _EARLY}))
    tasks = dict.fromkeys(("urge", "supervise", "crew"), _TWO_HOURS)
    life.rules = replace(life.rules, calendar=calendar, calendars={1: calendar}, task_limits=tasks)
    return life


def _at_eleven(life: Life, by: Actor) -> StepContext:
    return life.on(by, _ELEVEN - life.at)


def _due(life: Life) -> datetime | None:
    return life.case.tasks[-1].due_at


@pytest.mark.parametrize("step", [Step.URGE, Step.SUPERVISE])
def test_that_nobody_owes_an_answer_at_an_hour_when_nobody_works_there(step: Step) -> None:
    life = _life().handling()
    ask = life.case.urge if step is Step.URGE else life.case.supervise
    ask("快些", on=_at_eleven(life, CHIEF))
    assert _due(life) == _EIGHT_NEXT_DAY


def test_that_the_hours_of_one_department_are_not_those_of_another() -> None:
    life = _life("street").handling()
    life.case.urge("快些", on=_at_eleven(life, CHIEF))
    assert _due(life) == _THREE


def test_that_a_post_answers_in_the_hours_of_the_city() -> None:
    life = _life().filed()
    life.case.urge("快些", on=_at_eleven(life, CHIEF))
    assert _due(life) == _THREE


def test_that_who_gets_a_returned_case_answers_in_hours_of_its_own() -> None:
    life = _life("street").handling()
    life.case.ask_return("not_ours", on=life.on(ROADS))
    life.case.grant_return(on=life.on(DISPATCHER))
    life.case.dispatch("street", assisting=[], on=life.on(DISPATCHER))
    life.case.acknowledge(on=life.on(STREET))
    life.case.urge("快些", on=_at_eleven(life, CHIEF))
    assert _due(life) == _EIGHT_NEXT_DAY


def test_that_a_crew_works_in_the_hours_of_the_department_that_sends_it() -> None:
    life = _life().handling()
    life.case.sub_dispatch("二班", on=_at_eleven(life, ROADS))
    assert _due(life) == _EIGHT_NEXT_DAY
