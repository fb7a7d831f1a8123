"""Buttons with words of any length: too long ones are shortened rather than push others away."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from commandcenter.views.look.widget_rules import as_typed

#: The text for this number of pixels.
Shorten = Callable[[QFontMetricsF, float], str]


class YieldingButton(QPushButton):
    """As wide as its text, if there is room."""

    def __init__(
        self, text: str, *, shorten: Shorten | None = None, parent: QWidget | None = None
    ) -> None:
        """Without `shorten` the middle gives way."""
        super().__init__(as_typed(text), parent)
        self._text = text
        self._shorten = shorten or middle_out(text)
        self.setMinimumWidth(1)

    def sizeHint(self) -> QSize:
        return full_size(self, super().sizeHint(), self._text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        show_fitting(self, super().sizeHint(), self._text, self._shorten)


def middle_out(text: str) -> Shorten:
    """The beginning and the end stay."""
    return lambda metrics, width: metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)


def full_size(button: QAbstractButton, shown: QSize, text: str) -> QSize:
    """What the button would ask for with all of its text; `shown`: what it asks for now."""
    return QSize(shown.width() + _width(button, text) - _width_shown(button), shown.height())


def show_fitting(button: QAbstractButton, shown: QSize, text: str, shorten: Shorten) -> None:
    """All of the text if the button is wide enough for it, else a part; then the tool tip has
    all."""
    room = button.width() - (shown.width() - _width_shown(button))
    fits = _width(button, text) <= room
    fitting = text if fits else shorten(QFontMetricsF(button.font()), room)
    if button.text() != as_typed(fitting):
        button.setText(as_typed(fitting))
        button.setToolTip("" if fits else text)


def _width(button: QAbstractButton, text: str) -> int:
    return button.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, as_typed(text)).width()


def _width_shown(button: QAbstractButton) -> int:
    return button.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, button.text()).width()
