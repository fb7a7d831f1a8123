"""Pauses of a clock: their reasons, and how much counted time they take away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.local_time import instant_of, moment_of
from commandcenter.models.clocks.timeline import Counting, Stretch

#: (counted when the suspension begins, counted time that it takes away)
Gap = tuple[int, int]


class PauseReason(StrEnum):
    """Why a clock is paused."""

    SUSPENSION = "suspension"
    INSPECTION = "inspection"  # the department has finished; the centre looks at the work
    CLOSED = "closed"  # from the closing until the case was opened again
    MERGED = "merged"  # while the case was part of another one
    ELSEWHERE = "elsewhere"  # while another department had the case


@dataclass(frozen=True, slots=True)
class Span:
    """A period that is not counted."""

    from_at: datetime
    to_at: datetime
    reason: PauseReason = PauseReason.SUSPENSION


def in_order(suspensions: Sequence[Span]) -> list[Stretch]:
    """Suspensions as instants, in order. InvalidInput for reversed or overlapping ones."""
    if not suspensions:
        return []
    spans = sorted([(instant_of(span.from_at), instant_of(span.to_at)) for span in suspensions])
    last_end = spans[0][0]
    for begin, end in spans:
        if end < begin:
            raise InvalidInput(
                "suspension-reversed",
                field="suspensions",
                from_at=moment_of(begin),
                to_at=moment_of(end),
            )
        if begin < last_end:
            raise InvalidInput(
                "suspensions-overlap",
                field="suspensions",
                until=moment_of(last_end),
                begins=moment_of(begin),
            )
        last_end = end
    return spans


def reasons_in_order(suspensions: Sequence[Span]) -> list[PauseReason]:
    """The reasons of the pauses that `in_order` gives, in the same order."""
    return [span.reason for span in sorted(suspensions, key=attrgetter("from_at", "to_at"))]


def gaps_in(counting: Counting, start: int, suspensions: list[Stretch]) -> list[Gap]:
    """The counted time that each suspension takes from a calculation that begins at `start`."""
    passed = counting.passed
    found = []
    for begin, end in suspensions:
        if end > start:
            stands_at = passed(max(begin, start))
            found.append((stands_at, passed(end) - stands_at))
    return found


def counted_to(target: int, gaps: list[Gap]) -> int:
    """Where the count must stand for `target` to be used up when the gaps are left out."""
    for stands_at, lost in gaps:
        if stands_at >= target:
            break
        target += lost
    return target


def taken_until(passed: int, gaps: list[Gap]) -> int:
    """How much the gaps take away that begin before the count stands at `passed`."""
    return sum(lost for stands_at, lost in gaps if stands_at < passed)
