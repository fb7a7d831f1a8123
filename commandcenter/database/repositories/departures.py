"""Changes after which a viewer no longer sees a subject: the last ones that the viewer gets."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, or_, select, true
from sqlalchemy.orm import Session

from commandcenter.models.staff.viewer import Viewer
from commandcenter.models.work.kinds import Kind
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.models.work.replaying import changed_columns

_AT_ONCE = 500


def departures(
    session: Session, entries: Subquery, kind: Kind, viewer: Viewer
) -> dict[str, set[int]]:
    """By centre the sequences, among these log entries, at which a subject of this kind left the
    viewer's sight.

    What is in sight now has not left, and nothing leaves the source that reported it.
    """
    if viewer.area is viewer.department is None:
        return {}
    mapped = kind.mapped
    moved = (
        select(entries.c.centre, entries.c.number)
        .distinct()
        .join(mapped, (mapped.centre == entries.c.centre) & (mapped.number == entries.c.number))
        .where(
            entries.c.subject == kind.name,
            entries.c.version > 1,
            kind.sees(viewer).is_not(true()),
            _limits(kind, entries.c.payload),
        )
    )
    of_centres: dict[str, list[str]] = {}
    for centre, number in session.execute(moved.order_by(entries.c.centre, entries.c.number)):
        of_centres.setdefault(centre, []).append(number)
    return {
        centre: _left_in(session, centre, numbers, kind, viewer)
        for centre, numbers in of_centres.items()
    }


def _left_in(
    session: Session, centre: str, numbers: Sequence[str], kind: Kind, viewer: Viewer
) -> set[int]:
    if viewer.department is not None:
        numbers = _that_named(session, centre, numbers, kind, viewer.department)
    histories = _histories(session, centre, numbers, kind)
    return {sequence for lines in histories for sequence in _left(lines, kind, viewer)}


def _limits(kind: Kind, payload: Any) -> ColumnElement[bool]:
    """Whether a line may say something new of what decides who sees the subject.

    Its clocks name departments too; they stand before what it changed.
    """
    return or_(*(payload.like(f'%"set":{{%"{name}":%') for name in kind.limiting))


def _that_named(
    session: Session, centre: str, numbers: Sequence[str], kind: Kind, department: str
) -> list[str]:
    """Those of these numbers whose history names the department at all: few, and quickly found."""
    found: set[str] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        query = select(EventLogEntry.number).where(
            EventLogEntry.centre == centre,
            EventLogEntry.number.in_(numbers[start : start + _AT_ONCE]),
            EventLogEntry.subject == kind.name,
            EventLogEntry.payload.contains(department, autoescape=True),
        )
        found.update(session.scalars(query))
    return sorted(found)


def _histories(
    session: Session, centre: str, numbers: Sequence[str], kind: Kind
) -> Iterator[list[Row[str, int, str]]]:
    """Of each number the lines that matter, oldest first."""
    for start in range(0, len(numbers), _AT_ONCE):
        query = (
            select(EventLogEntry.number, EventLogEntry.sequence, EventLogEntry.payload)
            .where(
                EventLogEntry.centre == centre,
                EventLogEntry.number.in_(numbers[start : start + _AT_ONCE]),
                EventLogEntry.subject == kind.name,
                or_(EventLogEntry.version == 1, _limits(kind, EventLogEntry.payload)),
            )
            .order_by(EventLogEntry.number, EventLogEntry.version)
        )
        for _, lines in groupby(session.execute(query), key=lambda line: str(line.number)):
            yield list(lines)


def _left(lines: Iterable[Row[str, int, str]], kind: Kind, viewer: Viewer) -> Iterator[int]:
    columns: dict[str, object] = {}
    was_seen = False
    for line in lines:
        columns |= changed_columns(line.payload)
        is_seen = kind.saw(viewer, columns)
        if was_seen and not is_seen:
            yield line.sequence
        was_seen = is_seen
