"""Kinds of problems: how often each is reported, and which of them a description speaks of."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from commandcenter.packs.content.pack import CityPack, PackCategory, PackCondition
from commandcenter.resources import resource
from commandcenter.simulation.believable.words import plain_state

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
        named = [(problems[0].category.name.zh, code) for code, problems in self._by_code.items()]
        #: Names that are no part of a longer one: where such a name stands, that kind is meant.
        self._plain_names = {
            code: name
            for name, code in named
            if not any(name in longer for longer, _ in named if longer != name)
        }
        #: Longer names first: a street lamp's shaft is not a street lamp.
        self._names = sorted(named, key=lambda one: (-len(one[0]), one))

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._problems)

    def any(self, chance: Random) -> Problem:
        """A problem, as often as it is reported."""
        return chance.choices(self._problems, cum_weights=self._cumulated)[0]

    def category_in(self, description: str, chance: Random) -> str:
        """The code of the kind that is named; where none is, the call-taker takes a likely one."""
        return self.named_in(description) or self.any(chance).category.code

    def named_in(self, description: str) -> str | None:
        """The code of the kind that is named; None where none is."""
        return next((code for name, code in self._names if name in description), None)

    def are_described(self, category: str | None, number: int | None, description: str) -> bool:
        """Whether the description clearly speaks of these: a quick check, which is right for
        most."""
        problem = self._filed.get((category, number))
        if problem is None:
            name = self._plain_names.get(category or "")
            return name is not None and name in description
        return plain_state(problem.condition.text.zh) in description

    def another(self, category: str, chance: Random) -> str:
        """A kind that this one may be mistaken for: another one of its class, if there is any."""
        kinds = [problems[0].category for problems in self._by_code.values()]
        others = [kind for kind in kinds if kind.code != category]
        right = self._by_code[category][0].category
        alike = [kind for kind in others if kind.class_code == right.class_code]
        return chance.choice(alike or others).code if others else category

    def problem_of(self, category: str | None, chance: Random) -> Problem:
        """Any of the conditions of a kind."""
        return chance.choice(self._by_code.get(category or "") or self._problems)

    def described_in(self, category: str | None, description: str) -> Problem | None:
        """The condition of this kind that is described; None where none is."""
        problems = self._by_code.get(category or "", ())
        return next((p for p in problems if plain_state(p.condition.text.zh) in description), None)

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
