"""The queries behind the casebook, and how their rows are read."""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from functools import lru_cache, partial
from itertools import chain
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.stage import ENDED, Stage
from commandcenter.models.cases.rules.traffic_light import ClockHands
from commandcenter.models.cases.tables.application import Application
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.case_columns import words_of
from commandcenter.models.cases.tables.photos import CasePhoto, Photo
from commandcenter.models.cases.tables.reporter import Reporter, ResidentReference
from commandcenter.models.cases.tables.words import CaseWords, Opinion
from commandcenter.models.cases.viewing import visible_to
from commandcenter.models.clocks.time_limit import Unit
from commandcenter.models.staff.masking import masked_name, masked_phone
from commandcenter.models.staff.viewer import Viewer
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.models.work.task import Task
from commandcenter.services.casebook.parts import (
    NUMBERS,
    absorbed_by,
    gathered,
    grouped_by_case,
)
from commandcenter.services.casebook.rows import (
    ApplicationRow,
    CaseDetails,
    CaseFilter,
    CaseRow,
    ClockRow,
    HistoryLine,
    PhotoRow,
    ReporterRow,
    TaskRow,
)
from commandcenter.services.casebook.search import says

#: Stages after the end in which a decision or an answer can still be waited for.
_ANSWERABLE = (Stage.CLOSED, Stage.DECLINED)
#: Written out, so that the index of the few cases that wait is found.
_NOTHING: ColumnElement[str] = literal_column("''")
_BATCH = 500
_METRES_A_DEGREE = 111_320.0
ROW = (
    Case.centre,
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
    Case.part,
    Case.pending,
    Case.asked,
    Case.suspended_until,
    case((Case.category.is_(None), CaseWords.description)).label("words"),
    func.coalesce(Case.held_at, Case.centre).label("held_at"),
    Case.stage,
    Case.standing,
    Case.due_at,
    Case.warn_at,
    Case.handling_ended_at,
    Case.stage_due_at,
    Case.stage_warn_at,
)
#: On the case where its source gave it, beside it where somebody without a key did.
_REFERENCE = func.coalesce(
    Case.external_reference,
    select(ResidentReference.reference)
    .where(ResidentReference.centre == Case.centre, ResidentReference.number == Case.number)
    .correlate(Case)
    .scalar_subquery(),
).label("external_reference")
DETAILS = (
    Case.condition,
    Case.rule_version,
    Case.inspector,
    _REFERENCE,
    Case.imported,
    Case.observed_at,
    Case.filed_at,
    Case.dispatched_at,
    Case.finished_at,
    Case.closed_at,
    Case.closing,
    Case.reason,
    Case.transfers,
    Case.reworks,
    Case.reopened,
    Case.met_at,
    Case.decided_department,
    Case.excused,
    Case.merged_into,
    Case.split_from,
    Case.clock_showed,
    Case.datum,
    Case.given_latitude,
    Case.given_longitude,
)


def _places(names: Iterable[str]) -> "itemgetter[tuple[object, ...]]":
    """Where `ROW` has the columns of these names."""
    in_row = [column.key for column in ROW]
    return itemgetter(*(in_row.index(name) for name in names))


#: The fields of a row that are columns, in the order of the row.
_FIELDS = [field.name for field in fields(CaseRow) if field.name != "hands"]
_columns_of = _places(_FIELDS)
_hands_of = _places(field.name for field in fields(ClockHands))
_PART = [column.key for column in ROW].index("part")
_ASSISTING, _UNIT, _PENDING, _ASKED = map(
    _FIELDS.index, ("assisting", "limit_unit", "pending", "asked")
)
#: A suspended case is looked at again on the day on which it goes on.
_NEXT_AT = func.coalesce(Case.suspended_until, Case.queue_at)
#: Overdue first, then by the nearest deadline; cases without one, and standing ones, last.
QUEUE_ORDER = (Case.standing, _NEXT_AT.is_(None), _NEXT_AT, Case.number)


