"""Distances in shares of the text size, for what a style sheet cannot reach."""

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QLayout, QWidget

from commandcenter.views.look.theme import Space, TextSize


def text_px(widget: QWidget) -> int:
    """The body text of the program, before the style sheet makes a widget's own text other."""
    return QFontInfo(widget.font()).pixelSize()


def px(widget: QWidget, share: float) -> int:
    """A length in pixels, given in heights of the body text."""
    return round(text_px(widget) * share)


def space(widget: QWidget, size: Space) -> int:
    return size.px(text_px(widget))


def size_px(widget: QWidget, size: TextSize) -> int:
    return size.px(text_px(widget))


def set_spaces(layout: QLayout, widget: QWidget, *, around: Space | None, between: Space) -> None:
    """The margins and gaps of a layout; `around` None = flush with its surroundings."""
    margin = space(widget, around) if around else 0
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(space(widget, between))
