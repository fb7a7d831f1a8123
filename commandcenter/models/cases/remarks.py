"""Remarks for the sender of a report that was accepted although parts of it were faulty."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from commandcenter.models.cases.case import Case
from commandcenter.words import refusal_sentence


class RemarkKind(StrEnum):
    """Its sentences stand in the catalogue of refusals under `remark-…`."""

    PHOTO_CUT_OFF = "photo-cut-off"
    PHOTO_UNREADABLE = "photo-unreadable"
    CLOCK_AHEAD = "clock-ahead"


@dataclass(frozen=True, slots=True)
class Remark:
    """A faulty part of a report, and what was done with it."""

    field: str
    kind: RemarkKind
    params: Mapping[str, object]

    def sentence(self, language: str, zone: ZoneInfo) -> str:
        """The remark as a sentence; times are in the city's time zone."""
        shown = {
            name: f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
            if isinstance(value, datetime)
            else value
            for name, value in self.params.items()
        }
        return refusal_sentence(f"remark-{self.kind}", language, **shown)


def remarks_on(case: Case, cut_off: Iterable[str], left_out: Sequence[int]) -> Iterator[Remark]:
    """Of a report that became this case; `cut_off`: the photos that lack their end; `left_out`:
    which of the photos as sent, from 1, could not be read.
    """
    if case.clock_showed is not None:
        showed = {"showed": case.clock_showed, "received": case.reported_at}
        yield Remark("observed_at", RemarkKind.CLOCK_AHEAD, showed)
    unfinished = frozenset(cut_off)
    for photo in case.photos:
        if photo.sha256 in unfinished:
            yield Remark(
                "photos", RemarkKind.PHOTO_CUT_OFF, {"ordinal": _as_sent(photo.ordinal, left_out)}
            )
    for ordinal in left_out:
        yield Remark("photos", RemarkKind.PHOTO_UNREADABLE, {"ordinal": ordinal})


def _as_sent(ordinal: int, left_out: Sequence[int]) -> int:
    """The place among the photos that were sent, of one among those that were kept."""
    for missing in sorted(left_out):
        ordinal += missing <= ordinal
    return ordinal
