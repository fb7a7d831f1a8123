"""Which cells of a row a field is read from, and what counts as no value."""

from collections.abc import Sequence
from dataclasses import dataclass

from commandcenter.errors import InvalidInput

#: What databases and spreadsheets write where there is no value; compared without case.
NO_VALUE = frozenset({"null", "(null)", "<null>", r"\n", "n/a", "#n/a"})


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings that a field is read from: the first cell that is not empty, or all of them
    joined."""

    headings: tuple[str, ...]
    joined_with: str | None = None


class FieldCells:
    """A field's cells in the rows of one file."""

    def __init__(
        self, columns: Columns, header: Sequence[str], none: frozenset[str], mapping: str
    ) -> None:
        """InvalidInput where the file lacks one of the columns."""
        self._places = [_place(heading, header, mapping) for heading in columns.headings]
        self._joined_with = columns.joined_with
        self._none = none
        self._longest = max(map(len, none))

    def text(self, cells: Sequence[str]) -> str:
        """The text of the field; '' if all its cells are empty."""
        if self._joined_with is not None:
            return self._joined_with.join(filter(None, self.parts(cells)))
        for place in self._places:
            text = cells[place].strip()
            if text and (len(text) > self._longest or text.casefold() not in self._none):
                return text
        return ""

    def parts(self, cells: Sequence[str]) -> list[str]:
        """The cells of the field one by one, '' for an empty one."""
        texts = [cells[place].strip() for place in self._places]
        return ["" if text.casefold() in self._none else text for text in texts]

    def as_written(self, cells: Sequence[str]) -> str:
        """The first filled cell, unchanged."""
        return next(filter(None, (cells[place].strip() for place in self._places)), "")

    @property
    def is_joined(self) -> bool:
        return self._joined_with is not None


def _place(heading: str, header: Sequence[str], mapping: str) -> int:
    if heading not in header:
        raise InvalidInput("import-column-missing", column=heading, mapping=mapping)
    return header.index(heading)
