"""A corrected place: a click on the map, or latitude and longitude as typed."""

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

_POINT = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)\s*")
_DECIMALS = 6


class PlaceChooser(QLineEdit):
    """The value is `latitude,longitude`; what is no point stays as typed and is refused so."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(self.tr("click on the map, or type: latitude, longitude"))
        self.textChanged.connect(lambda _: self.changed.emit())

    def value(self) -> str:
        found = _POINT.fullmatch(self.text())
        return f"{found[1]},{found[2]}" if found else self.text().strip()

    def set_value(self, value: object) -> None:
        self.setText(str(value or ""))

    def take_point(self, latitude: float, longitude: float) -> None:
        self.setText(f"{latitude:.{_DECIMALS}f}, {longitude:.{_DECIMALS}f}")


def point_of(value: object) -> tuple[float, float] | None:
    """Latitude and longitude of a value; None while it is none."""
    found = _POINT.fullmatch(str(value or ""))
    return (float(found[1]), float(found[2])) if found else None
