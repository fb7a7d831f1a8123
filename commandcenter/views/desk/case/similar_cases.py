"""Cases of the same kind near by: perhaps the same problem, reported twice."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from commandcenter.services.casebook import CaseRow
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.layouts import retire
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.theme import Space
from commandcenter.views.look.widget_rules import as_typed


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
        parts = (
            words.moment(row.reported_at),
            words.stage(row.stage),
            words.place(row),
            row.number,
        )
        link = QPushButton(as_typed(" · ".join(parts)))
        link.setProperty("role", "link")
        link.clicked.connect(lambda: self.case_chosen.emit(row.number))
        return link
