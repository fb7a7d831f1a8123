"""The bar over the desk: whose city, what waits, who works, and how fresh it all is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandcenter.views.desk.queue.stage_counters import StageCounters
from commandcenter.views.desk.shortcuts import Key
from commandcenter.views.desk.window.account_menu import AccountMenu
from commandcenter.views.desk.window.search_box import SearchBox
from commandcenter.views.frame.clock_label import ClockLabel
from commandcenter.views.frame.data_age import DataAgeLabel
from commandcenter.views.frame.job_mark import JobMark
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import YieldingLabel
from commandcenter.views.look.theme import Space


class TopBar(QFrame):
    """Two lines: the desk's own, and the counters."""

    def __init__(
        self,
        workplace: Workplace,
        search: SearchBox,
        counters: StageCounters,
        account: AccountMenu,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        words = workplace.words
        self.setProperty("role", "bar")
        self._words = words
        self.city_label = YieldingLabel(role="title")
        self.show_area(None)
        self.clock_label = ClockLabel(workplace.clock, words)
        self.age_label = DataAgeLabel(workplace.watcher, workplace.clock, words)
        self.job_mark = JobMark(workplace, concerned=False)
        self.statistics_button = self._button(self.tr("Statistics"))
        self.wall_button = self._button(self.tr("Wall"))
        self.keys_button = self._button(self.tr("Keys {key}").format(key=Key.HELP))
        first = QHBoxLayout()
        set_spaces(first, self, around=None, between=Space.LARGE)
        first.addWidget(self.city_label)
        first.addStretch()
        search.setMaximumWidth(px(self, 34))
        first.addWidget(search, 10)
        first.addStretch()
        for button in (self.statistics_button, self.wall_button, self.keys_button):
            first.addWidget(button)
        first.addWidget(self.job_mark)
        first.addWidget(self.clock_label)
        first.addWidget(self.age_label)
        first.addWidget(account)
        lines = QVBoxLayout(self)
        set_spaces(lines, self, around=Space.MEDIUM, between=Space.MEDIUM)
        lines.addLayout(first)
        lines.addWidget(counters)

    def show_area(self, code: str | None) -> None:
        """The area that the desk is for, below all that contain it; None = the centre."""
        if code is None:
            title = self.tr("{city} command centre").format(city=self._words.city)
            self.city_label.show_text(title)
        else:
            self.city_label.show_path(self._words.area_path(code))

    def _button(self, text: str) -> QPushButton:
        """The way to elsewhere; the mouse alone needs it, so Tab passes it by."""
        button = QPushButton(text)
        button.setProperty("role", "link")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button
