"""The feed as one Qt signal, and how old the data on the screen is."""

import logging
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from commandcenter.clock import steady_seconds
from commandcenter.errors import CommandCenterError
from commandcenter.models.cases.rules.stage import CASE
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.change_feed import Change, ChangeFeed
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.one_at_a_time import OneAtATime

_log = logging.getLogger(__name__)

_BEAT_MS = 2_000
"""The time between two reads without a wake-up; the greatest age of a quiet city's data."""

_PAGE = 1_000
MOST_BEHIND = 5_000
"""Further behind than this, reading everything again costs less than catching up."""


@dataclass(frozen=True, slots=True)
class _Heard:
    changes: list[Change]
    cursor: str
    restarted: bool


class FeedWatcher(QObject):
    """Follows the feed for ever: over lost connections, restarts of the server and long gaps.

    Signals:
        found: there is a connection, and a new place to go on from. Read everything.
        changed: what was written about cases since, in order. Read these cases.
        lost: the database does not answer, and why. What is on the screen grows old.
    """

    found = Signal()
    changed = Signal(list)
    lost = Signal(object)

    def __init__(
        self,
        change_feed: ChangeFeed,
        background: Background,
        viewer: Viewer,
        *,
        most_behind: int = MOST_BEHIND,
    ) -> None:
        super().__init__()
        self._feed = change_feed
        self._background = background
        self._viewer = viewer
        self._most_behind = most_behind
        self._cursor = ""
        self._is_lost = True
        self._reading = OneAtATime(background)
        self._look_again = False
        self._heard_at = steady_seconds()
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self.look)

    @property
    def age_seconds(self) -> float:
        """How long ago the database answered last."""
        return steady_seconds() - self._heard_at

    @property
    def is_lost(self) -> bool:
        return self._is_lost

    def start(self) -> None:
        """Begin; `found` follows as soon as the database answers."""
        self._background.follow(self._feed, self.look)
        self._beat.start()
        self.look()

    @Slot()
    def look(self) -> None:
        """Ask for what is new, now. Never twice at once, so that changes stay in order."""
        if self._reading.is_busy:
            self._look_again = True
            return
        self._look_again = False
        cursor = "" if self._is_lost else self._cursor
        self._reading.run(
            partial(_read, self._feed, cursor, self._viewer, self._most_behind),
            done=self._hear,
            refused=self._lose,
        )

    def _hear(self, heard: _Heard) -> None:
        self._heard_at = steady_seconds()
        self._cursor = heard.cursor
        self._is_lost = False
        if heard.restarted:
            self.found.emit()
        if heard.changes:
            self.changed.emit(heard.changes)
        self._end_look()

    def _lose(self, error: CommandCenterError) -> None:
        if not self._is_lost:
            _log.warning("the database does not answer: %s", error)
            self._is_lost = True
            self.lost.emit(error)
        self._end_look()

    def _end_look(self) -> None:
        if self._look_again and not self._reading.is_busy:
            self.look()


def _read(feed: ChangeFeed, cursor: str, viewer: Viewer, most: int) -> _Heard:
    """The changes since a cursor, page by page; without a cursor, or too many, a new beginning."""
    changes: list[Change] = []
    while cursor and len(changes) <= most:
        page, following = feed.since(cursor, viewer=viewer, limit=_PAGE)
        changes += (change for change in page if change.subject == CASE)
        if following == cursor:
            return _Heard(changes, cursor, restarted=False)
        cursor = following
    return _Heard([], feed.latest(), restarted=True)
