"""The case in hand: its head, what is known, photos, history, and what may be done."""

import json

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.casebook import CaseRow, HistoryLine, ReporterRow
from commandcenter.views.desk.case.case_clocks import CaseClocks, clock_of_countdown
from commandcenter.views.desk.case.case_facts import CaseFacts
from commandcenter.views.desk.case.case_header import CaseHeader
from commandcenter.views.desk.case.case_history import CaseHistory
from commandcenter.views.desk.case.case_photos import CasePhotos
from commandcenter.views.desk.case.case_requests import CaseRequests
from commandcenter.views.desk.case.related_cases import RelatedCases
from commandcenter.views.desk.case.section import Section
from commandcenter.views.desk.case.similar_cases import SimilarCases
from commandcenter.views.desk.reading.case_reader import SIMILAR_HOURS, SIMILAR_METRES, CaseContent
from commandcenter.views.desk.steps.step_panel import StepPanel
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.layouts import scroll_down
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space

_LEAST_EMS = 6


class CasePage(QStackedWidget):
    """Empty until a case is chosen.

    Signals:
        case_chosen: number of a similar case that was clicked.
        reporter_wanted: number of the case whose reporter is to be shown in full, and the reason.
        explain_wanted: ClockName and ordinal of a clock of the case that is shown.
    """

    case_chosen = Signal(str)
    reporter_wanted = Signal(str, str)
    explain_wanted = Signal(object, int)

    def __init__(
        self,
        words: CityWords,
        header: CaseHeader,
        photos: CasePhotos,
        steps: StepPanel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.header = header
        self.photos = photos
        self.steps = steps
        self.facts = CaseFacts(words)
        self.history = CaseHistory(words)
        self.similar = SimilarCases(words)
        self.related = RelatedCases()
        self.requests = CaseRequests(words)
        self.clocks = CaseClocks(words)
        self.content: CaseContent | None = None
        self.number = ""
        self._is_to_explain = False
        self.refusal_label = TextLabel(role="notice", wraps=True)
        self._body = QWidget()
        self._similar_section = Section("", self.similar)
        self._requests_section = Section(self.tr("Applications and tasks"), self.requests)
        self._lay_out()
        self.facts.reporter_wanted.connect(self.reporter_wanted)
        self.similar.case_chosen.connect(self.case_chosen)
        self.related.case_chosen.connect(self.case_chosen)
        self.clocks.explain_wanted.connect(self.explain_wanted)
        self.header.explain_button.clicked.connect(self.explain)
        steps.deafness.setParent(self)  # the glass lies over all of the page

    def open(self, number: str, row: CaseRow | None) -> None:
        """A case is chosen; the head stands at once, the rest when it has been read."""
        self.number = number
        self.content = None
        self._is_to_explain = False
        self.refusal_label.hide()
        self._body.hide()
        self.facts.stop_asking()
        self.photos.leave()
        self.steps.clear()
        self.header.setVisible(row is not None)
        if row:
            self.header.show_row(row)
        self.setCurrentIndex(1 if number else 0)

    def show_content(self, content: CaseContent, *, viewer: Viewer) -> None:
        """The case as it stands now; the reader's place on the page stays."""
        if content.row.number != self.number:
            return
        self.content = content
        self.refusal_label.hide()
        self.header.show()
        self.header.show_row(content.row)
        self.facts.show_case(
            content.details,
            place_is_as_given=not any(map(_moves, content.history)),
        )
        self.photos.show_photos(content.row.number, content.details.photos, viewer)
        self.related.show_case(content.details, content.history)
        self.requests.show_case(content.details, content.history)
        details = content.details
        self._requests_section.setVisible(bool(details.applications or details.tasks))
        self.clocks.show_clocks(details.clocks)
        self.history.show_history(content.history)
        self.similar.show_cases(content.similar)
        self._similar_section.setVisible(bool(content.similar))
        self._similar_section.title_label.setText(self._similar_title(len(content.similar)))
        self._body.show()
        self.steps.show_case(content)
        if self._is_to_explain:
            self.explain()

    @Slot()
    def explain(self) -> None:
        """Why the countdown of this case stands where it stands; as soon as the case is read."""
        self._is_to_explain = self.content is None
        clock = clock_of_countdown(self.content.details) if self.content else None
        if clock:
            self.explain_wanted.emit(clock.name, clock.ordinal)

    def show_refusal(self, number: str, sentence: str) -> None:
        """The case could not be read."""
        if number == self.number and self.content is None:
            self.refusal_label.setText(sentence)
            self.refusal_label.show()

    def show_reporters(self, number: str, reporters: tuple[ReporterRow, ...]) -> None:
        if number == self.number:
            self.facts.show_reporters(reporters)

    def _similar_title(self, count: int) -> str:
        return self.tr("{count} similar ({metres} m, {hours} h)").format(
            count=count, metres=round(SIMILAR_METRES), hours=SIMILAR_HOURS
        )

    def _lay_out(self) -> None:
        nothing = TextLabel(self.tr("Choose a case in the queue or on the map."), role="muted")
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        body = QVBoxLayout(self._body)
        set_spaces(body, self, around=None, between=Space.LARGE)
        body.addWidget(self.facts)
        body.addWidget(self.related)
        body.addWidget(self._requests_section)
        body.addWidget(self.photos)
        body.addWidget(self._similar_section)
        body.addWidget(Section(self.tr("Clocks"), self.clocks))
        body.addWidget(Section(self.tr("History"), self.history))
        body.addStretch()
        page = QWidget()
        column = QVBoxLayout(page)
        set_spaces(column, self, around=Space.LARGE, between=Space.LARGE)
        column.addWidget(self.header)
        column.addWidget(self.refusal_label)
        column.addWidget(_scrolled(self._body), 1)
        column.addWidget(self.steps)
        self.addWidget(nothing)
        self.addWidget(page)


def _moves(line: HistoryLine) -> bool:
    """Whether somebody corrected the place."""
    return line.step == Step.CORRECT and "latitude" in json.loads(line.payload).get("set", {})


def _scrolled(body: QWidget) -> QScrollArea:
    area = QScrollArea()
    # where the window is low, the form of the step gets the room that it needs first
    area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
    area.setMinimumHeight(px(area, _LEAST_EMS))
    area.setFrameShape(QFrame.Shape.NoFrame)
    scroll_down(area, body)
    return area
