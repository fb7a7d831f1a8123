"""Changes after which a viewer no longer sees a case: the last ones that the viewer receives."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Subquery, or_, select, true
from sqlalchemy.orm import Session

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.replaying import changed_columns
from commandcenter.models.cases.viewing import saw, sees
from commandcenter.models.staff.viewer import Viewer
from commandcenter.models.work.event_log import EventLogEntry

#: What can take a case out of sight.
_LIMITING = ("area", "department", "assisting")
_AT_ONCE = 500


def departures(session: Session, entries: Subquery, viewer: Viewer) -> dict[str, set[int]]:
    """By centre the sequences, among these log entries, at which a case left the viewer's sight.

    Cases that are in sight now have not left, and no case leaves the source that reported it.
    """
    if viewer.area is viewer.department is None:
        return {}
    moved = (
        select(entries.c.centre, entries.c.number)
        .distinct()
        .join(Case, (Case.centre == entries.c.centre) & (Case.number == entries.c.number))
        .where(sees(viewer).is_not(true()), entries.c.version > 1, _limits(entries.c.payload))
    )
    of_centres: dict[str, list[str]] = {}
    for centre, number in session.execute(moved.order_by(entries.c.centre, entries.c.number)):
        of_centres.setdefault(centre, []).append(number)
    return {
        centre: _left_in(session, centre, numbers, viewer) for centre, numbers in of_centres.items()
    }


def _left_in(session: Session, centre: str, numbers: Sequence[str], viewer: Viewer) -> set[int]:
    if viewer.department is not None:
        numbers = _that_named(session, centre, numbers, viewer.department)
    histories = _histories(session, centre, numbers)
    return {sequence for lines in histories for sequence in _left(lines, viewer)}


def _limits(payload: Any) -> ColumnElement[bool]:
    """Whether a line may say something new of what decides who sees the case.

    Its clocks name departments too; they stand before what it changed.
    """
    return or_(*(payload.like(f'%"set":{{%"{name}":%') for name in _LIMITING))


def _that_named(
    session: Session, centre: str, numbers: Sequence[str], department: str
) -> list[str]:
    """Those of these cases whose history names the department at all: few, and soon found."""
    found: set[str] = set()
    for start in range(0, len(numbers), _AT_ONCE):
        query = select(EventLogEntry.number).where(
            EventLogEntry.centre == centre,
            EventLogEntry.number.in_(numbers[start : start + _AT_ONCE]),
            EventLogEntry.payload.contains(department, autoescape=True),
        )
        found.update(session.scalars(query))
    return sorted(found)


def _histories(
    session: Session, centre: str, numbers: Sequence[str]
) -> Iterator[list[Row[str, int, str]]]:
    """Of each case the lines that matter, oldest first."""
    for start in range(0, len(numbers), _AT_ONCE):
        query = (
            select(EventLogEntry.number, EventLogEntry.sequence, EventLogEntry.payload)
            .where(
                EventLogEntry.centre == centre,
                EventLogEntry.number.in_(numbers[start : start + _AT_ONCE]),
                or_(EventLogEntry.version == 1, _limits(EventLogEntry.payload)),
            )
            .order_by(EventLogEntry.number, EventLogEntry.version)
        )
        for _, lines in groupby(session.execute(query), key=lambda line: str(line.number)):
            yield list(lines)


def _left(lines: Iterable[Row[str, int, str]], viewer: Viewer) -> Iterator[int]:
    columns: dict[str, Any] = {}
    was_seen = False
    for line in lines:
        columns |= changed_columns(line.payload)
        is_seen = saw(viewer, columns)
        if was_seen and not is_seen:
            yield line.sequence
        was_seen = is_seen
