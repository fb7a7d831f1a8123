"""The case in hand: reads it, shows it, takes its steps, and reads it again."""

import logging
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from commandcenter.errors import CommandCenterError, NotFound, Unavailable
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Step
from commandcenter.services.access import AccountRow
from commandcenter.services.casebook import CaseRow, ClockExplanation, ReporterRow
from commandcenter.services.change_feed import Change
from commandcenter.services.desk import Taken
from commandcenter.views.desk.case.case_comparison import CaseComparison
from commandcenter.views.desk.case.case_header import CaseHeader
from commandcenter.views.desk.case.case_page import CasePage
from commandcenter.views.desk.case.case_photos import CasePhotoReader, CasePhotos
from commandcenter.views.desk.case.explain_panel import ExplainPanel
from commandcenter.views.desk.forms.drafts import Drafts
from commandcenter.views.desk.reading.case_reader import CaseContent, CaseReader
from commandcenter.views.desk.steps.preview_words import PreviewWords
from commandcenter.views.desk.steps.step_panel import StepPanel
from commandcenter.views.desk.steps.step_taking import (
    StepPreview,
    WantedStep,
    preview_step,
    take_step,
)
from commandcenter.views.frame.newest_request import NewestRequest
from commandcenter.views.frame.workplace import Workplace

_AGAIN_MS = 2_000
_LOOK_AT_POINTS_MS = 10 * 60 * 1_000
_log = logging.getLogger(__name__)


