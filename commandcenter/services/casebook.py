"""Cases as screens and callers read them: frozen rows, cut to what the viewer may see."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.errors import NotFound
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.case_clock import CaseClock, ClockName
from commandcenter.models.cases.event_log import EventLogEntry
from commandcenter.models.cases.light import ClockHands
from commandcenter.models.cases.records import CasePhoto, CaseWords, Opinion, Photo, Reporter
from commandcenter.models.cases.stage import ENDED, Closing, Stage
from commandcenter.models.cases.viewing import sees, visible_to
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.staff.keys import IdentityRead
from commandcenter.models.staff.viewer import Viewer

_BATCH = 500
_METRES_A_DEGREE = 111_320.0
_OfCase = TypeVar("_OfCase", CaseClock, CasePhoto, Reporter)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as a list or a map shows it. `hands` knows light and lateness at any moment.

    `limit_unit` is what the handling clock counts; None where no condition fixed it.
    """

    number: str
    version: int
    kind: CategoryKind | None
    category: str | None
    unit_grid: str | None
    area: str | None
    latitude: float | None
    longitude: float | None
    address: str | None
    source: str
    department: str | None
    assisting: tuple[str, ...]
    reported_at: datetime
    queue_at: datetime | None
    dispatched_by: str | None
    finished_by: str | None
    limit_unit: Unit | None
    hands: ClockHands

    @property
    def stage(self) -> Stage:
        return self.hands.stage


@dataclass(frozen=True, slots=True)
class ClockRow:
    name: ClockName
    started_at: datetime
    limit: TimeLimit | None
    due_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PhotoRow:
    sha256: str
    phase: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ReporterRow:
    name: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class CaseDetails:
    """A case as its page shows it. `reporters` is empty for those who may not see them."""

    row: CaseRow
    description: str
    condition: int | None
    rule_version: int | None
    inspector: str | None
    external_reference: str | None
    imported: bool
    observed_at: datetime | None
    filed_at: datetime | None
    dispatched_at: datetime | None
    finished_at: datetime | None
    closed_at: datetime | None
    closing: Closing | None
    reason: str | None
    clocks: tuple[ClockRow, ...]
    photos: tuple[PhotoRow, ...]
    reporters: tuple[ReporterRow, ...]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line of a case's history. `payload` is the log's own text, `opinion` what was written."""

    sequence: int
    number: str
    step: str
    stage: str
    version: int
    actor: str
    at: datetime
    recorded_at: datetime
    payload: str
    hash: str
    previous_hash: str
    opinion: str | None


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases a list shows. None, empty or False = no limit; `department=""` = none yet."""

    open_only: bool = False
    stages: frozenset[Stage] = frozenset()
    overdue: bool = False
    area: str | None = None
    department: str | None = None
    category: str | None = None
    source: str | None = None
    text: str | None = None


_ROW = (
    Case.number,
    Case.version,
    Case.kind,
    Case.category,
    Case.unit_grid,
    Case.area,
    Case.latitude,
    Case.longitude,
    CaseWords.address,
    Case.source,
    Case.department,
    Case.assisting,
    Case.reported_at,
    Case.queue_at,
    Case.dispatched_by,
    Case.finished_by,
    Case.limit_unit,
    Case.stage,
    Case.standing,
    Case.due_at,
    Case.warn_at,
    Case.handling_ended_at,
    Case.stage_due_at,
    Case.stage_warn_at,
)
_DETAILS = (
    CaseWords.description,
    Case.condition,
    Case.rule_version,
    Case.inspector,
    Case.external_reference,
    Case.imported,
    Case.observed_at,
    Case.filed_at,
    Case.dispatched_at,
    Case.finished_at,
    Case.closed_at,
    Case.closing,
    Case.reason,
)
_NAMES = [column.key for column in _ROW]
_ASSISTING, _UNIT, _HANDS_FROM = map(_NAMES.index, ("assisting", "limit_unit", "stage"))
#: Overdue first, then by the nearest deadline; cases without one, and standing ones, last.
_QUEUE_ORDER = (Case.standing, Case.queue_at.is_(None), Case.queue_at, Case.number)


