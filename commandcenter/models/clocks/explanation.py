"""Explains a deadline: every period counted or skipped, with its reason."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from commandcenter.models.clocks.calculation import Calculation
from commandcenter.models.clocks.local_time import moment_of
from commandcenter.models.clocks.reason import Origin, Reason, ReasonId
from commandcenter.models.clocks.suspension import PauseReason, Span, reasons_in_order
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.clocks.timeline import Stretch
from commandcenter.models.clocks.working_calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class ExplainedSpan:
    """A period that was counted or skipped for one reason."""

    from_at: datetime
    to_at: datetime
    counted: bool
    reason: Reason


@dataclass(frozen=True, slots=True)
class Explanation:
    """The spans run without a gap from start to deadline; the counted ones add up to `counted`.

    `counted` = limit × (1 + extensions). One working day is the calendar's hours a day under the
    policy *hours in slots*, and 24 hours of working days, midnights included, under the other two.
    """

    due_at: datetime
    counted: timedelta
    warnings: tuple[Reason, ...]
    spans: tuple[ExplainedSpan, ...]


class _Piece(NamedTuple):
    start: int
    end: int
    counted: bool
    reason: Reason


def explain(
    calendar: WorkingCalendar,
    start: datetime,
    limit: TimeLimit,
    *,
    suspensions: Sequence[Span] = (),
    extensions: int = 0,
) -> Explanation:
    """The deadline that `due` gives for the same clock, with the sum written out."""
    calculation = Calculation(calendar, start, limit, suspensions, extensions)
    standing = list(zip(calculation.suspensions, reasons_in_order(suspensions), strict=True))
    pieces = _without_suspensions(_pieces(calculation), standing)
    spans = _joined(_by_extension(pieces, calculation))
    return Explanation(
        due_at=moment_of(calculation.due),
        counted=timedelta(microseconds=calculation.whole),
        warnings=tuple(
            Reason(ReasonId.UNCOVERED_YEAR, name=str(year)) for year in calculation.unsure_years()
        ),
        spans=tuple(
            ExplainedSpan(moment_of(span.start), moment_of(span.end), span.counted, span.reason)
            for span in spans
        ),
    )


def _pieces(calculation: Calculation) -> Iterator[_Piece]:
    """The time from start to deadline as if nothing had been suspended."""
    if calculation.continuous:
        reason = Reason(ReasonId.CONTINUOUS, origin=Origin.UNIT)
        yield _Piece(calculation.start, calculation.due, True, reason)
        return
    before = (calculation.start, calculation.begins)
    yield from _clipped(_days(calculation.calendar, *before, whole=False), *before)
    during = (calculation.begins, calculation.used_up)
    yield from _clipped(_days(calculation.calendar, *during, whole=calculation.by_days), *during)
    rest = Reason(ReasonId.REST_OF_DAY, origin=Origin.POLICY)
    yield _Piece(calculation.used_up, calculation.due, False, rest)


def _days(calendar: WorkingCalendar, start: int, end: int, *, whole: bool) -> Iterator[_Piece]:
    day = moment_of(start).astimezone(calendar.zone).date()
    last = moment_of(end).astimezone(calendar.zone).date()
    while day <= last:
        yield from _whole_day(calendar, day) if whole else _hours_of_day(calendar, day)
        day += timedelta(days=1)


def _whole_day(calendar: WorkingCalendar, day: date) -> Iterator[_Piece]:
    reason = _instead_of_working_day(ReasonId.WHOLE_DAY, calendar.day_reason(day))
    yield _Piece(*calendar.bounds_of_day(day), bool(calendar.slots_on(day)), reason)


def _hours_of_day(calendar: WorkingCalendar, day: date) -> Iterator[_Piece]:
    if not calendar.slots_on(day):
        yield from _whole_day(calendar, day)
        return
    skipped_to, end = calendar.bounds_of_day(day)
    reason = _instead_of_working_day(ReasonId.WORKING_TIME, calendar.day_reason(day))
    outside = calendar.pattern_reason(ReasonId.OUTSIDE_HOURS, day)
    idle = outside
    for start, stop in calendar.stretches_of_day(day):
        yield _Piece(skipped_to, start, False, idle)
        yield _Piece(start, stop, True, reason)
        skipped_to, idle = stop, calendar.pattern_reason(ReasonId.BREAK, day)
    yield _Piece(skipped_to, end, False, outside)


def _instead_of_working_day(reason_id: ReasonId, reason: Reason) -> Reason:
    return replace(reason, id=reason_id) if reason.id is ReasonId.WORKING_DAY else reason


def _clipped(pieces: Iterable[_Piece], start: int, end: int) -> Iterator[_Piece]:
    for piece in pieces:
        if piece.end > start and piece.start < end:
            yield piece._replace(start=max(piece.start, start), end=min(piece.end, end))


def _without_suspensions(
    pieces: Iterable[_Piece], standing: list[tuple[Stretch, PauseReason]]
) -> Iterator[_Piece]:
    ends = [end for (_, end), _ in standing]
    for piece in pieces:
        explained_to = piece.start
        for (begin, end), why in standing[bisect_right(ends, explained_to) :]:
            if begin >= piece.end:
                break
            yield piece._replace(start=explained_to, end=max(explained_to, begin))
            explained_to, resumed = min(end, piece.end), max(explained_to, begin)
            yield _Piece(resumed, explained_to, False, Reason(ReasonId(why), origin=Origin.CASE))
        yield piece._replace(start=explained_to)


def _by_extension(pieces: Iterable[_Piece], calculation: Calculation) -> Iterator[_Piece]:
    """Counted pieces name the extension that pays for them."""
    used = [calculation.after(calculation.length * n) for n in range(1, calculation.extensions + 1)]
    for piece in pieces:
        start = piece.start
        for number in range(bisect_right(used, start), len(used) + 1) if piece.counted else ():
            end = min([piece.end, *used[number : number + 1]])
            yield _Piece(start, end, True, replace(piece.reason, extension=number))
            start = end
        if not piece.counted:
            yield piece


def _joined(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Neighbours with one reason become one span; empty pieces vanish."""
    spans: list[_Piece] = []
    for piece in pieces:
        if piece.start >= piece.end:
            continue
        if spans and spans[-1][2:] == piece[2:]:
            piece = spans.pop()._replace(end=piece.end)
        spans.append(piece)
    return spans
