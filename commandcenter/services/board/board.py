"""The board as it stood at a moment that is past, from the log alone."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, false, func, or_, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.bulk.inserts import Row
from commandcenter.database.bulk.selects import Rows
from commandcenter.database.repositories.in_force import check_in_force
from commandcenter.database.repositories.known_codes import check_codes
from commandcenter.database.repositories.viewed_centres import in_centres
from commandcenter.errors import InvalidInput
from commandcenter.gc_policy import collecting_rarely
from commandcenter.models.base import Moment
from commandcenter.models.cases.rules.stage import CASE, ENDED, Stage
from commandcenter.models.cases.rules.traffic_light import Light
from commandcenter.models.cases.viewing import saw
from commandcenter.models.city.centre import PackVersion
from commandcenter.models.moments import moment_text
from commandcenter.models.schema.subjects import KINDS
from commandcenter.models.staff.viewer import Viewer
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.models.work.replaying import changed_columns
from commandcenter.services.board.case_then import CaseHistory, CaseThen, open_cases


@dataclass(frozen=True, slots=True)
class BoardThen:
    """How many cases stood where. `overdue` and `standing` are among the open ones."""

    moment: datetime
    stages: Mapping[Stage, int]
    open: int
    overdue: int
    standing: int


@dataclass(frozen=True, slots=True)
class CentreThen:
    """The centre as it stood: the counters, and the open cases by number.

    `lights`: of the open cases, how many showed which; a case that stands shows none.
    `others`: of every other kind of subject that there was, how many stood in which stage.
    """

    board: BoardThen
    lights: Mapping[Light, int]
    cases: tuple[CaseThen, ...]
    others: Mapping[str, Mapping[str, int]]


class Board:
    """What the centre could have seen at any moment. It reads the log and nothing else.

    What happened up to a moment counts, also where it was written down later: an import, or a step
    that a job took for the moment at which it was due.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @collecting_rarely()
    def centre_at(self, moment: datetime, *, viewer: Viewer, area: str | None = None) -> CentreThen:
        """The counters and the open cases that the viewer would have seen, in an area if one is
        named; '' asks for cases without one.

        InvalidInput for a moment that is still to come or before there was any history, and for an
        area that this city does not have.
        """
        with self._database.read() as session:
            check_in_force(session, viewer)
            settings = self._database.rule_book.settings(session)
            check_codes(session, settings, area=area, department=None, category=None)
            logs = _Logs(session.connection(), in_centres(session, viewer).centres or frozenset())
            _check_moment(session, logs, moment, self._database.clock())
            stages = everywhere = _last_stages(logs, moment)
            if viewer.is_limited or area is not None:
                seen = _seen_in(logs, moment, viewer, area)
                stages = {number: stages[number] for number in seen}
            open_ones = {number for number, stage in stages.items() if stage not in ENDED}
            merged = {number for number, stage in everywhere.items() if stage == Stage.MERGED}
            histories = _histories(logs, moment, open_ones | merged)
            others = _others(logs, moment, viewer, area)
        cases = tuple(open_cases(histories, moment))
        columns = {case.number: histories[case.number].columns for case in cases}
        lights = Counter(case.light for case in cases)
        return CentreThen(
            _counted(moment, stages, columns),
            MappingProxyType({light: lights[light] for light in Light}),
            cases,
            MappingProxyType(others),
        )


class _Logs(NamedTuple):
    """The logs of these centres, as far as they tell of a kind of subject."""

    connection: Connection
    centres: Collection[str]
    subject: str = CASE


def _lines(logs: _Logs, *columns: Any, until: datetime) -> Iterator[Row]:
    """All lines up to a moment, in order.

    `coalesce` keeps SQLite from going by the index on `at`: that would sort a year of entries that
    are in order already.
    """
    happened = func.coalesce(EventLogEntry.at, EventLogEntry.at, type_=Moment) <= until
    wanted = _of(logs) & (EventLogEntry.subject == logs.subject) & happened
    query: Select[Any] = select(*columns).where(wanted)
    return Rows(query.order_by(EventLogEntry.centre, EventLogEntry.sequence), logs.connection)()


def _of(logs: _Logs) -> ColumnElement[bool]:
    return or_(false(), *(EventLogEntry.centre == centre for centre in sorted(logs.centres)))


def _last_stages(logs: _Logs, moment: datetime) -> dict[str, str]:
    """The stage in which each case stood: of the lines of a case, the last one stays."""
    return dict(_lines(logs, EventLogEntry.number, EventLogEntry.stage, until=moment))


def _columns(
    logs: _Logs, moment: datetime, only: Collection[str] | None = None
) -> dict[str, dict[str, Any]]:
    """The columns of a kind of subject, collected from its log entries."""
    found: dict[str, dict[str, object]] = {}
    lines = _lines(logs, EventLogEntry.number, EventLogEntry.payload, until=moment)
    for number, payload in lines:
        if only is not None and number not in only:
            continue
        changed = changed_columns(payload)
        if number in found:
            found[number] |= changed
        else:
            found[number] = changed
    return found


def _seen_in(logs: _Logs, moment: datetime, viewer: Viewer, area: str | None) -> list[str]:
    """The numbers of the cases that the viewer would have seen in this area."""
    return [
        number
        for number, had in _columns(logs, moment).items()
        if saw(viewer, had) and _lay_in(area, had.get("area") or "")
    ]


def _others(
    logs: _Logs, moment: datetime, viewer: Viewer, area: str | None
) -> dict[str, Mapping[str, int]]:
    """What the viewer would have seen of the other kinds of subject: how many in each stage."""
    found: dict[str, Mapping[str, int]] = {}
    for kind in KINDS:
        if kind.name != CASE:
            columns = _columns(logs._replace(subject=kind.name), moment).values()
            seen = [had for had in columns if kind.saw(viewer, had)]
            found[kind.name] = Counter(
                had["stage"] for had in seen if _lay_in(area, had.get("area") or "")
            )
    return {name: stages for name, stages in found.items() if stages}


def _lay_in(wanted: str | None, area: str) -> bool:
    """Whether a case was in the wanted area, by the beginning of its code; '' means no area."""
    return wanted is None or (area.startswith(wanted) if wanted else not area)


def _histories(logs: _Logs, moment: datetime, only: Collection[str]) -> dict[str, CaseHistory]:
    found: dict[str, CaseHistory] = {}
    lines = _lines(logs, EventLogEntry.number, EventLogEntry.payload, until=moment)
    for number, payload in lines:
        if number in only:
            found.setdefault(number, CaseHistory()).read(payload)
    return found


def _check_moment(session: Session, logs: _Logs, moment: datetime, now: datetime) -> None:
    """InvalidInput for what has not happened yet, or lies before the centre and its history."""
    if moment > now:
        raise InvalidInput("board-still-to-come", field="at", moment=moment, now=now)
    made = select(func.min(PackVersion.installed_at)).where(PackVersion.centre.in_(logs.centres))
    first = select(func.min(EventLogEntry.at)).where(_of(logs))
    known = (at for at in (session.scalar(made), session.scalar(first)) if at is not None)
    begun = min(known, default=moment)  # a viewer may mean no centre that is here
    if moment < begun:
        raise InvalidInput("board-before-history", field="at", moment=moment, begun=begun)


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
