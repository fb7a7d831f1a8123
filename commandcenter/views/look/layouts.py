"""Widgets that scroll, and those that leave the screen for good."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


def scroll_down(area: QScrollArea, body: QWidget) -> None:
    """Scrolls up and down only, so the body is never wider than the area: a part that asked for
    more would have everything else cut off with it at the right."""
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    body.setMinimumWidth(1)
    area.setWidget(body)


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