def from_cases(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Case)
        .outerjoin(
            CaseWords, and_(CaseWords.centre == Case.centre, CaseWords.number == Case.number)
        )
    )


def conditions(wanted: CaseFilter, now: datetime) -> Iterator[ColumnElement[bool]]:
    if wanted.open_only:
        yield Case.stage.not_in(ENDED)
    if wanted.ended_but_waiting:
        yield Case.stage.in_(_ANSWERABLE)
        yield or_(Case.pending != _NOTHING, Case.asked != _NOTHING)
    if wanted.stages:
        yield Case.stage.in_(wanted.stages)
    if wanted.overdue:
        yield func.coalesce(Case.handling_ended_at, now) > Case.due_at
    yield from _place_conditions(wanted)
    if wanted.text:
        yield says(wanted.text)


def _place_conditions(wanted: CaseFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.area is not None:
        head = Case.area.startswith(wanted.area, autoescape=True)
        yield head if wanted.area else func.coalesce(Case.area, "") == ""
    if wanted.department is not None:
        yield func.coalesce(Case.department, "") == wanted.department
    if wanted.category is not None:
        yield func.coalesce(Case.category, "") == wanted.category
    if wanted.source is not None:
        yield Case.source == wanted.source


def case_row(row: Row[Any]) -> CaseRow:
    """Makes case rows, tens of thousands when a desk opens: column positions are looked up only
    once."""
    values = list(_columns_of(row))
    assisting = values[_ASSISTING]
    values[_ASSISTING] = tuple(filter(None, assisting.split(","))) if assisting else ()
    values[_PENDING], values[_ASKED] = words_of(values[_PENDING]), words_of(values[_ASKED])
    values[_UNIT] = _running_unit(values[_UNIT], row[_PART])
    return CaseRow(*values, hands=ClockHands(*_hands_of(row)))  # type: ignore[misc]


def _running_unit(units: str | None, part: int) -> Unit | None:
    """Of a limit in parts, the unit of the one that runs."""
    return Unit(units.split("+")[max(part, 1) - 1]) if units else None


def details(
    session: Session, numbers: Sequence[str], viewer: Viewer, *, reporters_too: bool = False
) -> list[CaseDetails]:
    """Cases in full; with `reporters_too` also who reported them, masked.

    `viewer` names the centres that it means.
    """
    centres = sorted(viewer.centres or ())
    rows = session.execute(_visible_details(viewer), {"numbers": numbers}).all()
    clocks = grouped_by_case(session, CaseClock, numbers, centres)
    absorbed = absorbed_by(session, numbers, centres)
    whole = [*numbers, *(part for parts in absorbed.values() for part in parts)]
    photos = gathered(grouped_by_case(session, CasePhoto, whole, centres), absorbed)
    shown = reporters_too and viewer.personal_data
    photo_row = partial(_photo_row, _cut_off(session, chain.from_iterable(photos.values())))
    reporters = grouped_by_case(session, Reporter, whole, centres) if shown else {}
    reporters = gathered(reporters, absorbed)
    applications = grouped_by_case(session, Application, numbers, centres)
    tasks = grouped_by_case(session, Task, numbers, centres)
    return [
        CaseDetails(
            row=case_row(row),
            **{column.key: row._mapping[column] for column in DETAILS},
            description=row.description or "",
            clocks=tuple(map(clock_row, clocks.get(row.number, ()))),
            photos=tuple(map(photo_row, photos.get(row.number, ()))),
            reporters=tuple(map(_masked, reporters.get(row.number, ()))),
            applications=tuple(map(_application_row, applications.get(row.number, ()))),
            tasks=tuple(map(_task_row, tasks.get(row.number, ()))),
            absorbed=tuple(absorbed.get(row.number, ())),
        )
        for row in rows
    ]


@lru_cache(maxsize=256)
def _visible_details(viewer: Viewer) -> Select[Any]:
    """Built once per viewer, because it is used after every step."""
    query = from_cases(*ROW, CaseWords.description, *DETAILS).where(Case.number.in_(NUMBERS))
    return visible_to(query, viewer)


def _application_row(application: Application) -> ApplicationRow:
    return ApplicationRow(
        kind=application.kind,
        state=application.state,
        reason=application.reason,
        until=application.until,
        asked_by=application.asked_by,
        asked_at=application.asked_at,
        answered_by=application.decided_by or application.endorsed_by,
        answered_at=application.decided_at or application.endorsed_at,
    )


def _task_row(task: Task) -> TaskRow:
    return TaskRow(
        kind=task.kind,
        assignee_kind=task.assignee_kind,
        assignee=task.assignee,
        asked_by=task.asked_by,
        asked_at=task.asked_at,
        due_at=task.due_at,
        answer=task.answer,
        answered_by=task.answered_by,
        answered_at=task.answered_at,
    )


def _photo_row(cut_off: Collection[str], photo: CasePhoto) -> PhotoRow:
    return PhotoRow(
        sha256=photo.sha256,
        phase=str(photo.phase),
        added_at=photo.added_at,
        cut_off=photo.sha256 in cut_off,
    )


def _cut_off(session: Session, photos: Iterable[CasePhoto]) -> frozenset[str]:
    """Those whose file broke off before its end."""
    shown = {photo.sha256: photo.centre for photo in photos}
    if not shown:
        return frozenset()
    theirs = Photo.centre.in_(set(shown.values())) & Photo.sha256.in_(shown)
    query = select(Photo.sha256).where(theirs, Photo.cut_off)
    return frozenset(session.scalars(query))


def reporters_of(
    session: Session, numbers: Sequence[str], viewer: Viewer
) -> tuple[ReporterRow, ...]:
    """The reporters of these cases as they are: whoever asks records it in the access log."""
    found = grouped_by_case(session, Reporter, numbers, sorted(viewer.centres or ()))
    return tuple(
        ReporterRow(name=person.name, phone=person.phone)
        for number in numbers
        for person in found.get(number, ())
    )


def _masked(person: Reporter) -> ReporterRow:
    return ReporterRow(name=masked_name(person.name), phone=masked_phone(person.phone))


def clock_row(clock: CaseClock) -> ClockRow:
    return ClockRow(
        name=clock.name,
        ordinal=clock.ordinal,
        started_at=clock.started_at,
        limit=clock.limit,
        extensions=clock.extensions,
        due_at=clock.due_at,
        ended_at=clock.ended_at,
    )


def near(latitude: float, longitude: float, metres: float) -> ColumnElement[bool]:
    """A condition for points within a square of this half-width in metres; used to propose
    duplicates."""
    north = metres / _METRES_A_DEGREE
    east = north / math.cos(math.radians(latitude))
    return and_(
        Case.latitude.between(latitude - north, latitude + north),
        Case.longitude.between(longitude - east, longitude + east),
    )


def lines(session: Session, centre: str, number: str) -> Iterator[HistoryLine]:
    """The history of a case, oldest first."""
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
        .where(
            EventLogEntry.centre == centre,
            EventLogEntry.number == number,
            EventLogEntry.subject == Case.SUBJECT,
        )
        .order_by(EventLogEntry.version)
    )
    for entry, opinion in session.execute(query):
        yield HistoryLine(
            sequence=entry.sequence,
            subject=entry.subject,
            number=entry.number,
            step=entry.step,
            stage=entry.stage,
            version=entry.version,
            actor=entry.actor,
            at=entry.at,
            recorded_at=entry.recorded_at,
            payload=entry.payload,
            hash=entry.hash,
            previous_hash=entry.previous_hash,
            opinion=opinion,
        )


def batches(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(numbers), _BATCH):
        yield numbers[start : start + _BATCH]
