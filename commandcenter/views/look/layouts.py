"""Taking widgets off the screen for good."""

from PySide6.QtWidgets import QApplication, QWidget


def retire(widget: QWidget) -> None:
    """It goes at once, not when the event loop finds time: what takes its place is never painted
    over it. The focus goes nowhere, rather than to a neighbour that nobody looks at."""
    focused = QApplication.focusWidget()
    if focused and (focused is widget or widget.isAncestorOf(focused)):
        focused.clearFocus()
    widget.hide()
    parent = widget.parentWidget()
    layout = parent.layout() if parent else None
    if layout:
        layout.removeWidget(widget)
    widget.deleteLater()
