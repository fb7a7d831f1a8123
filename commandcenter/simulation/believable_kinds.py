"""Kinds of problems: how often each is reported, and which of them a description speaks of."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from commandcenter.packs.pack import CityPack, PackCategory, PackCondition
from commandcenter.resources import resource
from commandcenter.simulation.believable_words import plain_state

#: The first condition of a kind is the dangerous one, and the rarest.
_FIRST_CONDITION, _OTHER_CONDITIONS = 1, 4


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind, and the filing condition that it meets."""

    category: PackCategory
    condition: PackCondition


class Kinds:
    """The catalogue of a city, weighed."""

    def __init__(self, pack: CityPack) -> None:
        conditions: dict[str, list[PackCondition]] = {}
        for condition in pack.conditions:
            conditions.setdefault(condition.category, []).append(condition)
        text = resource("simulation", "kinds.toml").read_text(encoding="utf-8")
        catalogue = tomllib.loads(text)
        self._problems: list[Problem] = []
        shares: list[float] = []
        for category in pack.categories:
            share = catalogue["shares"].get(
                category.name.zh, catalogue["shares_of_others"][category.kind]
            )
            of_kind = conditions.get(category.code, [])
            weights = _condition_weights(of_kind)
            self._problems += [Problem(category, condition) for condition in of_kind]
            shares += [share * weight / sum(weights) for weight in weights]
        self._cumulated = list(accumulate(shares))
        self._by_code = _by_category(self._problems)
        self._filed: dict[tuple[str | None, int | None], Problem] = {
            (p.category.code, p.condition.number): p for p in self._problems
        }
        #: Longer names first: a street lamp's shaft is not a street lamp.
        self._names = sorted(
            ((problems[0].category.name.zh, code) for code, problems in self._by_code.items()),
            key=lambda named: (-len(named[0]), named),
        )

    def any(self, chance: Random) -> Problem:
        """A problem, as often as it is reported."""
        return chance.choices(self._problems, cum_weights=self._cumulated)[0]

    def category_in(self, description: str, chance: Random) -> str:
        """The code of the kind that is named; where none is, the call-taker takes a likely one."""
        named = next((code for name, code in self._names if name in description), None)
        return named or self.any(chance).category.code

    def problem_in(self, category: str, description: str, chance: Random) -> Problem:
        """The condition of this kind that is described; where none is, any of them."""
        problems = self._by_code[category]
        described = (p for p in problems if plain_state(p.condition.text.zh) in description)
        return next(described, None) or chance.choice(problems)

    def problem(self, category: str | None, number: int | None) -> Problem | None:
        """None for what was not filed, and for what this pack no longer has."""
        return self._filed.get((category, number))


def _condition_weights(conditions: Sequence[PackCondition]) -> list[int]:
    return [_OTHER_CONDITIONS if n else _FIRST_CONDITION for n in range(len(conditions))]


def _by_category(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.category.code, []).append(problem)
    return found
