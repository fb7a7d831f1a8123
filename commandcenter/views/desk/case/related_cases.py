"""Cases that belong to this one: merged with it, or split off it; a click leads there."""

import json
from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from commandcenter.services.casebook import CaseDetails, HistoryLine
from commandcenter.views.look.layouts import retire
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.theme import Space
from commandcenter.views.look.yielding_button import YieldingButton


class RelatedCases(QWidget):
    """A link a case.

    Signals:
        case_chosen: number of the one that was clicked.
    """

    case_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.links: dict[str, QPushButton] = {}
        self._column = QVBoxLayout(self)
        set_spaces(self._column, self, around=None, between=Space.TINY)

    def show_case(self, details: CaseDetails, history: Sequence[HistoryLine]) -> None:
        for link in self.links.values():
            retire(link)
        self.links = {}
        for number, text in self._related(details, history):
            link = YieldingButton(text.format(number=number))
            link.setProperty("role", "link")
            link.clicked.connect(lambda _=False, chosen=number: self.case_chosen.emit(chosen))
            self._column.addWidget(link)
            self.links[number] = link
        self.setVisible(bool(self.links))

    def _related(
        self, details: CaseDetails, history: Sequence[HistoryLine]
    ) -> Iterator[tuple[str, str]]:
        if details.merged_into:
            yield details.merged_into, self.tr("Merged into {number}")
        for number in details.absorbed:
            yield number, self.tr("{number} was merged into this case")
        if details.split_from:
            yield details.split_from, self.tr("Split from {number}")
        for line in history:
            for number in json.loads(line.payload).get("parts", ()):
                yield number, self.tr("{number} was split from this case")
