"""Cases side by side, with large photos, distance, age and stage, for recognising duplicates."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from commandcenter.services.casebook import CaseDetails, CaseRow
from commandcenter.views.desk.case.case_photos import CasePhotoReader, Room
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.countdown import span_text
from commandcenter.views.look.spacing import px, set_spaces, space
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space

_PHOTO_EMS = (22.0, 16.0)
_HEIGHT_EMS, _BAR_EMS = 44, 1.2
_DAY = timedelta(days=1)
_METRES_A_DEGREE = 111_320.0


class CaseComparison(QDialog):
    """This case first, then the others, the nearest first. Esc closes it.

    Signals:
        case_chosen: number of the case that this one is the same as.
    """

    case_chosen = Signal(str)

    def __init__(
        self,
        case: CaseDetails,
        others: Sequence[CaseDetails],
        words: CityWords,
        photos: CasePhotoReader,
        now: datetime,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = self.tr("The same problem?")
        self.setWindowTitle(title)
        self._words = words
        self._photos = photos
        self._now = now
        self.choose_buttons: dict[str, QPushButton] = {}
        self._row = QHBoxLayout()
        set_spaces(self._row, self, around=Space.MEDIUM, between=Space.MEDIUM)
        self._add(case, self.tr("This case"))
        for other in sorted(others, key=lambda other: _metres(case.row, other.row) or 0.0):
            self._add(other, self._distance(case.row, other.row), choosable=True)
        self._row.addStretch()
        self._lay_out(title)
        first = next(iter(self.choose_buttons.values()), None)
        if first:
            first.setFocus()

    def _lay_out(self, title: str) -> None:
        """As wide as its cases, as far as the screen goes."""
        inner = QWidget()
        inner.setLayout(self._row)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        column = QVBoxLayout(self)
        set_spaces(column, self, around=Space.LARGE, between=Space.MEDIUM)
        column.addWidget(TextLabel(title, role="title"))
        column.addWidget(area)
        screen = self.screen().availableSize()
        width = inner.sizeHint().width() + 2 * space(self, Space.LARGE) + px(self, _BAR_EMS)
        self.resize(min(width, screen.width()), min(px(self, _HEIGHT_EMS), screen.height()))

    def _add(self, case: CaseDetails, title: str, *, choosable: bool = False) -> None:
        card = QFrame()
        card.setProperty("role", "panel")
        card.setFixedWidth(px(self, _PHOTO_EMS[0] + 2))
        column = QVBoxLayout(card)
        set_spaces(column, self, around=Space.MEDIUM, between=Space.SMALL)
        column.addWidget(TextLabel(title, role="title"))
        column.addWidget(self._photo(case))
        for text in self._facts(case):
            column.addWidget(TextLabel(text, wraps=True))
        column.addStretch()
        if choosable:
            column.addWidget(self._choose_button(case.row.number))
        self._row.addWidget(card)

    def _facts(self, case: CaseDetails) -> list[str]:
        row, words = case.row, self._words
        age = span_text(max(self._now - row.reported_at, timedelta()), _DAY)
        facts = [
            words.kind(row.category) or self.tr("Kind not yet known"),
            words.stage(row.stage),
            self.tr("reported {moment}, {age} ago").format(
                moment=words.moment(row.reported_at), age=age
            ),
            words.place(row),
            case.description,
            row.number,
        ]
        return [fact for fact in facts if fact]

    def _photo(self, case: CaseDetails) -> QLabel:
        size = QSize(px(self, _PHOTO_EMS[0]), px(self, _PHOTO_EMS[1]))
        label = QLabel(self.tr("no photo"))
        label.setProperty("role", "muted")
        label.setFixedSize(size)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if case.photos:
            show = partial(self._show_photo, label)
            room = Room.of(self, size)
            self._photos.read(case.row.number, case.photos[0].sha256, room, show)
        return label

    def _show_photo(self, label: QLabel, image: QImage) -> None:
        label.setPixmap(QPixmap.fromImage(image))

    def _choose_button(self, number: str) -> QPushButton:
        button = QPushButton(self.tr("Same problem: merge into this case"))
        button.clicked.connect(lambda: self._choose(number))
        self.choose_buttons[number] = button
        return button

    def _choose(self, number: str) -> None:
        self.case_chosen.emit(number)
        self.accept()

    def _distance(self, one: CaseRow, other: CaseRow) -> str:
        metres = _metres(one, other)
        if metres is None:
            return self.tr("without a place")
        return self.tr("{metres} m away").format(metres=round(metres))


def _metres(one: CaseRow, other: CaseRow) -> float | None:
    """Good enough for neighbours: a plane through the one case."""
    places = (one.latitude, one.longitude, other.latitude, other.longitude)
    if None in places:
        return None
    latitude, longitude, to_latitude, to_longitude = (float(part or 0.0) for part in places)
    north = (to_latitude - latitude) * _METRES_A_DEGREE
    east = (to_longitude - longitude) * _METRES_A_DEGREE * math.cos(math.radians(latitude))
    return math.hypot(north, east)
