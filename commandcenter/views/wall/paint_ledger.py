"""Which changes are to be seen: on the map, and in the figures."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class _Entry:
    numbers: tuple[str, ...]
    map_token: str | None
    figures_reading: int | None


class PaintLedger:
    """Keeps what was changed until both the map and the figures have painted it."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._figures_painted = 0

    def expect(self, numbers: Iterable[str], *, map_token: str, figures_reading: int) -> None:
        """These cases are seen when the map answers the token, and that reading is painted."""
        awaited = figures_reading if figures_reading > self._figures_painted else None
        self._entries.append(_Entry(tuple(numbers), map_token, awaited))

    def map_painted(self, token: str) -> list[str]:
        """The numbers that are now seen in both. The map answers in order: a token speaks for
        those before it."""
        tokens = [entry.map_token for entry in self._entries]
        if token in tokens:
            for entry in self._entries[: tokens.index(token) + 1]:
                entry.map_token = None
        return self._seen()

    def figures_painted(self, reading: int) -> list[str]:
        """The numbers that are now seen in both; later readings know all that earlier ones did."""
        self._figures_painted = reading
        for entry in self._entries:
            if entry.figures_reading is not None and entry.figures_reading <= reading:
                entry.figures_reading = None
        return self._seen()

    def _seen(self) -> list[str]:
        seen = [e for e in self._entries if e.map_token is None and e.figures_reading is None]
        self._entries = [entry for entry in self._entries if entry not in seen]
        return [number for entry in seen for number in entry.numbers]
