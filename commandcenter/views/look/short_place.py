"""An address in too little room: the house number is the last thing to go."""

import re
from bisect import bisect_right

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

_END = Qt.TextElideMode.ElideRight
_DOTS = "…"
_ADDRESS = re.compile(r"(\D+)(\d[\d-]*\D?)(.*)", re.DOTALL)
"""Street, house number with the word after it, and what is said beyond."""


def short_place(text: str, metrics: QFontMetricsF, width: float) -> str:
    """What is beyond the number goes first, then the end of the street's name."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    address = _ADDRESS.fullmatch(text)
    if address is None:
        return metrics.elidedText(text, _END, width)
    # Each is measured as it will be drawn: letters join differently in different company, so
    # that the widths of parts do not add up to the width of the text.
    shortened = _shortened(*address.groups())
    fitting = bisect_right(shortened, width, key=metrics.horizontalAdvance)
    return shortened[max(fitting - 1, 0)]


def _shortened(street: str, number: str, beyond: str) -> list[str]:
    """From the number alone to all but the last letter."""
    end = number + (_DOTS if beyond else "")
    return [
        end,
        *(f"{street[:length]}{_DOTS}{end}" for length in range(len(street))),
        *(f"{street}{number}{beyond[:length]}{_DOTS}" for length in range(len(beyond))),
    ]