class CasePane(QWidget):
    """Shows what the feed says, never what a click should lead to.

    Signals:
        sent: number of the case whose step is on its way.
        stepped: number of the case whose step was taken.
        case_chosen: number of a similar case that was clicked.
    """

    sent = Signal(str)
    stepped = Signal(str)
    case_chosen = Signal(str)

    def __init__(
        self, workplace: Workplace, account: AccountRow, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._account = account
        self._sending = ""
        self._sender = account
        self._held: CaseContent | None = None
        self._asked_at = 0
        self._came_by_itself = False
        self._says_away = False
        center, words, background = workplace.center, workplace.words, workplace.background
        self.drafts = Drafts(center.drafts, background, account.actor, self)
        self.steps = StepPanel(words, self.drafts, workplace.clock)
        self._preview_words = PreviewWords(words, self)
        self._previews = NewestRequest(background)
        self._explaining = NewestRequest(background)
        self.page = CasePage(
            words,
            CaseHeader(words, workplace.countdowns, workplace.clock),
            CasePhotos(center.casebook, background, words),
            self.steps,
        )
        self._reader = CaseReader(center.casebook, center.desk, center.drafts, background)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self._connect()
        self._look_at_points()
        self._next_look = QTimer(self, interval=_LOOK_AT_POINTS_MS)
        self._next_look.timeout.connect(self._look_at_points)
        self._next_look.start()

    @property
    def number(self) -> str:
        return self.page.number

    def sit_down(self, account: AccountRow) -> None:
        """Another account sees the same case with its own steps, and nothing of the former's."""
        self.drafts.sit_down(account.actor)
        self._account = account
        self._previews.forget()
        self._explaining.forget()
        self.steps.sit_down()
        self._read(self.number, None)

    def open(self, number: str, row: CaseRow | None) -> None:
        """A case, or none."""
        if number != self.number:
            self.drafts.save()
            self._read(number, row)

    def come_forward(self) -> None:
        """The case came into hand by itself: it ignores clicks and keys that were meant for the
        last one."""
        self._came_by_itself = True
        self.steps.deafness.begin()

    @Slot()
    def explain(self) -> None:
        """Why the countdown of the case in hand stands where it stands."""
        if self.number:
            self.page.explain()

    @Slot()
    def _look_at_points(self) -> None:
        """Whether a source gives points of another datum than it says; refused, it is asked again
        with the next look."""
        background, facts = self._workplace.background, self.page.facts
        background.run(
            self._workplace.center.points_check.doubts, done=facts.doubt, refused=_log.info
        )

    def _connect(self) -> None:
        self._reader.read.connect(self._show)
        self._reader.refused.connect(self._show_refusal)
        self._workplace.watcher.changed.connect(self._take_changes)
        self._workplace.watcher.found.connect(self._take_back)
        self.steps.step_wanted.connect(self._take_step)
        self.steps.preview_wanted.connect(self._preview_step)
        self.steps.compare_wanted.connect(self._compare)
        self.page.case_chosen.connect(self.case_chosen)
        self.page.reporter_wanted.connect(self._read_reporter)
        self.page.explain_wanted.connect(self._explain)

    def _read(self, number: str, row: CaseRow | None) -> None:
        """From the beginning: nothing is left of what was shown before."""
        self.page.open(number, row)
        self._held = None
        self._says_away = False
        self._came_by_itself = False
        self._asked_at = self.drafts.mark()
        self._reader.forget()
        if number:
            self._reader.ask(number, self._account)

    @Slot(object)
    def _show(self, content: CaseContent) -> None:
        """While a step is on its way the case waits: the form is not to change under it."""
        if self._sending == content.row.number and self._sender == self._account:
            self._held = content
            return
        if self.page.content is None:
            self.drafts.take_in(content.row.number, content.drafts, asked_at=self._asked_at)
        self.page.show_content(content, viewer=self._account.viewer)
        self.steps.set_busy(False)
        if self._came_by_itself:
            self.come_forward()
            self._came_by_itself = False

    def _show_held(self) -> None:
        held, self._held = self._held, None
        if held and held.row.number == self.number:
            self._show(held)

    @Slot(str, object)
    def _show_refusal(self, number: str, error: CommandCenterError) -> None:
        sentence = self._workplace.messages.sentence(error)
        self.page.show_refusal(number, sentence)
        if isinstance(error, NotFound) and number == self.number and self.page.content:
            self.steps.lose_case(
                self.tr(
                    "You can no longer see this case: it was passed on or taken back. What is "
                    "shown here may be out of date."
                )
            )
        if isinstance(error, Unavailable):
            QTimer.singleShot(_AGAIN_MS, self, partial(self._read_again, number))

    def _read_again(self, number: str) -> None:
        """Ask again for what could not be read, until it can be read or is no longer wanted."""
        if number == self.number and self.page.content is None:
            self._reader.ask(number, self._account)

    @Slot(list)
    def _take_changes(self, changes: list[Change]) -> None:
        if any(change.number == self.number for change in changes):
            self._reader.ask(self.number, self._account)

    @Slot(object, object)
    def _take_step(self, step: Step, fields: Mapping[str, object]) -> None:
        content = self.page.content
        if content is None or self._sending:
            return
        wanted = WantedStep(content.row.number, content.row.version, step, fields)
        self._sending, self._sender = wanted.number, self._account
        self.drafts.begin_sending(wanted.number, step)
        self.steps.set_busy(True)
        self.sent.emit(wanted.number)
        desk, account = self._workplace.center.desk, self._account
        self._workplace.background.run(
            lambda: take_step(desk, wanted, account),
            done=partial(self._end_step, account),
            refused=partial(self._refuse_step, account, wanted.number),
        )

    @Slot(object, object)
    def _preview_step(self, step: Step, fields: Mapping[str, object]) -> None:
        content = self.page.content
        if content is None:
            return
        wanted = WantedStep(content.row.number, content.row.version, step, fields)
        center, account = self._workplace.center, self._account
        self._previews.ask(
            lambda: preview_step(center, wanted, account),
            done=partial(self._show_preview, wanted),
            refused=partial(self._refuse_preview, wanted),
        )

    def _show_preview(self, wanted: WantedStep, preview: StepPreview) -> None:
        if self._is_in_hand(wanted):
            self.steps.preview(self._preview_words.text(preview))

    def _refuse_preview(self, wanted: WantedStep, error: CommandCenterError) -> None:
        if self._is_in_hand(wanted):
            self.steps.preview(self._workplace.messages.sentence(error))

    def _is_in_hand(self, wanted: WantedStep) -> bool:
        """Whether the form still says what was asked about."""
        form = self.steps.form
        if wanted.number != self.number or form is None or form.step is not wanted.step:
            return False
        return self.steps.given() == wanted.fields

    @Slot()
    def _compare(self) -> None:
        content = self.page.content
        if content is None or not content.likely:
            return
        center, background = self._workplace.center, self._workplace.background
        comparison = CaseComparison(
            content.details,
            content.likely,
            self._workplace.words,
            CasePhotoReader(center.casebook, background, self._account.viewer),
            self._workplace.clock(),
            self,
        )
        comparison.case_chosen.connect(self.steps.take_number)
        comparison.open()

    def _end_step(self, asked_by: AccountRow, taken: Taken) -> None:
        self._sending = ""
        self.drafts.sent()
        if asked_by == self._account:
            self._workplace.messages.say_remarks(taken.remarks)
            if taken.number == self.number:
                self.steps.end_step()
            self.stepped.emit(taken.number)
        self._show_held()
        self._workplace.watcher.look()

    def _refuse_step(self, asked_by: AccountRow, number: str, error: CommandCenterError) -> None:
        """The form keeps what it holds; the case is read again, for it may have moved."""
        self._sending = ""
        self.drafts.not_sent()
        if number == self.number:
            self.steps.set_busy(False)
        self._answer(asked_by, partial(self._say_refused, number), error)
        self._show_held()
        self._workplace.watcher.look()

    def _say_refused(self, number: str, error: CommandCenterError) -> None:
        if number != self.number:
            self._workplace.messages.say(error)
            return
        self.steps.say(self._workplace.messages.sentence(error))
        self._says_away = isinstance(error, Unavailable)

    def _answer(
        self, asked_by: AccountRow, callback: Callable[[object], object], said: object
    ) -> None:
        """Give the answer to the account that asked; if another one sits here now, only log
        refusals."""
        if asked_by == self._account:
            callback(said)
        elif isinstance(said, CommandCenterError):
            _log.info("refused to %s, who has left the desk: %s", asked_by.name, said)

    @Slot()
    def _take_back(self) -> None:
        """The database answers again: remove the notice that it does not."""
        if self._says_away:
            self._says_away = False
            self.steps.say("")

    def put_away(self) -> None:
        """Nobody may look now: no name stays in full, no explanation opens later."""
        self._explaining.forget()
        self.page.facts.stop_asking()
        self.page.facts.mask_reporters()

    @Slot(str, str)
    def _read_reporter(self, number: str, reason: str) -> None:
        casebook, viewer = self._workplace.center.casebook, self._account.viewer
        answer = partial(self._answer, self._account)
        self._workplace.background.run(
            lambda: (number, casebook.reporters(number, viewer=viewer, reason=reason)),
            done=partial(answer, self._show_reporter),
            refused=partial(answer, self._workplace.messages.say),
        )

    def _show_reporter(self, found: tuple[str, tuple[ReporterRow, ...]]) -> None:
        self.page.show_reporters(*found)

    @Slot(object, int)
    def _explain(self, name: ClockName, ordinal: int) -> None:
        casebook, viewer, number = (
            self._workplace.center.casebook,
            self._account.viewer,
            self.number,
        )
        self._explaining.ask(
            lambda: casebook.explain(number, name, ordinal, viewer=viewer),
            done=self._show_explanation,
            refused=self._workplace.messages.say,
        )

    def _show_explanation(self, explained: ClockExplanation) -> None:
        if explained.number == self.number:
            ExplainPanel(explained, self._workplace.words, self).open()
