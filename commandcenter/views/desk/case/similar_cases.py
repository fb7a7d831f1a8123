"""Cases of the same kind near by: perhaps the same problem, reported twice."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from commandcenter.services.casebook import CaseRow
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.layouts import retire
from commandcenter.views.look.short_place import short_place
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.theme import Space
from commandcenter.views.look.yielding_button import YieldingButton


class SimilarCases(QWidget):
    """A link a case.

    Signals:
        case_chosen: number of the one that was clicked.
    """

    case_chosen = Signal(str)

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.links: list[QPushButton] = []
        self._column = QVBoxLayout(self)
        set_spaces(self._column, self, around=None, between=Space.TINY)

    def show_cases(self, rows: Sequence[CaseRow]) -> None:
        for link in self.links:
            retire(link)
        self.links = [self._link(row) for row in rows]
        for link in self.links:
            self._column.addWidget(link)

    def _link(self, row: CaseRow) -> QPushButton:
        words = self._words
        before = f"{words.moment(row.reported_at)} · {words.stage(row.stage)} · "
        place, after = words.place(row), f" · {row.number}"

        def shorten(metrics: QFontMetricsF, width: float) -> str:
            """The place gives way first, then the beginning: the number must be seen."""
            room = width - metrics.horizontalAdvance(before + after)
            text = f"{before}{short_place(place, metrics, room)}{after}"
            return metrics.elidedText(text, Qt.TextElideMode.ElideLeft, width)

        link = YieldingButton(f"{before}{place}{after}", shorten=shorten)
        link.setProperty("role", "link")
        link.clicked.connect(lambda: self.case_chosen.emit(row.number))
        return link
