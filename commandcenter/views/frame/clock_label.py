"""The centre's clock; a simulated one says so on every screen."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from commandcenter.views.frame.screen_clock import ScreenClock
from commandcenter.views.look import theme
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space


class ClockLabel(QWidget):
    """Date, weekday and time of the city."""

    def __init__(self, clock: ScreenClock, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._words = words
        self.date_label = TextLabel(role="muted")
        self.time_label = TextLabel(role="time")
        self.time_label.setFont(theme.tabular(self.time_label.font()))
        self.simulated_label = TextLabel(role="chip")
        row = QHBoxLayout(self)
        set_spaces(row, self, around=None, between=Space.MEDIUM)
        for label in (self.simulated_label, self.date_label, self.time_label):
            row.addWidget(label)
        clock.ticked.connect(self.renew)
        clock.speed_changed.connect(self.renew)
        self.renew()

    @Slot()
    def renew(self) -> None:
        now, speed = self._clock(), self._clock.speed
        self.date_label.setText(self._words.date_and_weekday(now))
        self.time_label.setText(self._words.time_of_day(now))
        self.simulated_label.setVisible(speed is not None)
        if speed is not None:
            self.simulated_label.setText(self.tr("simulated ×{speed}").format(speed=f"{speed:g}"))
