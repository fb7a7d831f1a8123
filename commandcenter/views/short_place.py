"""An address in too little room: the house number is the last thing to go."""

import re

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
    street, number, beyond = address.groups()
    whole = f"{street}{number}"
    if metrics.horizontalAdvance(whole + _DOTS) <= width:
        return whole + metrics.elidedText(beyond, _END, width - metrics.horizontalAdvance(whole))
    number += _DOTS if beyond else ""
    room = width - metrics.horizontalAdvance(number)
    return metrics.elidedText(street, _END, room) + number if room > 0 else number
