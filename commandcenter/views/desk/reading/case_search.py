"""Finding a case by its number, place, kind, department or a word of its description."""

from dataclasses import dataclass

from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.casebook import Casebook, CaseRow
from commandcenter.views.desk.reading.known_names import KnownNames

MOST_HITS = 12
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found for a text. `more`: there are others beside those that are shown."""

    text: str
    rows: tuple[CaseRow, ...] = ()
    more: bool = False


def find_cases(text: str, *, casebook: Casebook, viewer: Viewer, names: KnownNames) -> Hits:
    """In the background: the newest cases that every word of the text fits."""
    wanted = text.strip()
    if len(wanted) < _SHORTEST:
        return Hits(text)
    words = [names.meaning(word) for word in wanted.split()]
    found = casebook.found(words, viewer=viewer, limit=MOST_HITS + 1)
    return Hits(text, tuple(found[:MOST_HITS]), more=len(found) > MOST_HITS)
