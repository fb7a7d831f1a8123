"""The way from a desk to the statistics and the wall, and back to the cases of a figure."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from commandcenter.services.statistics import FigureQuery
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.frame.workplace import Workplace


class OtherScreens(QObject):
    """Each is opened once, as the account that sat at the desk then may see it; called for again it
    comes forward. Ends with the desk."""

    def __init__(
        self, workplace: Workplace, desk: DeskWindow, *, keep: Callable[[QWidget], object]
    ) -> None:
        """`keep` holds a window until the program ends."""
        super().__init__(desk)
        self._workplace = workplace
        self._keep = keep
        self._desk = desk
        self.statistics: QWidget | None = None
        self.wall: QWidget | None = None
        desk.top_bar.statistics_button.clicked.connect(self.open_statistics)
        desk.top_bar.wall_button.clicked.connect(self.open_wall)
        desk.account_changed.connect(self._close)
        if desk.locking:
            desk.locking.locked.connect(self._hide_statistics)

    @Slot()
    def open_statistics(self) -> None:
        from commandcenter.views.statistics.statistics_window import StatisticsWindow

        if self.statistics is None:
            shown = StatisticsWindow(self._workplace, viewer=self._desk.account.viewer)
            shown.cases_wanted.connect(self._list_cases)
            self._keep(shown)
            self.statistics = shown
        _bring_forward(self.statistics)

    @Slot()
    def open_wall(self) -> None:
        from commandcenter.views.wall.wall_window import WallWindow

        if self.wall is None:
            self.wall = WallWindow(self._workplace, viewer=self._desk.account.viewer)
            self._keep(self.wall)
        _bring_forward(self.wall)

    @Slot(str, object)
    def _list_cases(self, figure_id: str, query: FigureQuery) -> None:
        from commandcenter.views.figures.figure_words import FigureWords

        _bring_forward(self._desk)
        self._desk.show_figure(FigureWords().name(figure_id), figure_id, query)

    @Slot(bool)
    def _hide_statistics(self, locked: bool) -> None:
        """A locked desk shows no figures either; the wall is for everybody, and stays."""
        if locked and self.statistics:
            self.statistics.hide()

    @Slot()
    def _close(self) -> None:
        """Somebody else, who may see other cases, sat down."""
        for window in (self.statistics, self.wall):
            if window:
                window.close()
        self.statistics = self.wall = None


def _bring_forward(window: QWidget) -> None:
    if window.isHidden():
        window.showMaximized()
    window.raise_()
    window.activateWindow()
