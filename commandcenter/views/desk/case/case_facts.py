"""What is known of a case, line by line; a line that says nothing is not there."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QInputDialog, QPushButton, QWidget

from commandcenter.models.city.datum import Datum
from commandcenter.services.casebook import CaseDetails, CaseRow, ReporterRow
from commandcenter.services.city import ConditionRow
from commandcenter.services.points_check import DatumDoubt
from commandcenter.views.look.city_words import NOTHING, CityWords
from commandcenter.views.look.layouts import retire
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space

_DATUM_NAMES = {
    Datum.WGS84: "WGS-84",
    Datum.GCJ02: "GCJ-02",
    Datum.BD09: "BD-09",
    Datum.CGCS2000: "CGCS2000",
}
_TOP, _LEFT = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignLeft


#: How long a name and a telephone number stay on the screen.
_SHOWN_MS = 30_000


class CaseFacts(QWidget):
    """The reporter is masked; shown in full for half a minute, for a reason, which is recorded.

    Signals:
        reporter_wanted: of which case somebody needs the reporter in full, and why.
    """

    reporter_wanted = Signal(str, str)

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.description_label = TextLabel(role="said", wraps=True)
        self.description_label.let_copy()
        self.reporter_button = QPushButton(self.tr("Show in full for 30 s"))
        self.reporter_button.setProperty("role", "link")
        self.reporter_button.clicked.connect(self._ask_why)
        self._number = ""
        self._question: QInputDialog | None = None
        self._masked: tuple[ReporterRow, ...] = ()
        self._reporter_label: TextLabel | None = None
        self._hiding = QTimer(self, interval=_SHOWN_MS, singleShot=True)
        self._hiding.timeout.connect(self.mask_reporters)
        self.lines: list[TextLabel] = []
        self._doubts: Mapping[tuple[str, Datum], DatumDoubt] = {}
        self._next_line = 1
        self._grid = QGridLayout(self)
        set_spaces(self._grid, self, around=None, between=Space.SMALL)
        self._grid.setHorizontalSpacing(px(self, 1))
        self._grid.setColumnMinimumWidth(0, px(self, 5))
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.description_label, 0, 0, 1, 2)

    def doubt(self, doubts: Sequence[DatumDoubt]) -> None:
        """The sources whose points seem to be of another datum; for cases shown from now on."""
        self._doubts = {(one.source, one.declared): one for one in doubts}

    def show_case(self, details: CaseDetails, *, place_is_as_given: bool = True) -> None:
        """`place_is_as_given`: nobody has corrected the place since it was reported."""
        self.description_label.setText(details.description)
        self.description_label.setVisible(bool(details.description))
        self._clear()
        doubt = self._doubts.get((details.row.source, details.datum or Datum.WGS84))
        for name, text in self._facts(details, doubt if place_is_as_given else None):
            self._add(name, text)
        self._number, self._masked = details.row.number, details.reporters
        if self._masked:
            self._reporter_label = self._add(self.tr("Reporter"), _in_lines(self._masked))
        self._grid.addWidget(self.reporter_button, self._next_line, 1, _LEFT)
        self.reporter_button.setVisible(bool(self._masked))

    def show_reporters(self, reporters: tuple[ReporterRow, ...]) -> None:
        """As they are, until `mask_reporters`, which follows by itself."""
        if self._reporter_label:
            self._reporter_label.setText(_in_lines(reporters))
            self.reporter_button.hide()
            self._hiding.start()

    @Slot()
    def mask_reporters(self) -> None:
        if self._reporter_label:
            self._reporter_label.setText(_in_lines(self._masked))
            self.reporter_button.show()

    def stop_asking(self) -> None:
        """Close the question that is open: another case, or another account, has come."""
        if self._question:
            self._question.reject()

    @Slot()
    def _ask_why(self) -> None:
        self.stop_asking()
        question = QInputDialog(self)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setWindowTitle(self.tr("Reporter"))
        question.setLabelText(
            self.tr("Why do you need the name and the telephone number? This is recorded.")
        )
        question.textValueSelected.connect(partial(self.reporter_wanted.emit, self._number))
        question.finished.connect(self._end_question)
        self._question = question
        question.open()

    @Slot()
    def _end_question(self) -> None:
        self._question = None

    def _facts(self, details: CaseDetails, doubt: DatumDoubt | None) -> Iterator[tuple[str, str]]:
        row, words = details.row, self._words
        if row.address:
            yield self.tr("Address"), row.address
        if doubt and row.latitude is not None:
            yield self.tr("Place"), self._doubtful(doubt)
        patrol = words.patrol(row.unit_grid)
        if patrol:
            yield self.tr("Patrol area"), patrol
        yield (
            self.tr("Reported"),
            f"{words.moment(row.reported_at)} · {words.source(row.source)}",
        )
        yield from self._as_given(details)
        if row.category:
            yield self.tr("Category"), self._category(row.category)
        condition = self._condition(details)
        if condition:
            yield from self._condition_facts(details, condition)
        yield from self._who_has_it(row)
        yield from self._detours(details)
        yield from self._ending(details)

    def _who_has_it(self, row: CaseRow) -> Iterator[tuple[str, str]]:
        words = self._words
        if words.levels_dispatch:
            yield self.tr("Dispatched by"), words.area(row.held_at)
        if row.department:
            yield self.tr("Lead"), words.department(row.department)
        if row.assisting:
            yield self.tr("Assisting"), ", ".join(map(words.department, row.assisting))

    def _as_given(self, details: CaseDetails) -> Iterator[tuple[str, str]]:
        """How the report differs from what is stored."""
        if details.clock_showed:
            showed = self.tr(
                "{moment} · the device's clock was ahead; the time of observation is unknown"
            )
            moment = self._words.moment(details.clock_showed)
            yield self.tr("Observed"), showed.format(moment=moment)
        if details.datum:
            point = f"{details.given_latitude:.6f}, {details.given_longitude:.6f}"
            yield self.tr("Coordinates as reported"), f"{point} · {_DATUM_NAMES[details.datum]}"

    def _doubtful(self, doubt: DatumDoubt) -> str:
        said = self.tr(
            "may be wrong by hundreds of metres: coordinates from {source} seem to be {likely}, "
            "not {declared}"
        )
        return said.format(
            source=self._words.source(doubt.source),
            likely=_DATUM_NAMES[doubt.likely],
            declared=_DATUM_NAMES[doubt.declared],
        )

    def _detours(self, details: CaseDetails) -> Iterator[tuple[str, str]]:
        """What was unusual in its course."""
        words = self._words
        if details.row.suspended_until:
            yield self.tr("Suspended until"), words.moment(details.row.suspended_until)
        if details.met_at:
            yield self.tr("Joint meeting"), self._meeting(details)
        counts = (
            (self.tr("Transfers"), details.transfers),
            (self.tr("Reworks"), details.reworks),
            (self.tr("Reopened"), details.reopened),
        )
        yield from ((name, str(count)) for name, count in counts if count)

    def _meeting(self, details: CaseDetails) -> str:
        met = self._words.moment(details.met_at) if details.met_at else ""
        if details.decided_department is None:
            return met
        decided = self.tr("{moment} · decided: {department}")
        department = self._words.department(details.decided_department)
        return decided.format(moment=met, department=department)

    def _condition_facts(
        self, details: CaseDetails, condition: ConditionRow
    ) -> Iterator[tuple[str, str]]:
        words = self._words
        yield self.tr("Condition"), f"{condition.number}  {words.said(condition.text)}"
        limit = words.limit(condition.limit_amount, condition.limit_unit)
        rule = self.tr("rule v{version}").format(version=details.rule_version)
        yield self.tr("Time limit"), f"{limit} · {rule}"
        yield self.tr("Close when"), words.said(condition.closing)

    def _ending(self, details: CaseDetails) -> Iterator[tuple[str, str]]:
        if details.reason:
            yield self.tr("Reason"), self._words.reason(details.reason)
        if details.closing:
            yield self.tr("Closed as"), self._words.word(details.closing)
        if details.excused:
            yield self.tr("Lateness"), self.tr("late, but excused: an appeal was granted")

    def _category(self, code: str) -> str:
        category = self._words.facts.categories.get(code)
        if category is None:
            return code
        words = (self._words.word(category.kind), self._words.said(category.class_name), code)
        return " · ".join(words)

    def _condition(self, details: CaseDetails) -> ConditionRow | None:
        category = self._words.facts.categories.get(details.row.category or "")
        conditions = category.conditions if category else ()
        return next((one for one in conditions if one.number == details.condition), None)

    def _add(self, name: str, text: str) -> TextLabel:
        at, self._next_line = self._next_line, self._next_line + 1
        caption, value = TextLabel(name, role="muted"), TextLabel(text or NOTHING, wraps=True)
        value.let_copy()
        self._grid.addWidget(caption, at, 0, _TOP)
        self._grid.addWidget(value, at, 1, _TOP)
        self.lines += [caption, value]
        return value

    def _clear(self) -> None:
        self._hiding.stop()
        self._reporter_label = None
        for label in self.lines:
            retire(label)
        self.lines = []
        self._next_line = 1


def _in_lines(reporters: Sequence[ReporterRow]) -> str:
    return "\n".join(
        " · ".join(part for part in (one.name, one.phone) if part) for one in reporters
    )
