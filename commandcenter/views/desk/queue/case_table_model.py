"""The queue as a Qt table: only changes are signalled, and only visible cells are computed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from commandcenter.clock import Clock
from commandcenter.models.work.asking import TaskKind
from commandcenter.services.casebook import CaseRow
from commandcenter.views.look.case_marks import mark_of
from commandcenter.views.look.city_words import NOTHING, CityWords
from commandcenter.views.look.countdown import Countdown, Countdowns
from commandcenter.views.open_cases.queue import Inserted, Move, Moved, Queue, Removed, SortedRows
from commandcenter.views.open_cases.queue_filter import QueueFilter
from commandcenter.views.open_cases.waiting_signs import (
    Owed,
    Waiting,
    WaitingWords,
    signs,
    waiting_for,
)

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

_NOBODY: Owed = {}
_ANEW_FROM = 300
"""From this number of changes on, replacing all rows costs less."""


class Column(IntEnum):
    REMAINING = 0
    KIND = 1
    STAGE = 2
    PLACE = 3
    DEPARTMENT = 4


class CaseTableModel(QAbstractTableModel):
    """`RowRole` returns the CaseRow."""

    RowRole = Qt.ItemDataRole.UserRole

    def __init__(
        self,
        words: CityWords,
        countdowns: Countdowns,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.queue = Queue()
        self._owed: dict[str, frozenset[TaskKind]] = {}
        self._waiting_words = WaitingWords(self)
        self._words = words
        self._countdowns = countdowns
        self._clock = clock

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.queue)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.queue):
            return None
        row = self.queue.row(index.row())
        if role == self.RowRole:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, Column(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(row, Column(index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, Column(index.column()))
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._heading(Column(section))

    def now(self) -> datetime:
        return self._clock()

    def countdown(self, row: CaseRow) -> Countdown | None:
        return self._countdowns.of(row, self._clock())

    def fill(self, filled: SortedRows) -> None:
        """Replace all open cases."""
        self.beginResetModel()
        self._owed = dict(filled.owed)
        self.queue.fill(filled, self._clock())
        self.endResetModel()

    def choose(self, wanted: QueueFilter) -> None:
        self.beginResetModel()
        self.queue.choose(wanted, self._clock())
        self.endResetModel()

    def apply(self, rows: Sequence[CaseRow], gone: Iterable[str], owed: Owed = _NOBODY) -> None:
        """New and changed cases, and those that left sight."""
        now = self._clock()
        for row in rows:
            self._owed.pop(row.number, None)
        self._owed.update(owed)
        if len(rows) > _ANEW_FROM:
            self._rebuild(rows, gone, now)
            return
        for number in gone:
            self._tell(self.queue.plan_drop(number), lambda n=number: self.queue.drop(n))
        for row in rows:
            self._tell(self.queue.plan(row, now), lambda r=row: self.queue.put(r, now))

    def _rebuild(self, rows: Sequence[CaseRow], gone: Iterable[str], now: datetime) -> None:
        self.beginResetModel()
        for number in gone:
            self.queue.drop(number)
        for row in rows:
            self.queue.put(row, now)
        self.endResetModel()

    def _tell(self, move: Move | None, change: Any) -> None:
        """Make a change between the two calls that Qt wants round it."""
        if isinstance(move, Inserted):
            self.beginInsertRows(_NOWHERE, move.at, move.at)
            change()
            self.endInsertRows()
        elif isinstance(move, Removed):
            self.beginRemoveRows(_NOWHERE, move.at, move.at)
            change()
            self.endRemoveRows()
        elif isinstance(move, Moved):
            after = move.to if move.to < move.at else move.to + 1
            self.beginMoveRows(_NOWHERE, move.at, move.at, _NOWHERE, after)
            change()
            self.endMoveRows()
            self._renew(move.to)
        else:
            change()
            if move:
                self._renew(move.at)

    def _renew(self, at: int) -> None:
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(Column) - 1))

    def _heading(self, column: Column) -> str:
        return {
            Column.REMAINING: self.tr("Time left"),
            Column.KIND: self.tr("Kind"),
            Column.STAGE: self.tr("Stage"),
            Column.PLACE: self.tr("Place"),
            Column.DEPARTMENT: self.tr("Department"),
        }[column]

    def text(self, row: CaseRow, column: Column) -> str:
        if column is Column.REMAINING:
            return self._remaining_text(row)
        if column is Column.KIND:
            return self._words.kind_or_words(row) or self.tr("not yet known")
        if column is Column.STAGE:
            return f"{signs(self._waiting(row))} {self._words.stage(row.stage)}".strip()
        if column is Column.PLACE:
            return self._words.place(row)
        return self._words.department(row.department)

    def _remaining_text(self, row: CaseRow) -> str:
        glyph = mark_of(row.hands, self._clock()).glyph
        return f"{glyph} {self.clock_text(row, self.countdown(row))}"

    def clock_text(self, row: CaseRow, countdown: Countdown | None) -> str:
        """What is left; of a suspended case the day on which it goes on."""
        if countdown:
            return countdown.text
        return self._words.day(row.suspended_until) if row.suspended_until else NOTHING

    def _waiting(self, row: CaseRow) -> list[Waiting]:
        return waiting_for(row, self._owed.get(row.number, frozenset()))

    def _waiting_text(self, row: CaseRow) -> str:
        """The stage, and what is waited for beside it."""
        said = (f"{one} {self._waiting_words.text(one)}" for one in self._waiting(row))
        return "\n".join([self._words.stage(row.stage), *said])

    def _spoken(self, row: CaseRow, column: Column) -> str:
        """A reader of screens says words, not signs."""
        if column is not Column.STAGE:
            return self.text(row, column)
        said = map(self._waiting_words.text, self._waiting(row))
        return ", ".join([self._words.stage(row.stage), *said])

    def _tool_tip(self, row: CaseRow, column: Column) -> str:
        if column is Column.STAGE:
            return self._waiting_text(row)
        if column is not Column.REMAINING:
            return self.text(row, column)
        countdown = self.countdown(row)
        if countdown is None:
            return self.tr("No clock is running.")
        return self.tr("Due {moment}, counted in {unit}").format(
            moment=self._words.moment(countdown.due_at), unit=self._words.unit(countdown.unit)
        )
