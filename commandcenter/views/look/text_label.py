"""A label that knows its role in the style sheet and shows text as it was typed."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

_DOTS = "…"
_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)


class TextLabel(QLabel):
    """`role` as the head of desk.qss lists them."""

    def __init__(
        self, text: str = "", *, role: str = "", wraps: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wraps)
        self.setIndent(0)  # else a label with a line under it would stand to the right of others
        self.setText(text)

    def let_copy(self) -> None:
        self.setTextInteractionFlags(_SELECTABLE)

    def paint_as(self, name: str, value: str) -> None:
        repaint_as(self, name, value)


class YieldingLabel(TextLabel):
    """Asks for all of its text, and puts dots for a part of it rather than push its neighbours
    away: for the end, or where that says most, as of a path, for the beginning."""

    _dots_at = Qt.TextElideMode.ElideRight

    def show_path(self, text: str) -> None:
        self._dots_at = Qt.TextElideMode.ElideLeft
        self.setText(text)
        self.setToolTip(text)

    def show_text(self, text: str) -> None:
        self._dots_at = Qt.TextElideMode.ElideRight
        self.setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(
            self.fontMetrics().horizontalAdvance(_DOTS), super().minimumSizeHint().height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        box = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), self._dots_at, box.width())
        QPainter(self).drawText(box, self.alignment(), text)


def repaint_as(widget: QWidget, name: str, value: str) -> None:
    """Change a dynamic property and with it the look."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
