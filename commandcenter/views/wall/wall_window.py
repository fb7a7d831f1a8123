"""The wall: a window of its own, for months without a hand on it.

F11 changes between full screen and window, Esc leaves full screen, Home lets the map show all of
the city again after somebody has moved it. Page Down and Page Up change the scene, Space stops the
change of scenes. Nothing else asks for a key.
"""

import logging
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from commandcenter.clock import steady_seconds
from commandcenter.errors import CommandCenterError
from commandcenter.models.cases.rules.stage import ENDED, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.casebook import CaseRow
from commandcenter.services.change_feed import Change
from commandcenter.views.frame.data_age import Freshness, freshness
from commandcenter.views.frame.refresher import Refresher
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look import theme
from commandcenter.views.open_cases.mark_watch import MarkWatch
from commandcenter.views.open_cases.queue import Queue, SortedRows
from commandcenter.views.open_cases.queue_reader import QueueReader
from commandcenter.views.wall.fit_notice import FitNotice
from commandcenter.views.wall.paint_ledger import PaintLedger
from commandcenter.views.wall.panels.board import WallBoard
from commandcenter.views.wall.panels.board_reading import BoardReading, read_board
from commandcenter.views.wall.panels.headline import Headline
from commandcenter.views.wall.panels.urgent_list import SHOWN
from commandcenter.views.wall.scenes import Scenes
from commandcenter.views.wall.screen_awake import ScreenAwake
from commandcenter.views.wall.still_pointer import StillPointer
from commandcenter.views.wall.stopped_cover import StoppedCover
from commandcenter.views.wall.type_scale import WallProfile, type_scale
from commandcenter.views.wall.wall_map import WallMap

_log = logging.getLogger(__name__)

_UNASKED_SECONDS, _LEAST_UNASKED_SECONDS = 60.0, 5.0
"""Of the centre's clock: figures move with it, also when nothing is written. Seldom, because a
report in the second after a reading waits until that second is over."""
_WEEKS_EVERY_SECONDS = 10.0


