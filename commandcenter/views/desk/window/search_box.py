"""The line that finds a case from anywhere on the desk."""

from PySide6.QtCore import QModelIndex, QPoint, QRect, QStringListModel, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QWidget

from commandcenter.services.casebook import CaseRow
from commandcenter.views.desk.reading.case_search import MOST_HITS, Hits
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import px

_TYPING_PAUSE_MS = 150
_LONGEST_WORDS = 24


class SearchBox(QLineEdit):
    """Hits open below the line; Enter takes the first, arrows another. Nothing is ever taken from
    the hits of another text than the one that stands in the line: Enter waits for its answer.

    Signals:
        entered: the line has the keyboard, so a question may follow.
        wanted: a text to look for.
        case_chosen: number of the case that was picked.
    """

    entered = Signal()
    wanted = Signal(str)
    case_chosen = Signal(str)

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._hits: Hits | None = None
        self._takes_first = False
        self._lines = QStringListModel(self)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(lambda: self.wanted.emit(self.text()))
        self._completer = QCompleter(self._lines, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self._completer.setWidget(self)
        self._completer.setMaxVisibleItems(MOST_HITS + 1)
        if self.popup:
            self.popup.setProperty("role", "hits")
        self.setPlaceholderText(self.tr("Find a case: number, place, word   Ctrl+K"))
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(px(self, 13))
        self.textEdited.connect(self._begin)
        self.returnPressed.connect(self._enter)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def look_for(self, text: str) -> None:
        """As if it had been typed."""
        self.setText(text)
        self._forget()
        self.wanted.emit(text)

    def show_hits(self, hits: Hits) -> None:
        """What was found, unless something else has been typed meanwhile."""
        if hits.text != self.text() or not self.hasFocus():
            return
        self._hits = hits
        if self._takes_first and hits.rows:
            self._choose(hits.rows[0])
            return
        self._lines.setStringList(self._texts(hits))
        self._completer.complete(self._place_of_hits())

    def leave(self) -> None:
        """Nothing is looked for any more."""
        self.clear()
        self._forget()

    @property
    def popup(self) -> QAbstractItemView | None:
        return self._completer.popup()

    def _place_of_hits(self) -> QRect:
        """Below the line: as wide as the hits, where window and screen have room for them."""
        left = self.mapToGlobal(QPoint()).x()
        window = self.window().frameGeometry() & self.screen().availableGeometry()
        popup = self._completer.popup()
        wanted = popup.sizeHintForColumn(0) + 2 * popup.frameWidth() if popup else 0
        width = max(self.width(), min(wanted, window.right() - left))
        return QRect(0, 0, width, self.height() - 1)

    def _texts(self, hits: Hits) -> list[str]:
        lines = [self._line(row) for row in hits.rows]
        if hits.more:
            lines.append(self.tr("… and more. Add a word to narrow the search."))
        return lines or [self.tr("Nothing found")]

    def _line(self, row: CaseRow) -> str:
        kind = self._words.kind_or_words(row)[:_LONGEST_WORDS] or self._words.source(row.source)
        parts = (row.number, self._words.stage(row.stage), kind, self._words.place(row))
        return "   ".join(parts)

    def _forget(self) -> None:
        """The hits of another text."""
        self._pause.stop()
        self._hits = None
        self._takes_first = False
        if self.popup:
            self.popup.hide()

    @Slot()
    def _begin(self) -> None:
        self._forget()
        self._pause.start()

    @Slot()
    def _enter(self) -> None:
        if not self.text():
            return
        if self._hits and self._hits.rows:
            self._take(self._under_arrow())
            return
        self._pause.stop()
        self._takes_first = True
        self.wanted.emit(self.text())

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        if self._hits and index.row() < len(self._hits.rows):
            self._choose(self._hits.rows[index.row()])

    def _under_arrow(self) -> QModelIndex:
        """The hit that an arrow went to, else the first. Qt gives Enter to the line before the
        list."""
        current = self.popup.currentIndex() if self.popup and self.popup.isVisible() else None
        return current if current and current.isValid() else self._lines.index(0, 0)

    def _choose(self, row: CaseRow) -> None:
        self.leave()
        self.case_chosen.emit(row.number)
