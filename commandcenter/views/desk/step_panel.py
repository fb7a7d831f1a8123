"""What may be done with the case in hand, and the form of the step that was chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandcenter.clock import Clock
from commandcenter.models.cases.lifecycle import LIFE, Need, rule_of, steps_from
from commandcenter.models.cases.pending import AssigneeKind
from commandcenter.models.cases.stage import ENDED, Step
from commandcenter.models.staff.post import Axis
from commandcenter.views.city_words import CityWords
from commandcenter.views.desk.case_reader import CaseContent
from commandcenter.views.desk.drafts import Drafts
from commandcenter.views.desk.field_makers import FormGround
from commandcenter.views.desk.form_place import FormPlace
from commandcenter.views.desk.merge_chooser import MergeChooser
from commandcenter.views.desk.place_chooser import PlaceChooser
from commandcenter.views.desk.preview_words import PREVIEWED
from commandcenter.views.desk.shortcuts import Key
from commandcenter.views.desk.step_buttons import StepButtons, in_order
from commandcenter.views.desk.step_form import StepForm
from commandcenter.views.spacing import set_spaces
from commandcenter.views.text_label import TextLabel
from commandcenter.views.theme import Space


class StepPanel(QFrame):
    """Nothing that was typed is lost: every change goes into the drafts at once.

    Signals:
        step_wanted: Step and its fields, dict[Need, object], on the case that is shown.
        preview_wanted: the same, before it is sent.
        compare_wanted: the cases near by are to be seen side by side.
    """

    step_wanted = Signal(object, object)
    preview_wanted = Signal(object, object)
    compare_wanted = Signal()

    def __init__(
        self, words: CityWords, drafts: Drafts, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._drafts = drafts
        self._clock = clock
        self._crews: dict[str, None] = {}
        self._content: CaseContent | None = None
        self.form: StepForm | None = None
        self.buttons = StepButtons(words)
        self.buttons.chosen.connect(self.choose)
        self.steps: list[Step] = []
        self.notice_label = TextLabel(role="notice", wraps=True)
        self.waiting_label = TextLabel(role="muted", wraps=True)
        self.waiting_label.let_copy()
        self.submit_button = QPushButton()
        self.submit_button.setProperty("role", "primary")
        self.submit_button.clicked.connect(self.submit)
        self.preview_label = TextLabel(role="preview", wraps=True)
        self._lay_out()
        send = QShortcut(QKeySequence(Key.SEND), self)
        send.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        send.activated.connect(self.submit)
        self.setProperty("role", "panel")

    def show_case(self, content: CaseContent) -> None:
        """A case, or the same one as it stands now: then the form in hand stays as it is."""
        former, self._content = self._content, content
        if former and _work(former) == _work(content):
            return
        if former and former.row.number == content.row.number:
            self._say_who_was_faster(content)
        else:
            self.say("")
        self._show_steps(content.steps)

    def clear(self) -> None:
        self._content = None
        self.say("")
        self._show_steps(())

    def say(self, sentence: str) -> None:
        """A refusal, or news about the case in hand."""
        self.notice_label.setText(sentence)
        self.notice_label.setVisible(bool(sentence))

    def set_busy(self, busy: bool) -> None:
        """While a step is on its way nothing can be sent a second time."""
        self.buttons.setEnabled(not busy)
        self._form_place.setEnabled(not busy)
        self.submit_button.setEnabled(not busy and self._is_ready())

    @Slot(object)
    def choose(self, step: Step) -> None:
        """Show the form of a step and go into it."""
        if self._content is None or step not in self.steps:
            return
        if self.form is None or self.form.step is not step:
            self._show_form(step)
        if self.form:
            self.form.focus_first()

    def choose_at(self, place: int) -> None:
        """The step with the F-key of this place."""
        if place < len(self.steps):
            self.choose(self.steps[place])

    def take_point(self, latitude: float, longitude: float) -> None:
        """A click on the map, for a form that wants a place."""
        place = self.form.fields.get(Need.PLACE) if self.form else None
        if isinstance(place, PlaceChooser):
            place.take_point(latitude, longitude)

    def take_number(self, number: str) -> None:
        """The case that was found to be the same."""
        into = self.form.fields.get(Need.INTO) if self.form else None
        if isinstance(into, MergeChooser):
            into.set_value(number)

    def preview(self, sentence: str) -> None:
        """What the step in hand would change."""
        self.preview_label.setText(sentence)
        self.preview_label.setVisible(bool(sentence))

    @Slot()
    def submit(self) -> None:
        if self.form is None or not self.submit_button.isEnabled():
            return
        self.say("")
        given = self._given()
        if Need.CREW in given:
            self._crews[str(given[Need.CREW])] = None
        self.step_wanted.emit(self.form.step, given)

    def _given(self) -> dict[Need, object]:
        values = self.form.values() if self.form else {}
        return {need: value for need, value in values.items() if value not in ("", [])}

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        set_spaces(column, self, around=Space.LARGE, between=Space.MEDIUM)
        self._form_place = FormPlace()
        last = QHBoxLayout()
        last.addStretch()
        last.addWidget(self.submit_button)
        for part in (
            self.notice_label,
            self.waiting_label,
            self.buttons,
            self._form_place,
            self.preview_label,
        ):
            column.addWidget(part)
        column.addLayout(last)
        self.clear()

    def _show_steps(self, steps: Sequence[Step]) -> None:
        self.steps = in_order(steps)
        self.buttons.show_steps(self.steps)
        self.buttons.setVisible(bool(steps))
        self._say_what_is_waited_for(steps)
        number = self._content.row.number if self._content else ""
        kept = self._drafts.step(number)
        self._show_form(kept if kept in steps else next(iter(self.steps), None))

    def _show_form(self, step: Step | None) -> None:
        if self.form:
            self.form.deleteLater()
            self.form = None
        self.submit_button.setVisible(step is not None)
        self.preview("")
        self._form_place.setVisible(step is not None)
        if step is None or self._content is None:
            return
        row = self._content.row
        self.form = StepForm(rule_of(row.stage, step), self._ground(step, self._content))
        self.form.restore(self._drafts.values(row.number, step))
        self.form.changed.connect(self._keep_draft)
        self.form.compare_wanted.connect(self.compare_wanted)
        self._form_place.hold(self.form)
        self.buttons.press(step)
        self.submit_button.setText(f"{self._words.step(step)}  Ctrl+Enter")
        self.submit_button.setEnabled(self._is_ready())
        self._ask_preview()

    def _ground(self, step: Step, content: CaseContent) -> FormGround:
        tasks = content.details.tasks
        crews = [task.assignee for task in tasks if task.assignee_kind is AssigneeKind.CREW]
        known = list(dict.fromkeys([*self._crews, *crews]))
        return FormGround(step, content, self._words, self._clock(), known)

    def _ask_preview(self) -> None:
        self.preview("")
        if self.form and self.form.step in PREVIEWED and self.form.is_complete():
            self.preview_wanted.emit(self.form.step, self._given())

    def _is_ready(self) -> bool:
        return self.form is not None and self.form.is_complete()

    @Slot()
    def _keep_draft(self) -> None:
        if self.form and self._content:
            self._drafts.keep(self._content.row.number, self.form.step, self.form.values())
        self.submit_button.setEnabled(self._is_ready())
        self._ask_preview()

    def _say_who_was_faster(self, content: CaseContent) -> None:
        """Only to somebody who was at work on the case."""
        if self._drafts.step(content.row.number) is None or not content.history:
            return
        last = content.history[-1]
        self.say(
            self.tr("{actor} was faster: {step}, {moment}. What you entered is kept.").format(
                actor=self._words.actor(last.actor),
                step=self._words.step(last.step),
                moment=self._words.moment(last.at),
            )
        )

    def _say_what_is_waited_for(self, steps: Sequence[Step]) -> None:
        lines = []
        if self._content and not steps:
            lines.append(self._waiting_text(self._content))
            note = self._drafts.note(self._content.row.number)
            lines += [self.tr("Your unsent note: {note}").format(note=note)] if note else []
        self.waiting_label.setText("\n".join(lines))
        self.waiting_label.setVisible(bool(lines))

    def _waiting_text(self, content: CaseContent) -> str:
        row = content.row
        following = next(iter(steps_from(row.stage)), None)
        if row.stage in ENDED or following is None:
            return self.tr("Nothing is left to do on this case.")
        axis = LIFE[row.stage, following].axes[0]
        who = self._words.word(axis)
        if axis is Axis.DEPARTMENT:
            who = self._words.department(row.department)
        return self.tr("Next: {step} ({who}). Your post has no step here.").format(
            step=self._words.step(following), who=who
        )


def _work(content: CaseContent) -> tuple[object, ...]:
    """What the form in hand depends on."""
    row, details = content.row, content.details
    return row.number, row.stage, row.category, content.steps, details.condition, row.pending
