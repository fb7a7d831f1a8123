"""Levels: a case that a level did not dispatch in time goes to the one above."""

from datetime import datetime

from sqlalchemy import Select, and_, select

from commandcenter.bugs import logging_bugs
from commandcenter.database import Database
from commandcenter.database.repositories.last_line import last_line
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.lifecycle import NOT_IN_TIME
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.actor import SYSTEM
from commandcenter.models.work.step_context import StepContext


class Levels:
    """The desks of the levels of a city, and the time that each has."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def escalate_due(self) -> list[str]:
        """Pass on every case whose level did not dispatch it in time, as of the end of that time;
        returns their numbers, each once for every level that it left.

        After an interruption of the jobs a case climbs as far as it would have without one. A case
        that cannot be passed on does not stop the others.
        """
        now = self._database.clock()
        with self._database.read() as session:
            if self._database.rule_book.rules(session).posts.switched_off:
                return []
            numbers = session.scalars(_run_out(now)).all()
        passed: list[str] = []
        for number in numbers:
            with logging_bugs(f"passing {number} to the level above"):
                while self._escalate(number, now):
                    passed.append(number)
        return passed

    def _escalate(self, number: str, now: datetime) -> bool:
        """False if its time has not run out: somebody was faster, or the next level still has
        some."""
        with self._database.write() as session:
            this = (Case.centre == THIS_CENTRE) & (Case.number == number)
            case = session.scalars(select(Case).where(this)).one()
            clock = case.clocks.last(ClockName.TIER)
            if clock is None or clock.ended_at or clock.due_at is None or clock.due_at > now:
                return False
            at = max(clock.due_at, last_line(session, case).at)
            rules = self._database.rule_book.rules(session)
            case.escalate(NOT_IN_TIME, on=StepContext(SYSTEM, at, rules))
            return True


def _run_out(now: datetime) -> Select[str]:
    """The cases that wait for dispatch at a level whose time has run out, the first ones first.

    By the index on stages: only few cases wait for dispatch.
    """
    clock = and_(
        CaseClock.centre == Case.centre,
        CaseClock.number == Case.number,
        CaseClock.name == ClockName.TIER,
        CaseClock.ended_at.is_(None),
        CaseClock.due_at <= now,
    )
    return (
        select(Case.number)
        .join(CaseClock, clock)
        .where(Case.centre == THIS_CENTRE, Case.stage == Stage.FILED, Case.held_at.is_not(None))
        .order_by(CaseClock.due_at, Case.number)
    )
