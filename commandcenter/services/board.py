"""The board as it stood at a moment that is past, from the log alone."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Select, func, select

from commandcenter.database import Database
from commandcenter.database.bulk.inserts import Row
from commandcenter.database.bulk.selects import Rows
from commandcenter.errors import NotFound
from commandcenter.gc_policy import collecting_rarely
from commandcenter.models.base import Moment
from commandcenter.models.cases.replaying import as_values, changed_columns
from commandcenter.models.cases.rules.moments import moment_text
from commandcenter.models.cases.rules.stage import ENDED, Stage
from commandcenter.models.cases.rules.traffic_light import ClockHands
from commandcenter.models.cases.tables.case_columns import NOTHING_TOLD
from commandcenter.models.cases.tables.event_log import EventLogEntry
from commandcenter.models.cases.viewing import saw
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.viewer import Viewer

_HANDS = tuple(ClockHands.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class BoardThen:
    """How many cases stood where. `overdue` and `standing` are among the open ones."""

    moment: datetime
    stages: Mapping[Stage, int]
    open: int
    overdue: int
    standing: int


@dataclass(frozen=True, slots=True)
class CaseThen:
    """A case as it stood: every stored column by its name, as the case itself held it."""

    number: str
    moment: datetime
    columns: Mapping[str, Any]

    @property
    def hands(self) -> ClockHands:
        return ClockHands(**{name: self.columns[name] for name in _HANDS})

    @property
    def late(self) -> bool:
        return self.hands.late(self.moment)


class Board:
    """What the centre could have seen at any moment. It reads the log and nothing else.

    What happened up to a moment counts, also where it was written down later: an import, or a step
    that a job took for the moment at which it was due.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @collecting_rarely()
    def board_at(self, moment: datetime, *, viewer: Viewer) -> BoardThen:
        """The counters of all cases that the viewer would have seen."""
        with self._database.read() as session:
            connection = session.connection()
            if viewer.is_limited:
                columns = _columns(connection, moment)
                columns = {number: had for number, had in columns.items() if saw(viewer, had)}
                stages = {number: had["stage"] for number, had in columns.items()}
            else:
                stages = _last_stages(connection, moment)
                open_ones = {number for number, stage in stages.items() if stage not in ENDED}
                columns = _columns(connection, moment, open_ones)
        return _counted(moment, stages, columns)

    def case_at(self, number: str, moment: datetime, *, viewer: Viewer) -> CaseThen:
        """NotFound for a case that was not there yet, or that the viewer would not have seen."""
        with self._database.read() as session:
            lines = select(EventLogEntry.payload).where(
                EventLogEntry.centre == THIS_CENTRE,
                EventLogEntry.number == number,
                EventLogEntry.at <= moment,
            )
            payloads = session.scalars(lines.order_by(EventLogEntry.sequence)).all()
        columns: dict[str, Any] = dict(NOTHING_TOLD)
        for payload in payloads:
            columns |= changed_columns(payload)
        if not payloads or not saw(viewer, columns):
            raise NotFound("case-not-found", number=number)
        return CaseThen(number, moment, MappingProxyType(as_values(columns)))


def _lines(connection: Connection, *columns: Any, until: datetime) -> Iterator[Row]:
    """All lines up to a moment, in order. `coalesce` keeps SQLite from going by the index on `at`:
    that would sort a whole year, which lies in order already."""
    happened = func.coalesce(EventLogEntry.at, EventLogEntry.at, type_=Moment) <= until
    query: Select[Any] = select(*columns).where(EventLogEntry.centre == THIS_CENTRE, happened)
    return Rows(query.order_by(EventLogEntry.sequence), connection)()


def _last_stages(connection: Connection, moment: datetime) -> dict[str, str]:
    """The stage in which each case stood: of the lines of a case, the last one stays."""
    return dict(_lines(connection, EventLogEntry.number, EventLogEntry.stage, until=moment))


def _columns(
    connection: Connection, moment: datetime, only: Collection[str] | None = None
) -> dict[str, dict[str, Any]]:
    """What the lines of the cases told of their columns."""
    found: dict[str, dict[str, Any]] = {}
    lines = _lines(connection, EventLogEntry.number, EventLogEntry.payload, until=moment)
    for number, payload in lines:
        if only is not None and number not in only:
            continue
        changed = changed_columns(payload)
        if number in found:
            found[number] |= changed
        else:
            found[number] = changed
    return found


def _counted(
    moment: datetime, stages: dict[str, str], columns: dict[str, dict[str, Any]]
) -> BoardThen:
    by_stage = Counter(stages.values())
    open_ones = [had for number, had in columns.items() if stages[number] not in ENDED]
    now = moment_text(moment)
    return BoardThen(
        moment=moment,
        stages=MappingProxyType({Stage(stage): n for stage, n in by_stage.items()}),
        open=len(open_ones),
        overdue=sum(_late(had, now) for had in open_ones),
        standing=sum(had["standing"] for had in open_ones),
    )


def _late(columns: dict[str, Any], now: str) -> bool:
    """As `ClockHands.late` has it; the log's moments sort as what they say."""
    due = columns.get("due_at")
    return due is not None and (columns.get("handling_ended_at") or now) > due
