"""The city's names as people type them: a part of a name, or the initials of its pinyin."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from commandcenter.models.search_text import search_text
from commandcenter.services.casebook import SoughtWord
from commandcenter.services.city import CityFacts
from commandcenter.words import Name

_Spellings = tuple[str, ...]


class KnownNames:
    """Departments, areas and kinds. Spelling them takes most of a second: see `prepare`."""

    def __init__(self, facts: CityFacts) -> None:
        self._facts = facts

    @property
    def are_ready(self) -> bool:
        return "_spellings" in vars(self)

    def prepare(self) -> None:
        """Spell them now, so that the first question need not wait for it."""
        len(self._spellings)

    def meaning(self, text: str) -> SoughtWord:
        """The word with the codes whose names it is a part of."""
        part = search_text(text)
        departments, named, categories = (
            frozenset(code for code, spelled in known.items() if any(part in s for s in spelled))
            for known in self._spellings
        )
        inside = frozenset(code for code in self._facts.areas if code.startswith(tuple(named)))
        return SoughtWord(text, departments, inside, categories)

    @cached_property
    def _spellings(self) -> tuple[dict[str, _Spellings], ...]:
        facts = self._facts
        kinds = {code: category.name for code, category in facts.categories.items()}
        names: Iterable[Mapping[str, Name]] = (facts.departments, facts.areas, kinds)
        return tuple({code: _spelled(name) for code, name in some.items()} for some in names)


def _spelled(name: Name) -> _Spellings:
    from pypinyin import Style, lazy_pinyin  # half a second

    initials = "".join(lazy_pinyin(name.zh, style=Style.FIRST_LETTER))
    return search_text(name.zh), search_text(name.en), initials.casefold()