class Casebook:
    """Reading cases. Every method takes the viewer that limits it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(
        self, wanted: CaseFilter, *, viewer: Viewer, limit: int | None = None
    ) -> list[CaseRow]:
        """The cases of a list in the queue's order."""
        with self._database.read() as session:
            query = self._query(wanted, viewer, *_ROW).order_by(*_QUEUE_ORDER).limit(limit)
            return [_row(row) for row in session.execute(query)]

    def rows_of(self, numbers: Sequence[str], *, viewer: Viewer) -> list[CaseRow]:
        """These cases, as far as the viewer may see them; in no particular order."""
        with self._database.read() as session:
            found: list[CaseRow] = []
            for batch in _batches(numbers):
                query = _from_cases(*_ROW).where(Case.number.in_(batch))
                found += [_row(row) for row in session.execute(visible_to(query, viewer))]
            return found

    def count(self, wanted: CaseFilter, *, viewer: Viewer) -> int:
        """How many cases the list has; the same question as `rows`."""
        with self._database.read() as session:
            return session.scalar(self._query(wanted, viewer, func.count())) or 0

    def counts(self, *, viewer: Viewer) -> dict[Stage, int]:
        """How many cases stand in each stage."""
        with self._database.read() as session:
            query = select(Case.stage, func.count()).group_by(Case.stage)
            return {stage: n for stage, n in session.execute(visible_to(query, viewer))}

    def case(self, number: str, *, viewer: Viewer) -> CaseDetails:
        """One case, whole. NotFound also for what the viewer may not see."""
        with self._database.read() as session:
            found = _details(session, [number], viewer)
        if not found:
            raise NotFound("case-not-found", number=number)
        if found[0].reporters:
            self._note_identity_read(number, viewer)
        return found[0]

    def cases(self, wanted: CaseFilter, *, viewer: Viewer) -> Iterator[CaseDetails]:
        """Every case of a list, whole, by number; without reporters."""
        with self._database.read() as session:
            numbers = session.scalars(
                self._query(wanted, viewer, Case.number).order_by(Case.number)
            ).all()
        yield from self.cases_of(numbers, viewer=viewer)

    def cases_of(self, numbers: Sequence[str], *, viewer: Viewer) -> Iterator[CaseDetails]:
        """These cases, whole, in the order given; without reporters."""
        for batch in _batches(numbers):
            with self._database.read() as session:
                found = {case.row.number: case for case in _details(session, batch, viewer)}
            yield from (found[number] for number in batch if number in found)

    def history(self, number: str, *, viewer: Viewer) -> list[HistoryLine]:
        """What happened to a case, oldest first. NotFound where there is none to see."""
        with self._database.read() as session:
            seen = session.scalar(
                visible_to(select(Case.number).where(Case.number == number), viewer)
            )
            if seen is None:
                raise NotFound("case-not-found", number=number)
            return list(_lines(session, EventLogEntry.number == number))

    def log(self, after: int, *, limit: int) -> list[HistoryLine]:
        """The centre's log after a place in it, oldest first."""
        with self._database.read() as session:
            return list(_lines(session, EventLogEntry.sequence > after, limit))

    def photo(self, sha256: str) -> bytes:
        """The bytes of a cleaned photo."""
        with self._database.read() as session:
            content = session.scalar(select(Photo.content).where(Photo.sha256 == sha256))
        if content is None:
            raise NotFound("photo-not-found")
        return content

    def similar(
        self, number: str, *, viewer: Viewer, metres: float, seconds: float
    ) -> list[CaseRow]:
        """Cases of the same kind near in place and time: perhaps the same problem."""
        with self._database.read() as session:
            case = session.scalar(select(Case).where(Case.number == number))
            if case is None or case.latitude is None or case.longitude is None:
                return []
            near = _from_cases(*_ROW).where(
                Case.category == case.category,
                Case.number != number,
                _near(case.latitude, case.longitude, metres),
            )
            rows = [_row(row) for row in session.execute(visible_to(near, viewer))]
        return [
            row
            for row in rows
            if abs((row.reported_at - case.reported_at).total_seconds()) <= seconds
        ]

    def _query(self, wanted: CaseFilter, viewer: Viewer, *columns: Any) -> Select[Any]:
        conditions = _conditions(wanted, self._database.clock())
        return _from_cases(*columns).where(sees(viewer), *conditions)

    def _note_identity_read(self, number: str, viewer: Viewer) -> None:
        with self._database.write() as session:
            session.execute(
                insert(IdentityRead).values(
                    centre=session.scalars(select(Case.centre).where(Case.number == number)).one(),
                    number=number,
                    reader=viewer.name,
                    read_at=self._database.clock(),
                )
            )


def _from_cases(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Case)
        .outerjoin(
            CaseWords, and_(CaseWords.centre == Case.centre, CaseWords.number == Case.number)
        )
    )


