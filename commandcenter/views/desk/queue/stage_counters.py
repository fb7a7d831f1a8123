"""The counters above the queue: how many cases wait for what, each of them a filter."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from commandcenter.models.cases.rules.stage import ENDED, Stage
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import CaseMark, Space

ALL, MINE, OVERDUE = "all", "mine", "overdue"
DECIDE, ANSWER = "decide", "answer"
COUNTED_STAGES = tuple(stage for stage in Stage if stage not in ENDED)


class Counter(QPushButton):
    """A word and a number. Faint at nought, so that the eye goes where there is work."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word_label = TextLabel(word, role="counter")
        self.count_label = TextLabel("0", role="count")
        self.setCheckable(True)
        self.setProperty("role", "counter")
        self._row = QHBoxLayout(self)
        set_spaces(self._row, self, around=Space.SMALL, between=Space.SMALL)
        self._row.addWidget(self.word_label)
        self._row.addWidget(self.count_label)
        for label in (self.word_label, self.count_label):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(word)

    def sizeHint(self) -> QSize:
        """A button knows nothing of what is laid out in it."""
        return self._row.sizeHint()

    def show_count(self, count: int) -> None:
        self.count_label.setText(str(count))
        self.count_label.paint_as("empty", "no" if count else "yes")
        self.setAccessibleDescription(str(count))


class StageCounters(QWidget):
    """Exactly one is pressed; pressing it once more goes back to all.

    `beside` holds those that are no stages: the bar is full, so they stand at the queue's head.

    Signals:
        chosen: ALL, MINE, DECIDE, ANSWER, OVERDUE or the value of a Stage.
    """

    chosen = Signal(str)

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.counters: dict[str, Counter] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        set_spaces(self._row, self, around=None, between=Space.SMALL)
        self._add(ALL, self.tr("All open"))
        self._add(MINE, self.tr("For me"))
        self._row.addSpacing(Space.LARGE.px(self.fontMetrics().height()))
        for stage in COUNTED_STAGES:
            self._add(stage, words.stage(stage))
        self._row.addSpacing(Space.LARGE.px(self.fontMetrics().height()))
        overdue = self._add(OVERDUE, self.tr("{mark} Overdue").format(mark=CaseMark.OVERDUE.glyph))
        overdue.word_label.setProperty("mark", CaseMark.OVERDUE)
        self._row.addStretch()
        self.beside = QWidget()
        beside = QHBoxLayout(self.beside)
        set_spaces(beside, self, around=None, between=Space.SMALL)
        beside.addWidget(self._make(DECIDE, self.tr("To decide")))
        beside.addWidget(self._make(ANSWER, self.tr("To answer")))
        self.pressed = ALL
        self.press(ALL)

    def press(self, wanted: str) -> None:
        """Show which one is chosen, without a signal."""
        self.pressed = wanted
        self.counters[wanted].setChecked(True)

    def show_work(self, name: str, count: int | None) -> None:
        """MINE, DECIDE or ANSWER; None for a post that has no such work."""
        self.counters[name].show_count(count or 0)
        self.counters[name].setVisible(count is not None)

    def show_counts(self, counts: Mapping[Stage, int], overdue: int) -> None:
        for stage in COUNTED_STAGES:
            self.counters[stage].show_count(counts.get(stage, 0))
        self.counters[ALL].show_count(sum(counts.get(stage, 0) for stage in COUNTED_STAGES))
        self.counters[OVERDUE].show_count(overdue)

    def _add(self, name: str, word: str) -> Counter:
        counter = self._make(name, word)
        self._row.addWidget(counter)
        return counter

    def _make(self, name: str, word: str) -> Counter:
        counter = Counter(word)
        counter.clicked.connect(lambda: self._choose(name))
        self.counters[name] = counter
        self._group.addButton(counter)
        return counter

    def _choose(self, name: str) -> None:
        self.press(ALL if name == self.pressed else name)
        self.chosen.emit(self.pressed)
