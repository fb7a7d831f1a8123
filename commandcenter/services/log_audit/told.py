"""What the lines of a case tell of everything that is stored of it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from commandcenter.database.inserts import Row

_read = json.JSONDecoder().raw_decode


@dataclass(slots=True)
class History:
    """The last word on each column, clock and text of a case."""

    columns: dict[str, Any] = field(default_factory=dict)
    #: Documents of clocks by name and ordinal.
    clocks: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    #: Digests of description and address.
    words: dict[str, str] = field(default_factory=dict)
    reporters: set[str] = field(default_factory=set)
    #: Digests of what was written with a step, by version.
    opinions: dict[int, str] = field(default_factory=dict)
    #: Versions whose line claims another stage or version than its own changes come to.
    contradicted: list[int] = field(default_factory=list)
    readable: bool = True


def history_of(lines: Iterable[Row]) -> History:
    """Read the lines of a case (number, version, stage, payload), oldest first.

    ValueError, TypeError, KeyError or AttributeError for what is no line.
    """
    history = History()
    columns = history.columns
    for _, version, stage, payload in lines:
        document, _ = _read(payload)
        columns |= document["set"]
        if columns["stage"] != stage or columns["version"] != version:
            history.contradicted.append(version)
        for clock in document.get("clocks", ()):
            history.clocks[clock["name"], clock["ordinal"]] = clock
        if "words" in document:
            history.words |= document["words"]
        if "reporter" in document:
            history.reporters.add(document["reporter"])
        if "opinion" in document:
            history.opinions[version] = document["opinion"]
    return history
