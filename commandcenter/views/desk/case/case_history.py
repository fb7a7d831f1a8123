"""What happened to a case: who, what, when, and what was written, newest first."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from commandcenter.services.casebook import HistoryLine
from commandcenter.views.desk.reading.history_words import HistoryWords
from commandcenter.views.look import theme
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.layouts import retire
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space

_TOP = Qt.AlignmentFlag.AlignTop


class CaseHistory(QWidget):
    """Opinions as typed."""

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._history_words = HistoryWords(words, self)
        self._shown: tuple[HistoryLine, ...] = ()
        self._labels: list[TextLabel] = []
        self._grid = QGridLayout(self)
        set_spaces(self._grid, self, around=None, between=Space.SMALL)
        self._grid.setHorizontalSpacing(px(self, 1))
        self._grid.setColumnStretch(2, 1)

    def show_history(self, lines: Sequence[HistoryLine]) -> None:
        if tuple(lines) == self._shown:
            return
        self._shown = tuple(lines)
        for label in self._labels:
            retire(label)
        self._labels = []
        for at, line in enumerate(reversed(lines)):
            self._add(3 * at, line)

    def _add(self, at: int, line: HistoryLine) -> None:
        moment = TextLabel(self._words.moment(line.at), role="muted")
        moment.setFont(theme.tabular(moment.font()))
        self._put(moment, at, 0)
        self._put(TextLabel(self._words.step(line.step), role="strong"), at, 1)
        self._put(TextLabel(self._words.actor(line.actor), role="muted"), at, 2)
        said = self._history_words.said(line)
        if said:
            self._put(TextLabel(said, wraps=True), at + 1, 1, columns=2)
        if line.opinion:
            opinion = TextLabel(line.opinion, role="said", wraps=True)
            opinion.let_copy()
            self._put(opinion, at + 2, 1, columns=2)

    def _put(self, label: TextLabel, at: int, column: int, *, columns: int = 1) -> None:
        self._grid.addWidget(label, at, column, 1, columns, _TOP)
        self._labels.append(label)
