"""Free words, and the phrases of the pack that can be put into them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QToolButton, QWidget

from commandcenter.views.look.spacing import px
from commandcenter.views.look.widget_rules import as_typed

_LONGEST_EMS = 30


class NoteBox(QPlainTextEdit):
    """What is typed here stays as typed, and stays. A phrase is put in where the cursor stands."""

    changed = Signal()

    def __init__(self, phrases: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(px(self, 4.2))
        self.textChanged.connect(self.changed)
        self.phrases_button = QToolButton(self)
        self.phrases_button.setText(self.tr("Phrases"))
        self.phrases_button.setToolTip(self.tr("Put in a phrase of the city"))
        self.phrases_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.phrases_button.setVisible(bool(phrases))
        if phrases:
            self.phrases_button.setMenu(self._menu(phrases))
            self.setViewportMargins(0, 0, self.phrases_button.sizeHint().width(), 0)

    def value(self) -> str:
        return self.toPlainText()

    def set_value(self, value: object) -> None:
        self.setPlainText(str(value or ""))

    def setReadOnly(self, read_only: bool) -> None:
        """What may not be typed any more may not be put in either."""
        super().setReadOnly(read_only)
        self.phrases_button.setDisabled(read_only)

    def put_in(self, phrase: str) -> None:
        """In place of what is selected, else at the cursor; the next words can be typed at once."""
        self.insertPlainText(phrase)
        self.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self.phrases_button.sizeHint()
        frame = self.frameWidth()
        self.phrases_button.setGeometry(
            self.width() - size.width() - frame, frame, size.width(), size.height()
        )

    def _menu(self, phrases: Sequence[str]) -> QMenu:
        menu = QMenu(self)
        room = px(self, _LONGEST_EMS)
        for phrase in phrases:
            short = self.fontMetrics().elidedText(phrase, Qt.TextElideMode.ElideRight, room)
            action = menu.addAction(as_typed(short))
            action.triggered.connect(lambda _=False, text=phrase: self.put_in(text))
        return menu
