"""The queue as it stands: rows in their order, and what moves when one of them changes."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from commandcenter.models.cases.stage import ENDED, Stage
from commandcenter.services.casebook import CaseRow
from commandcenter.views.desk.queue_filter import QueueFilter

Key = tuple[bool, bool, datetime, str]
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Inserted:
    at: int


@dataclass(frozen=True, slots=True)
class Removed:
    at: int


@dataclass(frozen=True, slots=True)
class Moved:
    """`to` is where the row stands afterwards."""

    at: int
    to: int


@dataclass(frozen=True, slots=True)
class Renewed:
    at: int


Move = Inserted | Removed | Moved | Renewed


@dataclass(frozen=True, slots=True)
class SortedRows:
    """Cases ready to be shown; made in the background. A list may keep those that have ended."""

    rows: dict[str, CaseRow]
    keys: list[Key]
    counts: Counter[Stage]
    keeps_ended: bool = False


def sort_rows(rows: Iterable[CaseRow], *, keep_ended: bool = False) -> SortedRows:
    """The queue's order: overdue first, then by the nearest deadline, standing ones last."""
    known = {row.number: row for row in rows if keep_ended or row.stage not in ENDED}
    keys = sorted(key_of(row) for row in known.values())
    counts = Counter(row.stage for row in known.values())
    return SortedRows(known, keys, counts, keep_ended)


def key_of(row: CaseRow) -> Key:
    """The order of `Casebook.rows`, so that a list and a reading of it agree."""
    return (row.hands.standing, row.queue_at is None, row.queue_at or _NEVER, row.number)


class Queue:
    """Rows by number; those that the filter lets through, in order."""

    def __init__(self) -> None:
        self._rows: dict[str, CaseRow] = {}
        self._keys: list[Key] = []
        self._shown: list[Key] = []
        self._counts: Counter[Stage] = Counter()
        self._filter = QueueFilter()
        self._keeps_ended = False

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def rows(self) -> dict[str, CaseRow]:
        """All open cases, shown or not."""
        return self._rows

    @property
    def counts(self) -> Counter[Stage]:
        """How many open cases stand in each stage, shown or not."""
        return self._counts

    @property
    def filter(self) -> QueueFilter:
        return self._filter

    def row(self, at: int) -> CaseRow:
        return self._rows[self._shown[at][3]]

    def numbers(self) -> Iterator[str]:
        """What is shown, in order."""
        return (key[3] for key in self._shown)

    def at(self, number: str) -> int | None:
        """Where a case is shown; None where it is not."""
        row = self._rows.get(number)
        return _index(self._shown, key_of(row)) if row else None

    def fill(self, filled: SortedRows, now: datetime) -> None:
        self._rows, self._keys, self._counts = filled.rows, filled.keys, filled.counts
        self._keeps_ended = filled.keeps_ended
        self.choose(self._filter, now)

    def choose(self, wanted: QueueFilter, now: datetime) -> None:
        self._filter = wanted
        if wanted == QueueFilter():
            self._shown = self._keys.copy()
        else:
            self._shown = [key for key in self._keys if wanted.holds(self._rows[key[3]], now)]

    def plan(self, row: CaseRow, now: datetime) -> Move | None:
        """What putting this row will mean for the rows shown."""
        if self._leaves(row):
            return self.plan_drop(row.number)
        at = self.at(row.number)
        if not self._filter.holds(row, now):
            return _move(at, None)
        to = bisect_left(self._shown, key_of(row))
        return _move(at, to - 1 if at is not None and at < to else to)

    def plan_drop(self, number: str) -> Move | None:
        return _move(self.at(number), None)

    def put(self, row: CaseRow, now: datetime) -> None:
        """A new or changed case."""
        self.drop(row.number)
        if self._leaves(row):
            return
        self._rows[row.number] = row
        self._counts[row.stage] += 1
        insort(self._keys, key_of(row))
        if self._filter.holds(row, now):
            insort(self._shown, key_of(row))

    def drop(self, number: str) -> None:
        """A case that ended, or that may not be seen any more."""
        row = self._rows.pop(number, None)
        if row:
            self._counts[row.stage] -= 1
            _take_out(self._keys, key_of(row))
            _take_out(self._shown, key_of(row))

    def _leaves(self, row: CaseRow) -> bool:
        return row.stage in ENDED and not self._keeps_ended


def _move(at: int | None, to: int | None) -> Move | None:
    if at is None:
        return None if to is None else Inserted(to)
    if to is None:
        return Removed(at)
    return Renewed(at) if at == to else Moved(at, to)


def _index(keys: list[Key], key: Key) -> int | None:
    at = bisect_left(keys, key)
    return at if at < len(keys) and keys[at] == key else None


def _take_out(keys: list[Key], key: Key) -> None:
    at = _index(keys, key)
    if at is not None:
        del keys[at]
