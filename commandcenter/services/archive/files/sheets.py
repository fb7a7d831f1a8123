"""Which sheets of a workbook are lists of cases, and how they stand under one line of headings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from commandcenter.errors import InvalidInput, Malformed
from commandcenter.services.archive.files.headings import best_heading, headings_of

#: A heading, and which of the blank ones it is.
_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """The first rows of a sheet; `nth` is its place in the workbook."""

    nth: int
    title: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list of cases. `above` rows stand above its headings, `names`.

    `places` says for each of its columns which one of the common headings it belongs to.
    """

    nth: int
    title: str
    above: int
    names: list[str]
    places: list[int]

    def under(self, cells: list[str], headings: int) -> list[str]:
        """Cells of the sheet under the common headings; those without a heading follow them."""
        placed = [""] * headings
        for place, cell in zip(self.places, cells, strict=False):
            placed[place] = cell
        return placed + cells[len(self.places) :]


def lists_among(
    candidates: Sequence[Candidate], columns: Collection[str], path: Path
) -> tuple[list[str], list[Sheet]]:
    """The common headings, and every sheet that has all the columns; else the one with most.

    Malformed where no sheet has any. InvalidInput where a list lies beside a sheet with most of the
    columns but not all: its rows would be left out unnoticed.
    """
    found = [(it, best_heading(it.rows, columns)) for it in candidates]
    headed = [(it, above) for it, above in found if above is not None]
    if not headed:
        raise Malformed("import-file-no-header", file=path)
    complete = [(it, above) for it, above in headed if not _missing(it.rows[above], columns)]
    for it, above in headed if complete else ():
        missing = _missing(it.rows[above], columns)
        if 0 < len(missing) < len(columns) / 2:
            raise InvalidInput(
                "import-sheet-lacks", file=path, sheet=it.title, columns=", ".join(missing)
            )
    best = min(headed, key=lambda one: len(_missing(one[0].rows[one[1]], columns)))
    return _under_one_heading(complete or [best], path)


def _missing(row: Sequence[str], columns: Collection[str]) -> list[str]:
    return sorted(set(columns) - {cell.strip() for cell in row})


def _under_one_heading(
    taken: Sequence[tuple[Candidate, int]], path: Path
) -> tuple[list[str], list[Sheet]]:
    names = [headings_of(path, without_blank_end(it.rows[above])) for it, above in taken]
    keys = [_keys(some) for some in names]
    place = {
        key: nth for nth, key in enumerate(dict.fromkeys(key for some in keys for key in some))
    }
    sheets = [
        Sheet(it.nth, it.title, above, own, [place[key] for key in own_keys])
        for (it, above), own, own_keys in zip(taken, names, keys, strict=True)
    ]
    return [name for name, _ in place], sheets


def _keys(names: Sequence[str]) -> list[_Key]:
    blanks = count()
    return [(name, 0 if name else next(blanks)) for name in names]


def without_blank_end(cells: Sequence[str]) -> list[str]:
    """Spreadsheets do not write what is empty at the end of a row, or write it blank."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return list(cells[:end])
