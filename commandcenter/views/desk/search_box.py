"""The line that finds a case from anywhere on the desk."""

from PySide6.QtCore import QModelIndex, QStringListModel, QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QWidget

from commandcenter.services.casebook import CaseRow
from commandcenter.views.city_words import CityWords
from commandcenter.views.desk.case_search import MOST_HITS
from commandcenter.views.spacing import px

_TYPING_PAUSE_MS = 150


class SearchBox(QLineEdit):
    """Hits open below the line; Enter takes the first, arrows another.

    Signals:
        wanted: a text to look for.
        case_chosen: number of the case that was picked.
    """

    wanted = Signal(str)
    case_chosen = Signal(str)

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._hits: list[CaseRow] = []
        self._lines = QStringListModel(self)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.wanted.emit(self.text()))
        self._completer = QCompleter(self._lines, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self._completer.setWidget(self)
        self._completer.setMaxVisibleItems(MOST_HITS)
        self.setPlaceholderText(self.tr("Find a case: number, place, word   Ctrl+K"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(px(self, 16))
        self.textEdited.connect(lambda _: self._pause.start())
        self.returnPressed.connect(self._take_first)

    def look_for(self, text: str) -> None:
        """As if it had been typed."""
        self.setText(text)
        self.wanted.emit(text)

    def show_hits(self, text: str, hits: list[CaseRow]) -> None:
        """What was found, unless something else has been typed meanwhile."""
        if text != self.text() or not self.hasFocus():
            return
        self._hits = hits
        self._lines.setStringList([self._line(row) for row in hits] or [self.tr("Nothing found")])
        self._completer.complete()

    def _line(self, row: CaseRow) -> str:
        kind = self._words.kind(row.category) or self._words.source(row.source)
        parts = (row.number, self._words.stage(row.stage), kind, self._words.place(row))
        return "   ".join(parts)

    def leave(self) -> None:
        """Nothing is looked for any more."""
        self.clear()
        if self.popup:
            self.popup.hide()

    @property
    def popup(self) -> QAbstractItemView | None:
        return self._completer.popup()

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        if index.row() < len(self._hits):
            number = self._hits[index.row()].number
            self.clear()
            self.case_chosen.emit(number)

    @Slot()
    def _take_first(self) -> None:
        if self._hits and self.text():
            self._take(self._lines.index(0, 0))
