"""A case as it stood at a moment that is past, rebuilt from its lines of history."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.cases.rules.traffic_light import ClockHands, Light
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.moments import read_moment
from commandcenter.models.work.replaying import as_values

_HANDS = tuple(ClockHands.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockThen:
    """A clock of a case as it stood. `ordinal` counts the clocks of one name on one case."""

    name: ClockName
    ordinal: int
    started_at: datetime
    limit: TimeLimit | None
    due_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseThen:
    """A case as it stood: every stored column by its name, as the case itself held it.

    `clocks` by their start; `photos` are the SHA-256 of what came with its steps, and with those
    of the cases that were merged into it.
    """

    number: str
    moment: datetime
    columns: Mapping[str, Any]
    clocks: tuple[ClockThen, ...] = ()
    photos: tuple[str, ...] = ()

    @property
    def hands(self) -> ClockHands:
        return ClockHands(**{name: self.columns[name] for name in _HANDS})

    @property
    def late(self) -> bool:
        return self.hands.late(self.moment)

    @property
    def light(self) -> Light | None:
        return self.hands.light(self.moment)


class CaseHistory:
    """What the lines of a case say, read one after the other, oldest first."""

    def __init__(self) -> None:
        self.columns: dict[str, Any] = dict.fromkeys(Case.COLUMNS)
        self.photos: list[str] = []
        self._clocks: dict[tuple[str, int], dict[str, object]] = {}

    def read(self, payload: str) -> None:
        """The next line."""
        document = json.loads(payload)
        self.columns |= document["set"]
        self.photos += document.get("photos", ())
        for clock in document.get("clocks", ()):
            self._clocks[clock["name"], clock["ordinal"]] = clock

    def case_at(self, number: str, moment: datetime, photos: Iterable[str]) -> CaseThen:
        """The case that the lines read so far make."""
        columns = MappingProxyType(as_values(Case, self.columns))
        clocks = sorted(
            map(_clock, self._clocks.values()),
            key=lambda clock: (clock.started_at, clock.name, clock.ordinal),
        )
        return CaseThen(number, moment, columns, tuple(clocks), tuple(photos))


def open_cases(histories: Mapping[str, CaseHistory], moment: datetime) -> Iterator[CaseThen]:
    """The cases of these histories by number; those merged into one lend it their photos."""
    merged_into: dict[str, list[str]] = {}
    for number in sorted(histories):
        if histories[number].columns["stage"] == Stage.MERGED:
            merged_into.setdefault(histories[number].columns["merged_into"], []).append(number)
    for number in sorted(histories):
        history = histories[number]
        if history.columns["stage"] != Stage.MERGED:
            parts = [number, *_absorbed(number, merged_into)]
            photos = [sha256 for part in parts for sha256 in histories[part].photos]
            yield history.case_at(number, moment, photos)


def _absorbed(number: str, merged_into: Mapping[str, list[str]]) -> Iterator[str]:
    """The cases that were merged into this one, then those that were merged into them."""
    level = merged_into.get(number, [])
    while level:
        yield from level
        level = sorted(part for one in level for part in merged_into.get(one, ()))


def _clock(logged: Mapping[str, Any]) -> ClockThen:
    amount, unit = logged["amount"], logged["unit"]
    return ClockThen(
        name=ClockName(logged["name"]),
        ordinal=logged["ordinal"],
        started_at=read_moment(logged["started_at"]),
        limit=TimeLimit(Fraction(amount), Unit(unit)) if amount and unit else None,
        due_at=_moment(logged.get("due_at")),
        ended_at=_moment(logged.get("ended_at")),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else read_moment(text)
