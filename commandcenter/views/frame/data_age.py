"""Shows the age of the data on a screen, so that a frozen picture is noticed."""

from enum import StrEnum

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from commandcenter.views.frame.feed_watcher import FeedWatcher
from commandcenter.views.frame.screen_clock import ScreenClock
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.text_label import TextLabel

_AGEING_FROM, _STOPPED_FROM, _DEAD_FROM = 5.0, 30.0, 300.0


class Freshness(StrEnum):
    """Fresh needs no word; ageing is said; stopped is a badge; dead takes the colour away."""

    FRESH = "fresh"
    AGEING = "ageing"
    STOPPED = "stopped"
    DEAD = "dead"


def freshness(age_seconds: float) -> Freshness:
    if age_seconds < _AGEING_FROM:
        return Freshness.FRESH
    if age_seconds <= _STOPPED_FROM:
        return Freshness.AGEING
    return Freshness.STOPPED if age_seconds <= _DEAD_FROM else Freshness.DEAD


class DataAgeLabel(TextLabel):
    """`● 0.4 s`, later the moment at which the picture stopped."""

    def __init__(
        self,
        watcher: FeedWatcher,
        clock: ScreenClock,
        words: CityWords,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(role="age", parent=parent)
        self._watcher = watcher
        self._clock = clock
        self._words = words
        clock.ticked.connect(self.renew)
        self.renew()

    @Slot()
    def renew(self) -> None:
        age = self._watcher.age_seconds
        fresh = freshness(age)
        self.paint_as("fresh", fresh)
        self.setText(self._text(age, fresh))
        self.setToolTip(self.tr("Age of the data on this screen"))

    def _text(self, age: float, fresh: Freshness) -> str:
        if fresh is Freshness.FRESH:
            return self.tr("● {seconds} s").format(seconds=f"{age:.1f}")
        if fresh is Freshness.AGEING:
            return self.tr("○ {seconds} s old").format(seconds=round(age))
        stopped = self._words.time_of_day(self._clock.ago(age))
        return self.tr("‖ stopped at {moment}").format(moment=stopped)