class WallWindow(QWidget):
    """Map and board. It keeps its last picture when the database is away, and says how old it is.

    Signals:
        painted: number of a case; its last change is to be seen on the map and in the figures.
    """

    painted = Signal(str)

    def __init__(
        self,
        workplace: Workplace,
        *,
        viewer: Viewer = CENTRE_VIEW,
        profile: WallProfile | None = None,
    ) -> None:
        super().__init__()
        self._workplace = workplace
        self._viewer = viewer
        self._profile = profile or WallProfile()
        self._queue = Queue()
        self._marks = MarkWatch([], workplace.clock())
        self._ledger = PaintLedger()
        self._arrived: set[str] = set()
        self._awaited_reading = 0
        self._shown_reading = 0
        self._read_at = steady_seconds()
        self._weeks_read_at = float("-inf")
        self.scenes = Scenes(workplace.words.facts.settings.scenes, self)
        self.headline = Headline(workplace.words, viewer.area, self)
        self.map = WallMap(workplace, self)
        self.board = WallBoard(workplace, self)
        self.cover = StoppedCover(self)
        self.fit_notice = FitNotice(self)
        self._refresher = Refresher(
            workplace.background,
            self._reading,
            done=self._show_reading,
            refused=self._keep_picture,
            parent=self,
        )
        self._cases = QueueReader(
            workplace.center.casebook,
            workplace.background,
            workplace.watcher,
            workplace.clock,
            viewer,
        )
        self._unasked = QTimer(self)
        self.awake = ScreenAwake(self)
        self._set_pace()
        self._lay_out()
        self._connect()
        self._give_keys()
        StillPointer(self)
        self.setWindowTitle(self.headline.title)
        self._tell_scene()
        if not workplace.watcher.is_lost:  # a wall that is opened later than the others
            self._restart()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.awake.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.awake.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, height = self.width(), self.height()
        scale = type_scale(self._profile, width, height)
        self.map.setFixedWidth(round(width * self.scenes.map_share))
        for part in (self.headline, self.map, self.board, self.cover):
            part.set_text_px(scale.text_px)
        top = self.headline.sizeHint().height()
        self.fit_notice.judge(scale, self._profile, self.map.width(), top)
        self.cover.setGeometry(self.rect())
        super().resizeEvent(event)

    @Slot()
    def _show_scene(self) -> None:
        self.map.setFixedWidth(round(self.width() * self.scenes.map_share))
        self.board.setVisible(self.scenes.map_share < 1)
        self._tell_scene()

    def _tell_scene(self) -> None:
        """Where there are several, the headline says which one this is."""
        if self.scenes.are_several:
            self.headline.tell_scene(self.scenes.shown.name, stopped=self.scenes.is_stopped)

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet(f"WallWindow {{ background: {theme.Colour.BASE}; }}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.headline)
        left.addWidget(self.map, 1)
        row.addLayout(left)
        row.addWidget(self.board, 1)

    def _connect(self) -> None:
        watcher = self._workplace.watcher
        self.scenes.changed.connect(self._show_scene)
        watcher.found.connect(self._restart)
        watcher.changed.connect(self._hear)
        self._cases.filled.connect(self._fill)
        self._cases.changed.connect(self._change)
        self._workplace.clock.ticked.connect(self._tick)
        self.map.painted.connect(self._see_on_map)
        self.board.figures.painted.connect(self._see_figures)
        self._workplace.clock.speed_changed.connect(self._set_pace)
        self._unasked.timeout.connect(self._refresher.ask)
        self._unasked.start()

    def _give_keys(self) -> None:
        for key, act in (
            (Qt.Key.Key_F11, self._change_screen),
            (Qt.Key.Key_Escape, self._leave_whole_screen),
            (Qt.Key.Key_Home, self.map.resume_view),
            (Qt.Key.Key_PageDown, self.scenes.show_next),
            (Qt.Key.Key_PageUp, self.scenes.show_former),
            (Qt.Key.Key_Space, self.scenes.stop_or_go_on),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)

    # ---- what comes in ------------------------------------------------------------------------

    def _reading(self) -> Callable[[], BoardReading]:
        now = steady_seconds()
        with_weeks = now - self._weeks_read_at >= _WEEKS_EVERY_SECONDS
        if with_weeks:
            self._weeks_read_at = now
        return partial(
            read_board,
            self._workplace.center.statistics,
            self._viewer,
            self._workplace.words.zone,
            with_weeks=with_weeks,
        )

    def _show_reading(self, reading: BoardReading) -> None:
        self._read_at = steady_seconds()
        self._shown_reading = self._refresher.reading
        self.board.show_reading(reading)

    def _keep_picture(self, error: CommandCenterError) -> None:
        """The last picture stays, and its age grows; the timer asks again for ever."""
        self._weeks_read_at = float("-inf")
        _log.info("no figures: %s", error)

    @Slot()
    def _set_pace(self) -> None:
        speed = self._workplace.clock.speed or 1.0
        seconds = max(_UNASKED_SECONDS / max(speed, 1.0), _LEAST_UNASKED_SECONDS)
        self._unasked.setInterval(round(seconds * 1000))

    @Slot()
    def _restart(self) -> None:
        self._weeks_read_at = float("-inf")
        self._refresher.ask()

    @Slot(list)
    def _hear(self, changes: list[Change]) -> None:
        self._awaited_reading = self._refresher.ask()
        self._arrived |= {change.number for change in changes if change.step == Step.REPORT}

    @Slot(object, object)
    def _fill(self, filled: SortedRows, marks: MarkWatch) -> None:
        self._queue.fill(filled, self._workplace.clock())
        self._marks = marks
        self.map.show_rows(filled.rows.values())
        self._show_urgent()

    @Slot(object, object)
    def _change(self, rows: list[CaseRow], gone: list[str]) -> None:
        now = self._workplace.clock()
        ended = [row.number for row in rows if row.stage in ENDED]
        standing = [row for row in rows if row.stage not in ENDED]
        for row in standing:
            self._queue.put(row, now)
            self._marks.put(row, now)
        for number in (*ended, *gone):
            self._queue.drop(number)
            self._marks.drop(number)
        token = self.map.change_rows(standing, [*ended, *gone])
        self._flash(standing)
        self._show_urgent()
        if token and self.board.isVisible():  # figures that are hidden are never painted
            numbers = [*(row.number for row in rows), *gone]
            self._ledger.expect(numbers, map_token=token, figures_reading=self._awaited_reading)

    def _flash(self, rows: Sequence[CaseRow]) -> None:
        new = [row.number for row in rows if row.number in self._arrived]
        self._arrived -= set(new)
        if new:
            self.map.flash(new)

    def _show_urgent(self) -> None:
        rows = [self._queue.row(place) for place in range(min(SHOWN, len(self._queue)))]
        self.board.urgent.show_rows(rows, self._workplace.clock())

    # ---- what passes by itself ----------------------------------------------------------------

    @Slot()
    def _tick(self) -> None:
        """A second of the clock: cases become late without anybody writing it."""
        now = self._workplace.clock()
        self.headline.tell_time(now, self._workplace.clock.speed)
        rung = [self._queue.rows[number] for number in self._marks.ring(now)]
        if rung:
            self.map.change_rows(rung, [])
            self._refresher.ask()
        self._show_urgent()
        unread = steady_seconds() - self._read_at - self._unasked.interval() / 1000
        self.show_age(max(self._workplace.watcher.age_seconds, unread))

    def show_age(self, seconds: float) -> None:
        """How old the picture is; beyond five minutes nobody should take it for the city."""
        stopped_at = self._workplace.clock.ago(seconds)
        self.headline.tell_age(seconds, stopped_at)
        if freshness(seconds) is not Freshness.DEAD:
            self.cover.hide()
            return
        words = self._workplace.words
        text = self.tr("Stopped at {stopped}. It is now {now}; what is shown here is out of date.")
        self.cover.lower_over(
            self,
            text.format(
                stopped=words.moment(stopped_at),
                now=words.time_of_day(self._workplace.clock()),
            ),
        )

    # ---- what has been painted ----------------------------------------------------------------

    @Slot(str)
    def _see_on_map(self, token: str) -> None:
        self._tell_painted(self._ledger.map_painted(token))

    @Slot()
    def _see_figures(self) -> None:
        self._tell_painted(self._ledger.figures_painted(self._shown_reading))

    def _tell_painted(self, numbers: Sequence[str]) -> None:
        for number in numbers:
            self.painted.emit(number)

    # ---- keys ---------------------------------------------------------------------------------

    @Slot()
    def _change_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    @Slot()
    def _leave_whole_screen(self) -> None:
        if self.isFullScreen():
            self.showNormal()
