"""Counts open cases by the rules in force, in this process or in others beside it."""

import atexit
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from commandcenter.bugs import kept_apart
from commandcenter.database import Database
from commandcenter.database.bulk.inserts import Row
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.facts import CaseFacts
from commandcenter.models.cases.steps.adjust_verbs import Adjustment
from commandcenter.models.staff.actor import SYSTEM
from commandcenter.models.work.log.event_log import Entry
from commandcenter.models.work.step_context import StepContext
from commandcenter.processes import CORES, done_beside
from commandcenter.services.recalculation.open_cases import CaseUpdates, read_cases

#: How many cases are read and counted in one go.
AT_ONCE = 1000
#: The processes start in a few seconds, in which one counts some thousand cases.
_WORTH_PROCESSES = 20_000


@dataclass(slots=True)
class AdjustedCase:
    """What history and sums need of a case, able to travel between processes."""

    SUBJECT: ClassVar[str] = Case.SUBJECT

    centre: str
    number: str
    unlogged: list[Entry]
    facts_before: CaseFacts | None
    facts_now: CaseFacts

    def facts(self) -> CaseFacts:
        return self.facts_now

    def written(self) -> None:
        """Nobody asks about it any more."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A case under the rules in force, not written yet. `version` is what was read.

    `rows` of the case and its clocks are prepared for the driver.
    """

    case: AdjustedCase
    version: int
    adjustments: tuple[Adjustment, ...]
    rows: tuple[Row, list[Row]]

    @property
    def is_adjusted(self) -> bool:
        return bool(self.case.unlogged)


@dataclass(frozen=True, slots=True)
class CountedPart:
    """Some cases counted; `failed`: how many could not be. One that cannot stops no other."""

    counted: list[Counted]
    failed: int


def count(database: Database, numbers: Sequence[str]) -> CountedPart:
    """Count the open ones among these cases."""
    with database.read() as session:
        rules = database.rule_book.rules(session)
        read = read_cases(session, numbers)
    now = database.clock()
    updates = CaseUpdates(database.engine.dialect)
    counted = []
    for number, (case, changed_at) in read.items():
        with kept_apart(f"recalculating {number}"):
            version = case.version
            done = case.adjust(on=StepContext(SYSTEM, max(now, changed_at), rules))
            counted.append(_counted(case, version, done, updates))
    return CountedPart(counted, len(read) - len(counted))


def parts(database: Database, numbers: Sequence[str]) -> Iterator[CountedPart]:
    """All these cases counted, some at a time, in their order."""
    asked = [numbers[begin : begin + AT_ONCE] for begin in range(0, len(numbers), AT_ONCE)]
    if len(numbers) < _WORTH_PROCESSES or CORES < 2:
        return (count(database, some) for some in asked)
    return parts_beside(database, asked)


def parts_beside(database: Database, asked: Iterable[Sequence[str]]) -> Iterator[CountedPart]:
    """The same in other processes: there they are read and counted, here they are written."""
    address = database.url.render_as_string(hide_password=False)
    moments = ((some, database.clock()) for some in asked)
    return done_beside(_count_there, moments, begin=_begin, of=address)


def _counted(
    case: Case, version: int, done: tuple[Adjustment, ...], updates: CaseUpdates
) -> Counted:
    adjusted = AdjustedCase(
        case.centre, case.number, case.unlogged, case.facts_before, case.facts()
    )
    return Counted(adjusted, version, done, updates.rows(case))


class _There:
    """What a process beside the program keeps while it runs."""

    now: datetime
    database: Database


def _begin(address: str) -> None:
    _There.database = Database(address, clock=lambda: _There.now)
    atexit.register(_There.database.close)


def _count_there(asked: tuple[Sequence[str], datetime]) -> CountedPart:
    numbers, _There.now = asked
    return count(_There.database, numbers)
