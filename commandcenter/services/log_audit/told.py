"""What the lines of a case tell of everything that lies beside it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from commandcenter.database.inserts import Row

_read = json.JSONDecoder().raw_decode


@dataclass(slots=True)
class History:
    """The last word on each clock and text of a case."""

    #: Documents of clocks by name and ordinal.
    clocks: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    #: Digests of description and address.
    words: dict[str, str] = field(default_factory=dict)
    reporters: tuple[str, ...] = ()
    #: What was written with a step: version and digest.
    opinions: tuple[tuple[int, str], ...] = ()


def history_of(lines: Iterable[Row]) -> History:
    """Read the lines of a case (number, version, stage, payload), oldest first."""
    history = History()
    for _, version, _, payload in lines:
        document, _ = _read(payload)
        for clock in document.get("clocks", ()):
            history.clocks[clock["name"], clock["ordinal"]] = clock
        if "words" in document:
            history.words |= document["words"]
        if "reporter" in document:
            history.reporters += (document["reporter"],)
        if "opinion" in document:
            history.opinions += ((version, document["opinion"]),)
    return history
