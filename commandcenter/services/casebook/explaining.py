"""Explains deadlines: the calculation, and the rule that it follows."""

import json
import re

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from commandcenter.errors import NotFound
from commandcenter.models.cases.rules.clock_names import DEPARTMENT_CLOCKS, ClockName
from commandcenter.models.cases.rules.stage import CASE
from commandcenter.models.cases.tables.case_clock import CaseClock, calendar_of
from commandcenter.models.city.content import FilingCondition
from commandcenter.models.city.rules import CityRules
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.services.casebook.queries import clock_row
from commandcenter.services.casebook.rows import ClockExplanation
from commandcenter.words import Name

_OF_CONDITION = re.compile(r"condition (?P<category>.*)/(?P<number>\d+)")
_IMPORTED = "imported"


def explained(
    session: Session, number: str, name: ClockName, ordinal: int, rules: CityRules
) -> ClockExplanation:
    """Explain a clock by the rules of its centre. NotFound if the case has no such clock.

    The caller checks visibility.
    """
    clock = session.scalar(
        select(CaseClock).where(
            CaseClock.centre == rules.centre,
            CaseClock.number == number,
            CaseClock.name == name,
            CaseClock.ordinal == ordinal,
        )
    )
    if clock is None:
        raise NotFound("clock-not-found", number=number, name=name, ordinal=ordinal)
    department = clock.department or _ran_for(session, clock)
    calendar = calendar_of(clock, department, rules)
    own_hours = calendar is not rules.calendar_of(clock.calendar_version)
    category, condition = _condition_of(clock)
    return ClockExplanation(
        number=number,
        clock=clock_row(clock),
        rule_version=clock.rule_version,
        calendar_version=clock.calendar_version,
        imported=clock.rule == _IMPORTED,
        department=department if own_hours else None,
        condition=condition,
        condition_text=_text(session, clock, category, condition),
        explanation=clock.explain(calendar),
    )


def _ran_for(session: Session, clock: CaseClock) -> str | None:
    """The department that had the case when a clock without a department was last calculated."""
    department = due_at = ran_for = None
    for payload in session.scalars(_payloads(clock)):
        logged = json.loads(payload)
        department = logged["set"].get("department", department)
        for one in logged.get("clocks", ()):
            if _is(clock, one) and one.get("due_at") != due_at:
                due_at, ran_for = one.get("due_at"), department
    return ran_for if clock.name in DEPARTMENT_CLOCKS else None


def _payloads(clock: CaseClock) -> Select[str]:
    return (
        select(EventLogEntry.payload)
        .where(
            EventLogEntry.centre == clock.centre,
            EventLogEntry.number == clock.number,
            EventLogEntry.subject == CASE,
        )
        .order_by(EventLogEntry.version)
    )


def _is(clock: CaseClock, logged: dict[str, object]) -> bool:
    return (logged["name"], logged["ordinal"]) == (str(clock.name), clock.ordinal)


def _condition_of(clock: CaseClock) -> tuple[str, int | None]:
    found = _OF_CONDITION.match(clock.rule)
    return (found["category"], int(found["number"])) if found else ("", None)


def _text(session: Session, clock: CaseClock, category: str, number: int | None) -> Name | None:
    """As the version of the rule says it, whatever the catalogue says today."""
    row = session.execute(
        select(FilingCondition.text_zh, FilingCondition.text_en).where(
            FilingCondition.centre == clock.centre,
            FilingCondition.category == category,
            FilingCondition.number == number,
            FilingCondition.version == clock.rule_version,
        )
    ).first()
    return Name(row.text_zh, row.text_en) if row else None
