"""Rules for every widget of the program, including those that Qt creates itself."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QPlainTextEdit,
    QProxyStyle,
    QTabBar,
    QWidget,
)

#: What a turn of the wheel would change, where it was only meant to scroll the page.
_TURNED_BY_WHEEL = (QComboBox, QAbstractSpinBox, QTabBar)
#: Keys that do something once, as against those that type or walk.
_ACTING_KEYS = frozenset(range(Qt.Key.Key_F1, Qt.Key.Key_F35 + 1)) | {Qt.Key.Key_Escape}
_RETURN_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_PRESSES = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress})


class RuledStyle(QProxyStyle):
    """Qt's Fusion with three rules, laid on each widget before it is laid out for the first time.

    Labels, tool tips and message boxes show text as it was typed: Qt would take what looks like
    HTML for HTML, with pictures from any file and of any size. And the wheel changes no value of a
    widget without the focus, nor does it give the focus: it scrolls what lies around it. And a key
    that is held down acts once, in whatever window it ends up.
    """

    def __init__(self) -> None:
        super().__init__("Fusion")
        self._wheel_guard = _WheelGuard(self)
        self._window_guard = _WindowGuard(self)

    def polish(self, what: Any) -> Any:
        if isinstance(what, QWidget) and what.isWindow():
            what.installEventFilter(self._window_guard)
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


class _WindowGuard(QObject):
    """Leads the keys of each window past `_HeldKeys`, as soon as the display knows the window."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._held_keys = _HeldKeys(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            window = watched.windowHandle()
            if window:
                window.installEventFilter(self._held_keys)
        return False


class _HeldKeys(QObject):
    """Keeps repeats of keys that act from everybody.

    X11 sends a release and a press for each repeat, and Qt marks only those as repeats that it
    finds together. Both bear the same moment, to the millisecond; no hand is that quick.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._released: tuple[int, int] | None = None

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyRelease:
            self._released = (event.key(), moment_of(event))
            return False
        if event.type() not in _PRESSES or not self._is_repeat(event) or not _acts(event):
            return False
        event.accept()  # so that it is no shortcut either
        return True

    def _is_repeat(self, event: QKeyEvent) -> bool:
        return event.isAutoRepeat() or self._released == (event.key(), moment_of(event))


def moment_of(event: QKeyEvent) -> int:
    """When the display saw the key move, in milliseconds of its own."""
    return event.timestamp()


def _acts(event: QKeyEvent) -> bool:
    """Where the focus is, this key does something rather than types."""
    key, focus = event.key(), QApplication.focusWidget()
    if key in _RETURN_KEYS:
        sends = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return sends or not isinstance(focus, QPlainTextEdit)
    if key == Qt.Key.Key_Space:
        return not (focus and focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled))
    return key in _ACTING_KEYS


def as_typed(text: str) -> str:
    """Words of others for a button or a menu, where `&` would make the next letter a shortcut."""
    return text.replace("&", "&&")


def _has_focus(widget: QObject) -> bool:
    focus = QApplication.focusWidget()
    if focus is None or not isinstance(widget, QWidget):
        return False
    return focus is widget or widget.isAncestorOf(focus)
