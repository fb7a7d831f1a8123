"""Finds the line of headings among the first lines of a file."""

from collections.abc import Collection, Sequence
from pathlib import Path

from commandcenter.errors import InvalidInput

#: The number of lines that may be above the headings: a title, a date, the author of the list.
MOST_TITLES = 30


def best_heading(rows: Sequence[Sequence[str]], columns: Collection[str]) -> int | None:
    """The first row with most of the columns; without columns the first one, if it can be read.

    None where no row has any.
    """
    if not columns:
        return 0 if rows and rows[0] else None
    found = [len({cell.strip() for cell in row}.intersection(columns)) for row in rows]
    most = max(found, default=0)
    return found.index(most) if most else None


def headings_of(path: Path, cells: Sequence[str]) -> list[str]:
    """The headings in this row. InvalidInput if one occurs twice."""
    names = [cell.strip() for cell in cells]
    seen: set[str] = set()
    for name in names:
        if name and name in seen:
            raise InvalidInput("import-heading-twice", file=path, heading=name)
        seen.add(name)
    return names
