"""Finding a case by its number, its address, its kind or a word of its description."""

from collections.abc import Sequence

from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.casebook import Casebook, CaseFilter, CaseRow
from commandcenter.views.city_words import CityWords

MOST_HITS = 12
_SHORTEST = 2


def find_cases(
    text: str,
    *,
    casebook: Casebook,
    viewer: Viewer,
    words: CityWords,
    open_rows: Sequence[CaseRow],
) -> list[CaseRow]:
    """In the background: open cases of a kind so named first, then what the casebook finds."""
    wanted = text.strip()
    if len(wanted) < _SHORTEST:
        return []
    kinds = _kinds_named(wanted, words)
    hits = {row.number: row for row in open_rows if row.category in kinds}
    stored = casebook.rows(CaseFilter(text=wanted), viewer=viewer, limit=MOST_HITS)
    found = {row.number: row for row in stored} | dict(list(hits.items())[:MOST_HITS])
    return list(found.values())[:MOST_HITS]


def _kinds_named(text: str, words: CityWords) -> frozenset[str]:
    lowered = text.casefold()
    return frozenset(
        code
        for code, category in words.facts.categories.items()
        if lowered in category.name.zh or lowered in category.name.en.casefold()
    )
