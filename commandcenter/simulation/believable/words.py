"""What people of a believable city write: reports, notes, names."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

from commandcenter.models.cases.rules.report import ReporterName
from commandcenter.resources import resource

#: No network gives out eleven digits that begin like this, so nobody can be called by mistake.
_NOBODYS_NUMBERS = "1000000{:04}"
_PHONES_TOLD = 0.8


class Words:
    """Phrases out of the catalogue, filled in. Nothing here decides what happened."""

    def __init__(self) -> None:
        text = resource("simulation", "phrases.toml").read_text(encoding="utf-8")
        self._phrases: dict[str, Any] = tomllib.loads(text)

    def report(self, source: str, *, place: str, kind: str, state: str, chance: Random) -> str:
        """A description as people write it through this channel."""
        reports: Mapping[str, Sequence[str]] = self._phrases["reports"]
        phrase = chance.choice(reports.get(source, reports["public"]))
        return phrase.format(
            place=place,
            kind=kind,
            state=plain_state(state),
            harm=chance.choice(self._phrases["harms"]),
            wish=chance.choice(self._phrases["wishes"]),
        )

    def note(
        self, step: str, chance: Random, *, kind: str = "", state: str = "", closing: str = ""
    ) -> str:
        """What is written beside a step; `state` and `closing` as the filing condition says."""
        phrase: str = chance.choice(self._phrases["notes"][step])
        return phrase.format(kind=kind, state=plain_state(state), closing=plain_state(closing))

    def besides(self, *, kind: str, state: str) -> str:
        """What a report adds when it speaks of a second problem."""
        besides: Mapping[str, str] = self._phrases["besides"]
        return besides["phrase"].format(mark=besides["mark"], kind=kind, state=plain_state(state))

    def said_first(self, description: str) -> str:
        """The problem that a description is about; what it adds is another one."""
        mark: str = self._phrases["besides"]["mark"]
        return description.partition(mark)[0]

    def said_besides(self, description: str) -> str:
        """What a description says of a second problem; nothing for most."""
        mark: str = self._phrases["besides"]["mark"]
        return description.partition(mark)[2]

    def crew(self, chance: Random) -> str:
        names: Sequence[str] = self._phrases["crews"]["names"]
        return chance.choice(names)

    def reporter(self, chance: Random) -> ReporterName:
        """Somebody who does not exist."""
        names: Mapping[str, Sequence[str]] = self._phrases["reporters"]
        name = chance.choice(names["surnames"]) + chance.choice(names["titles"])
        gives_phone = chance.random() < _PHONES_TOLD
        return ReporterName(
            name, _NOBODYS_NUMBERS.format(chance.randrange(10_000)) if gives_phone else None
        )

    def spot(self, where: str, chance: Random) -> str:
        """A place on a `road`, in a `lane` or in a `yard`."""
        spots: Sequence[str] = self._phrases["spots"][where]
        return chance.choice(spots)

    def side(self, direction: str) -> str:
        """The side of a road, as an address says it."""
        sides: Mapping[str, str] = self._phrases["sides"]
        return sides[direction]

    def photo_label(self, phase: str) -> str:
        labels: Mapping[str, str] = self._phrases["photos"]
        return labels[phase]


@cache
def plain_state(condition: str) -> str:
    """One of the alternatives that a condition names: nobody sees all of `箅条变形或缺损`."""
    clauses = [clause.split("或")[0] for clause in condition.split("，")]
    return "，".join(clause for clause in clauses if clause) or condition
