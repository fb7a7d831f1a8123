"""The queue as it stands: rows in their order, and what moves when one of them changes."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from commandcenter.models.cases.rules.stage import ENDED, Stage
from commandcenter.services.casebook import CaseRow
from commandcenter.views.open_cases.queue_filter import QueueFilter, Work
from commandcenter.views.open_cases.waiting_signs import Owed

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
    """Cases ready to be shown; made in the background. A list may keep those that have ended.

    `asking`: those for which somebody has something to decide or to answer; `owed`: what;
    `filed_at`: how many wait for dispatch at the desk of each area.
    """

    rows: dict[str, CaseRow]
    keys: list[Key]
    counts: Counter[Stage]
    filed_at: Counter[str]
    asking: set[str]
    keeps_ended: bool = False
    owed: Owed = field(default_factory=dict)


def sort_rows(
    rows: Iterable[CaseRow], *, keep_ended: bool = False, owed: Owed | None = None
) -> SortedRows:
    """The queue's order: overdue first, then by the nearest deadline, standing ones last.

    Of the suspended ones the next to go on is first.
    """
    known = {row.number: row for row in rows if keep_ended or is_in_hand(row)}
    keys = sorted(key_of(row) for row in known.values())
    counts = Counter(row.stage for row in known.values())
    asking = {number for number, row in known.items() if row.pending or row.asked}
    filed_at = Counter(row.held_at for row in known.values() if row.stage is Stage.FILED)
    return SortedRows(known, keys, counts, filed_at, asking, keep_ended, owed or {})


def is_in_hand(row: CaseRow) -> bool:
    """Whether the case is open, or ended but with a decision or an answer still due."""
    return row.stage not in ENDED or bool(row.pending or row.asked)


def key_of(row: CaseRow) -> Key:
    """The order of `Casebook.rows`, so that a list and a reading of it agree."""
    next_at = row.suspended_until or row.queue_at
    return (row.hands.standing, next_at is None, next_at or _NEVER, row.number)


class Queue:
    """Rows by number; those that the filter lets through, in order."""

    def __init__(self) -> None:
        self._rows: dict[str, CaseRow] = {}
        self._keys: list[Key] = []
        self._shown: list[Key] = []
        self._counts: Counter[Stage] = Counter()
        self._filed_at: Counter[str] = Counter()
        self._asking: set[str] = set()
        self._filter = QueueFilter()
        self._keeps_ended = False

    def __len__(self) -> int:
        return len(self._shown)

    @property
    def rows(self) -> dict[str, CaseRow]:
        """All cases in hand, shown or not."""
        return self._rows

    @property
    def counts(self) -> Counter[Stage]:
        """How many cases stand in each stage, shown or not."""
        return self._counts

    @property
    def total(self) -> int:
        """How many are shown when nothing narrows them down."""
        return len(self._rows) - (0 if self._keeps_ended else self._ended())

    def count(self, work: Work) -> int:
        """How many cases wait so; those that ask beside their stage are few."""
        beside = (row for row in self._asking_rows() if row.stage not in work.stages)
        staged = sum(self._waiting(stage, work) for stage in work.stages)
        return staged + sum(work.asks(row) for row in beside)

    def _waiting(self, stage: Stage, work: Work) -> int:
        if stage is Stage.FILED and work.desk is not None:
            return self._filed_at[work.desk]
        return self._counts[stage]

    def ended_among(self, numbers: Container[str]) -> int:
        """Of these the cases that have ended and are in hand only because somebody is asked."""
        if self._keeps_ended:
            return 0
        return sum(row.stage in ENDED and row.number in numbers for row in self._asking_rows())

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
        self._filed_at, self._asking = filled.filed_at, filled.asking
        self._keeps_ended = filled.keeps_ended
        self.choose(self._filter, now)

    def choose(self, wanted: QueueFilter, now: datetime) -> None:
        self._filter = wanted
        if wanted == QueueFilter() and self.total == len(self._keys):
            self._shown = self._keys.copy()
        else:
            self._shown = [key for key in self._keys if self._shows(self._rows[key[3]], now)]

    def plan(self, row: CaseRow, now: datetime) -> Move | None:
        """What putting this row will mean for the rows shown."""
        if self._leaves(row):
            return self.plan_drop(row.number)
        at = self.at(row.number)
        if not self._shows(row, now):
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
        self._tally(row, 1)
        if row.pending or row.asked:
            self._asking.add(row.number)
        insort(self._keys, key_of(row))
        if self._shows(row, now):
            insort(self._shown, key_of(row))

    def drop(self, number: str) -> None:
        """A case that ended, or that may not be seen any more."""
        row = self._rows.pop(number, None)
        if row:
            self._tally(row, -1)
            self._asking.discard(number)
            _take_out(self._keys, key_of(row))
            _take_out(self._shown, key_of(row))

    def _tally(self, row: CaseRow, n: int) -> None:
        self._counts[row.stage] += n
        if row.stage is Stage.FILED:
            self._filed_at[row.held_at] += n

    def _leaves(self, row: CaseRow) -> bool:
        return not self._keeps_ended and not is_in_hand(row)

    def _shows(self, row: CaseRow, now: datetime) -> bool:
        """A case that has ended is shown to whom it waits for, and in a list of its own."""
        wanted = self._filter
        if row.stage in ENDED and not self._keeps_ended and not wanted.work.asks(row):
            return False
        return wanted.holds(row, now)

    def _asking_rows(self) -> Iterator[CaseRow]:
        return (self._rows[number] for number in self._asking)

    def _ended(self) -> int:
        return sum(self._counts[stage] for stage in ENDED)


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
