"""What was asked about a case, and of whom: applications and tasks, and what became of each."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from commandcenter.services.casebook import ApplicationRow, CaseDetails, HistoryLine, TaskRow
from commandcenter.views.desk.reading.request_words import RequestWords
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.layouts import retire
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space

_TOP = Qt.AlignmentFlag.AlignTop


class CaseRequests(QWidget):
    """A line each, oldest first."""

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._request_words = RequestWords(words, self)
        self.lines: list[TextLabel] = []
        self._grid = QGridLayout(self)
        set_spaces(self._grid, self, around=None, between=Space.SMALL)
        self._grid.setHorizontalSpacing(px(self, 1))
        self._grid.setColumnStretch(1, 1)

    def show_case(self, details: CaseDetails, history: Sequence[HistoryLine]) -> None:
        for label in self.lines:
            retire(label)
        self.lines = []
        asked: list[ApplicationRow | TaskRow] = [*details.applications, *details.tasks]
        for at, one in enumerate(sorted(asked, key=lambda one: one.asked_at)):
            text = TextLabel(self._text(one, history), role="muted", wraps=True)
            text.let_copy()
            self._put(TextLabel(self._words.word(one.kind), role="strong"), at, 0)
            self._put(text, at, 1)

    def _text(self, one: ApplicationRow | TaskRow, history: Sequence[HistoryLine]) -> str:
        if isinstance(one, ApplicationRow):
            return self._request_words.application(one, history)
        return self._request_words.task(one, history)

    def _put(self, label: TextLabel, at: int, column: int) -> None:
        self._grid.addWidget(label, at, column, _TOP)
        self.lines.append(label)
