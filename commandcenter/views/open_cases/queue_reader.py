"""The open cases as the feed keeps them up to date: a full reading first, then what changed."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from commandcenter.clock import Clock
from commandcenter.errors import CommandCenterError
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.casebook import Casebook, CaseFilter, CaseRow
from commandcenter.services.change_feed import Change
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.feed_watcher import FeedWatcher
from commandcenter.views.frame.gc_rounds import collection_paused
from commandcenter.views.frame.one_at_a_time import OneAtATime
from commandcenter.views.open_cases.mark_watch import MarkWatch
from commandcenter.views.open_cases.queue import SortedRows, sort_rows
from commandcenter.views.open_cases.waiting_signs import Owed, read_owed

_log = logging.getLogger(__name__)

_OPEN = CaseFilter(open_only=True)
_ENDED_BUT_WAITING = CaseFilter(ended_but_waiting=True)
_AGAIN_MS, _LONGEST_AGAIN_MS = 1_000, 8_000
"""What cannot be read is asked for again, each time after twice the pause."""


class QueueReader(QObject):
    """Reads for one viewer at a time, in the background.

    Signals:
        filled: SortedRows and MarkWatch; everything has been read again.
        changed: rows that are new or other, numbers that left sight, what answers are owed for
            those rows; list[CaseRow], list[str], Owed.
    """

    filled = Signal(object, object)
    changed = Signal(object, object, object)

    def __init__(
        self,
        casebook: Casebook,
        background: Background,
        watcher: FeedWatcher,
        clock: Clock,
        viewer: Viewer,
    ) -> None:
        super().__init__()
        self._casebook = casebook
        self._reading = OneAtATime(background)
        self._watcher = watcher
        self._clock = clock
        self._viewer = viewer
        self._listed: frozenset[str] | None = None
        self._wants_all = False
        self._numbers: set[str] = set()
        self._pause_ms = _AGAIN_MS
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._read_again)
        watcher.found.connect(self.read_all)
        watcher.changed.connect(self._take)
        if not watcher.is_lost:  # a window that is opened later than the others
            self.read_all()

    def read_for(self, viewer: Viewer) -> None:
        """Somebody else sat down."""
        self._viewer = viewer
        self.read_all()

    def read_listed(self, numbers: frozenset[str] | None) -> None:
        """Exactly these cases, ended ones too; None = all open ones again."""
        self._listed = numbers
        self.read_all()

    @Slot()
    def read_all(self) -> None:
        self._wants_all = True
        self._go()

    @Slot(list)
    def _take(self, changes: list[Change]) -> None:
        numbers = {change.number for change in changes}
        self._numbers |= numbers if self._listed is None else numbers & self._listed
        self._go()

    def _go(self) -> None:
        """One reading at a time, so that no old answer follows a newer one."""
        if self._reading.is_busy:
            return
        if self._wants_all:
            self._read_everything()
        elif self._numbers:
            self._read_changed()

    def _read_everything(self) -> None:
        self._wants_all = False
        self._numbers.clear()
        work = partial(_read_all, self._casebook, self._viewer, self._clock(), self._listed)
        self._reading.run(work, done=self._fill, refused=self._miss_everything)

    def _read_changed(self) -> None:
        asked, self._numbers = list(self._numbers), set()
        casebook, viewer = self._casebook, self._viewer
        self._reading.run(
            partial(_read_some, casebook, viewer, asked),
            done=partial(self._change, asked),
            refused=partial(self._miss, asked),
        )

    def _fill(self, filled: tuple[SortedRows, MarkWatch]) -> None:
        self._pause_ms = _AGAIN_MS
        if not self._wants_all:
            self.filled.emit(*filled)
        self._go()

    def _change(self, asked: Sequence[str], read: tuple[Sequence[CaseRow], Owed]) -> None:
        self._pause_ms = _AGAIN_MS
        rows, owed = read
        if not self._wants_all:
            seen = {row.number for row in rows}
            gone = [number for number in asked if number not in seen]
            self.changed.emit(list(rows), gone, owed)
        self._go()

    def _miss_everything(self, error: CommandCenterError) -> None:
        self._wants_all = True
        self._wait(error)

    def _miss(self, asked: Sequence[str], error: CommandCenterError) -> None:
        self._numbers.update(asked)
        self._wait(error)

    def _wait(self, error: CommandCenterError) -> None:
        """Nothing that was asked for is forgotten: the feed may stay up, and not tell it again."""
        _log.info("cases could not be read: %s", error)
        self._again.start(self._pause_ms)
        self._pause_ms = min(2 * self._pause_ms, _LONGEST_AGAIN_MS)

    @Slot()
    def _read_again(self) -> None:
        """Unless the database is away: the watcher has everything read when it is back."""
        if not self._watcher.is_lost:
            self._go()


def _read_all(
    casebook: Casebook, viewer: Viewer, now: datetime, listed: frozenset[str] | None
) -> tuple[SortedRows, MarkWatch]:
    with collection_paused():
        if listed is None:
            rows = casebook.rows(_OPEN, viewer=viewer)
            rows += casebook.rows(_ENDED_BUT_WAITING, viewer=viewer)
        else:
            rows = casebook.rows_of(sorted(listed), viewer=viewer)
        owed = read_owed(casebook, rows, viewer)
        filled = sort_rows(rows, keep_ended=listed is not None, owed=owed)
        return filled, MarkWatch(filled.rows.values(), now)


def _read_some(
    casebook: Casebook, viewer: Viewer, numbers: Sequence[str]
) -> tuple[Sequence[CaseRow], Owed]:
    rows = casebook.rows_of(numbers, viewer=viewer)
    return rows, read_owed(casebook, rows, viewer)
