"""The cursor of the feed: a place in the log of every centre, as one text.

A plain number is a place in the log of the home centre and the beginning of all others: in a
database of one centre every cursor is one. A city writes `110101:5,110102:7`.
"""

import re
from collections.abc import Collection, Mapping

from commandcenter.errors import InvalidInput

_PLAIN = re.compile(r"[0-9]{1,18}")
_PLACES = re.compile(r"\w+:[0-9]{1,18}(,\w+:[0-9]{1,18})*")

#: Sequences by the code of their centre; the log of a centre that is not in it is unread.
Places = Mapping[str, int]


def read_cursor(cursor: str, *, home: str, held: Collection[str]) -> dict[str, int]:
    """The places in the logs that the database holds. InvalidInput for an unreadable cursor."""
    if _PLAIN.fullmatch(cursor):
        return {home: int(cursor)}
    if not _PLACES.fullmatch(cursor):
        raise InvalidInput("cursor-unreadable", field="after", cursor=cursor[:40])
    places = (place.split(":") for place in cursor.split(","))
    return {centre: int(sequence) for centre, sequence in places if centre in held}


def cursor_text(places: Places, *, home: str) -> str:
    """The same places as text; a plain number if only the home centre's log was read."""
    read = {centre: sequence for centre, sequence in sorted(places.items()) if sequence}
    if not read.keys() - {home}:
        return str(read.get(home, 0))
    return ",".join(f"{centre}:{sequence}" for centre, sequence in read.items())
