"""What holds for every widget of the program, whoever makes it: also those that Qt makes itself."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QProxyStyle,
    QTabBar,
    QWidget,
)

#: What a turn of the wheel would change, where it was only meant to scroll the page.
_TURNED_BY_WHEEL = (QComboBox, QAbstractSpinBox, QTabBar)


class RuledStyle(QProxyStyle):
    """Qt's Fusion with two rules, laid on each widget before it is laid out for the first time.

    Labels, tool tips and message boxes show text as it was typed: Qt would take what looks like
    HTML for HTML, with pictures from any file and of any size. And the wheel changes no value of a
    widget without the focus, nor does it give the focus: it scrolls what lies around it.
    """

    def __init__(self) -> None:
        super().__init__("Fusion")
        self._wheel_guard = _WheelGuard(self)

    def polish(self, what: Any) -> Any:
        if isinstance(what, QLabel):
            what.setTextFormat(Qt.TextFormat.PlainText)
        elif isinstance(what, _TURNED_BY_WHEEL):
            what.installEventFilter(self._wheel_guard)
            if what.focusPolicy() == Qt.FocusPolicy.WheelFocus:
                what.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return super().polish(what)


class _WheelGuard(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel or _has_focus(watched):
            return False
        event.ignore()  # so that it goes on to the parent
        return True


def as_typed(text: str) -> str:
    """Words of others for a button or a menu, where `&` would make the next letter a shortcut."""
    return text.replace("&", "&&")


def _has_focus(widget: QObject) -> bool:
    focus = QApplication.focusWidget()
    if focus is None or not isinstance(widget, QWidget):
        return False
    return focus is widget or widget.isAncestorOf(focus)