def _conditions(wanted: CaseFilter, now: datetime) -> Iterator[ColumnElement[bool]]:
    if wanted.open_only:
        yield Case.stage.not_in(ENDED)
    if wanted.stages:
        yield Case.stage.in_(wanted.stages)
    if wanted.overdue:
        yield func.coalesce(Case.handling_ended_at, now) > Case.due_at
    yield from _place_conditions(wanted)
    if wanted.text:
        yield or_(
            Case.number.contains(wanted.text, autoescape=True),
            CaseWords.address.contains(wanted.text, autoescape=True),
            CaseWords.description.contains(wanted.text, autoescape=True),
        )


def _place_conditions(wanted: CaseFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.area is not None:
        yield Case.area.startswith(wanted.area, autoescape=True)
    if wanted.department is not None:
        yield func.coalesce(Case.department, "") == wanted.department
    if wanted.category is not None:
        yield Case.category == wanted.category
    if wanted.source is not None:
        yield Case.source == wanted.source


def _row(row: Row[Any]) -> CaseRow:
    values: list[Any] = list(row[:_HANDS_FROM])
    values[_ASSISTING] = tuple(code for code in row.assisting.split(",") if code)
    values[_UNIT] = Unit(row.limit_unit) if row.limit_unit else None
    values.append(ClockHands(*row[_HANDS_FROM : len(_ROW)]))
    return CaseRow(*values)


def _details(session: Session, numbers: Sequence[str], viewer: Viewer) -> list[CaseDetails]:
    query = _from_cases(*_ROW, *_DETAILS).where(Case.number.in_(numbers))
    rows = session.execute(visible_to(query, viewer)).all()
    clocks = _grouped(session, CaseClock, numbers)
    photos = _grouped(session, CasePhoto, numbers)
    reporters = _grouped(session, Reporter, numbers) if viewer.personal_data else {}
    found = []
    for row in rows:
        values: list[Any] = [_row(row), row.description or "", *row[len(_ROW) + 1 :]]
        values.append(tuple(map(_clock_row, sorted(clocks.get(row.number, []), key=_started))))
        values.append(tuple(map(_photo_row, photos.get(row.number, []))))
        values.append(
            tuple(
                ReporterRow(person.name, person.phone) for person in reporters.get(row.number, [])
            )
        )
        found.append(CaseDetails(*values))
    return found


def _photo_row(photo: CasePhoto) -> PhotoRow:
    return PhotoRow(photo.sha256, str(photo.phase), photo.added_at)


def _started(clock: CaseClock) -> tuple[datetime, str]:
    return clock.started_at, clock.name


def _clock_row(clock: CaseClock) -> ClockRow:
    return ClockRow(clock.name, clock.started_at, clock.limit, clock.due_at, clock.ended_at)


def _grouped(
    session: Session, table: type[_OfCase], numbers: Sequence[str]
) -> dict[str, list[_OfCase]]:
    found: dict[str, list[_OfCase]] = {}
    for thing in session.scalars(select(table).where(table.number.in_(numbers))):
        found.setdefault(thing.number, []).append(thing)
    return found


def _near(latitude: float, longitude: float, metres: float) -> ColumnElement[bool]:
    """Within a square of this half-width: close enough to propose, a person decides."""
    north = metres / _METRES_A_DEGREE
    east = north / math.cos(math.radians(latitude))
    return and_(
        Case.latitude.between(latitude - north, latitude + north),
        Case.longitude.between(longitude - east, longitude + east),
    )


def _lines(
    session: Session, condition: ColumnElement[bool], limit: int | None = None
) -> Iterator[HistoryLine]:
    query = (
        select(EventLogEntry, Opinion.text)
        .outerjoin(
            Opinion,
            and_(
                Opinion.centre == EventLogEntry.centre,
                Opinion.number == EventLogEntry.number,
                Opinion.version == EventLogEntry.version,
            ),
        )
        .where(condition)
        .order_by(EventLogEntry.sequence)
        .limit(limit)
    )
    for entry, opinion in session.execute(query):
        yield HistoryLine(
            entry.sequence,
            entry.number,
            entry.step,
            entry.stage,
            entry.version,
            entry.actor,
            entry.at,
            entry.recorded_at,
            entry.payload,
            entry.hash,
            entry.previous_hash,
            opinion,
        )


def _batches(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), _BATCH):
        yield numbers[start : start + _BATCH]
