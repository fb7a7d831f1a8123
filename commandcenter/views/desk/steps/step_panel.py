"""What may be done with the case in hand, and the form of the step that was chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandcenter.clock import Clock
from commandcenter.models.cases.rules.lifecycle import LIFE, rule_of, steps_from
from commandcenter.models.cases.rules.stage import ENDED, Step
from commandcenter.models.city.posts import Axis
from commandcenter.models.work.asking import AssigneeKind
from commandcenter.views.desk.forms.deafness import Deafness
from commandcenter.views.desk.forms.drafts import Drafts, Unsent
from commandcenter.views.desk.forms.idle_drafts import IdleDrafts
from commandcenter.views.desk.reading.case_reader import CaseContent
from commandcenter.views.desk.shortcuts import STEP_KEYS, Key
from commandcenter.views.desk.steps.basis import basis_of
from commandcenter.views.desk.steps.field_makers import FormGround
from commandcenter.views.desk.steps.form_place import FormPlace
from commandcenter.views.desk.steps.merge_chooser import MergeChooser
from commandcenter.views.desk.steps.place_chooser import PlaceChooser
from commandcenter.views.desk.steps.preview_words import PREVIEWED
from commandcenter.views.desk.steps.step_buttons import StepButtons, in_order, keys_of
from commandcenter.views.desk.steps.step_form import StepForm
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space


class StepPanel(QFrame):
    """A form belongs to one step of one case. Nothing is sent but what its heading named when
    typing began: where the case has moved on, a form in use is frozen and says why.

    Signals:
        step_wanted: Step and its fields, dict[str, object], on the case that is shown.
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
        self._focus: QWidget | None = None
        self._is_busy = False
        self.form: StepForm | None = None
        self.deafness = Deafness(self)
        self.buttons = StepButtons(words)
        self.buttons.chosen.connect(self.choose)
        self.steps: list[Step] = []
        self._keys: dict[Step, str] = {}
        self.notice_label = TextLabel(role="notice", wraps=True)
        self.waiting_label = TextLabel(role="muted", wraps=True)
        self.waiting_label.let_copy()
        self.idle_drafts = IdleDrafts(words)
        self.idle_drafts.discarded.connect(self._discard)
        self.submit_button = QPushButton()
        self.submit_button.setProperty("role", "primary")
        self.submit_button.clicked.connect(self.submit)
        self.preview_label = TextLabel(role="preview", wraps=True)
        self._lay_out()
        drafts.gone.connect(self._say_draft_is_gone)
        send = QShortcut(QKeySequence(Key.SEND), self)
        send.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        send.setAutoRepeat(False)
        send.activated.connect(self._send_by_key)
        self.setProperty("role", "panel")

    def show_case(self, content: CaseContent) -> None:
        """A case, or the same one as it stands now: then the form in hand stays as it is."""
        former, self._content = self._content, content
        if former and former.row.number == content.row.number:
            self._follow(content)
            return
        self.say("")
        self._show_steps(content.steps)
        self._show_first_form()

    def lose_case(self, sentence: str) -> None:
        """The case in hand has gone where this account does not see it."""
        if self.form and self.form.is_in_use:
            self._content = None
            self._show_steps(())
            self._freeze(self.form, sentence)
        else:
            self.clear()
            self.say(sentence)

    def clear(self) -> None:
        """No case, and nothing of the one before."""
        self._content = None
        self.say("")
        self._show_steps(())
        self._show_form(None)

    def sit_down(self) -> None:
        """Another account: what the former one has typed is not for it."""
        self._crews = {}
        self.clear()

    def say(self, sentence: str) -> None:
        """A refusal, or news about the case in hand."""
        self.notice_label.setText(sentence)
        self.notice_label.setVisible(bool(sentence))

    def set_busy(self, busy: bool) -> None:
        """While a step is on its way nothing can be sent a second time, and no key goes astray."""
        if busy == self._is_busy:
            return
        self._is_busy = busy
        focus = QApplication.focusWidget()
        if busy and focus and self.isAncestorOf(focus):
            self._focus = focus
            self.setFocus()
        self.buttons.setEnabled(not busy)
        self._form_place.setEnabled(not busy)
        self.submit_button.setEnabled(not busy and self._is_ready())
        if not busy:
            if self._focus and self.hasFocus():
                self._focus.setFocus()
            self._focus = None

    @Slot(object)
    def choose(self, step: Step) -> None:
        """Show the form of a step and go into it."""
        if self._content is None or step not in self.steps or self._is_busy:
            return
        self.deafness.end()
        if self.form is None or self.form.step is not step or self.form.is_frozen:
            self.say("")
            self._show_form(step)
        if self.form:
            self.form.focus_first()

    def choose_at(self, place: int) -> None:
        """The step with the F-key of this place, if this case allows it."""
        key = STEP_KEYS[place]
        for step in [one for one in self.steps if self._keys.get(one) == key]:
            self.choose(step)

    def take_point(self, latitude: float, longitude: float) -> None:
        """A click on the map, for a form that wants a place."""
        place = self._open_field("place")
        if isinstance(place, PlaceChooser):
            place.take_point(latitude, longitude)

    def take_number(self, number: str) -> None:
        """The case that was found to be the same."""
        into = self._open_field("into")
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
        self.form.settle()
        self.say("")
        given = self.given()
        if "crew" in given:
            self._crews[str(given["crew"])] = None
        self.step_wanted.emit(self.form.step, given)

    def end_step(self) -> None:
        """The step was taken: its form has done its work."""
        self._show_form(None)

    @Slot()
    def _send_by_key(self) -> None:
        """A held key repeats, and X11 does not always mark that: deaf until it is let go."""
        if self.deafness.is_deaf:
            self.deafness.begin()
        else:
            self.submit()

    def given(self) -> dict[str, object]:
        values = self.form.values().items() if self.form else ()
        return {name: value for name, value in values if value not in ("", [])}

    def _open_field(self, name: str) -> QWidget | None:
        return self.form.fields.get(name) if self.form and not self.form.is_frozen else None

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        set_spaces(column, self, around=Space.LARGE, between=Space.MEDIUM)
        self._form_place = FormPlace()
        last = QHBoxLayout()
        last.addStretch()
        last.addWidget(self.submit_button)
        for part in (
            self.notice_label,
            self.idle_drafts,
            self.waiting_label,
            self.buttons,
            self._form_place,
            self.preview_label,
        ):
            column.addWidget(part)
        column.addLayout(last)
        self.clear()

    def _follow(self, content: CaseContent) -> None:
        """The same case as it stands now."""
        before = (self.steps, self.form, self.form and self.form.is_frozen)
        self._show_steps(content.steps)
        self._follow_form(content)
        if (self.steps, self.form, self.form and self.form.is_frozen) != before:
            self.deafness.begin()
            if self.submit_button.hasFocus():
                self.setFocus()

    def _follow_form(self, content: CaseContent) -> None:
        form = self.form
        if form is None:
            self._show_first_form()
            return
        possible = form.step in content.steps
        same = possible and form.basis == basis_of(form.step, content)
        if same and not form.is_frozen:
            form.follow(content)
        elif same:
            self.say("")
            self._show_form_again(form)
        elif not form.is_frozen:
            self._let_go(form, content)

    def _let_go(self, form: StepForm, content: CaseContent) -> None:
        """Its step is possible no more, or would be another act than it was."""
        has_focus = form.focused() is not None
        if form.is_in_use or (has_focus and form.step not in content.steps):
            self._freeze(form, self._reason(form.step, content))
        elif has_focus:
            self._show_form_again(form)
        else:
            self._show_first_form()

    def _freeze(self, form: StepForm, reason: str) -> None:
        form.freeze()
        self.submit_button.setEnabled(False)
        self.preview("")
        self.say(reason)

    def _show_form_again(self, former: StepForm) -> None:
        """The same step for the case as it stands now, with the focus where it was."""
        focus = former.focused()
        self._show_form(former.step)
        if self.form and focus is not None:
            self.form.focus(focus)

    def _show_steps(self, steps: Sequence[Step]) -> None:
        self.steps = in_order(steps)
        self._keys = keys_of(self._content.steps_of_post if self._content else ())
        self.buttons.show_steps(self.steps, self._keys)
        self.buttons.setVisible(bool(steps))
        waiting = self._waiting_text(self._content) if self._content and not steps else ""
        self.waiting_label.setText(waiting)
        self.waiting_label.setVisible(bool(waiting))

    def _show_first_form(self) -> None:
        """Of the step that was being prepared last, else of the one that leads on."""
        number = self._content.row.number if self._content else ""
        begun = (one.step for one in self._drafts.of(number) if one.step in self.steps)
        self._show_form(next(begun, next(iter(self.steps), None)))

    def _show_form(self, step: Step | None) -> None:
        self.form = self._focus = None
        self.submit_button.setVisible(step is not None)
        self.submit_button.setDown(False)
        self.preview("")
        if step is None or self._content is None:
            self._form_place.hold(None)  # before it is hidden: Qt would hand the focus on
        else:
            self._make_form(step, self._content)
        self._form_place.setVisible(step is not None)
        self._show_idle_drafts()

    def _make_form(self, step: Step, content: CaseContent) -> None:
        row = content.row
        self.form = StepForm(rule_of(row.stage, step).fields, self._ground(step, content))
        self._restore(self.form)
        self.form.changed.connect(self._keep_draft)
        self.form.compare_wanted.connect(self.compare_wanted)
        self._form_place.hold(self.form)
        self.buttons.press(step)
        self.submit_button.setText(f"{self._words.step(step)}  Ctrl+Enter")
        self.submit_button.setEnabled(self._is_ready())
        self._ask_preview()

    def _restore(self, form: StepForm) -> None:
        unsent = self._drafts.find(form.number, form.step)
        if unsent is None:
            return
        if unsent.basis == form.basis:
            form.restore(unsent.values)
        else:
            form.restore_lasting(unsent.values)
            self.say(self.tr("The case has changed since you wrote this: check it again."))
        form.say_absent(unsent.absent)

    def _ground(self, step: Step, content: CaseContent) -> FormGround:
        crews = [t.assignee for t in content.details.tasks if t.assignee_kind is AssigneeKind.CREW]
        known = list(dict.fromkeys([*self._crews, *crews]))
        return FormGround(step, content, self._words, self._clock(), known)

    def _ask_preview(self) -> None:
        self.preview("")
        if self.form and self.form.step in PREVIEWED and self.form.is_complete():
            self.preview_wanted.emit(self.form.step, self.given())

    def _is_ready(self) -> bool:
        return self.form is not None and not self.form.is_frozen and self.form.is_complete()

    @Slot()
    def _keep_draft(self) -> None:
        form = self.form
        if form is None:
            return
        entered = form.entered()
        if entered:
            self._drafts.keep(form.number, form.step, form.basis, entered)
        else:
            self._drafts.discard(form.number, form.step)
        self.submit_button.setEnabled(self._is_ready())
        self._ask_preview()

    @Slot(object)
    def _discard(self, step: Step) -> None:
        if self._content:
            self._drafts.discard(self._content.row.number, step)
            self._show_idle_drafts()

    def _show_idle_drafts(self) -> None:
        """Those that no form shows now and that the case has no step for."""
        number = self._content.row.number if self._content else ""
        self.idle_drafts.show_drafts([one for one in self._drafts.of(number) if self._is_idle(one)])

    def _is_idle(self, unsent: Unsent) -> bool:
        shown = self.form is not None and self.form.step is unsent.step
        return unsent.step not in self.steps and not shown

    @Slot(str, object)
    def _say_draft_is_gone(self, number: str, step: Step) -> None:
        if self.form and (self.form.number, self.form.step) == (number, step):
            self.say(
                self.tr(
                    "This text was removed elsewhere: it was sent from another desk, or erased "
                    "together with the reporter. It is no longer stored."
                )
            )

    def _reason(self, step: Step, content: CaseContent) -> str:
        """Why a form is frozen: another actor's step came first."""
        last = content.history[-1]
        said = (
            self.tr(
                "The case has changed: {last}, {actor}, {moment}. Nothing was sent. Choose "
                "“{step}” again to continue with your text."
            )
            if step in content.steps
            else self.tr(
                "“{step}” is no longer possible: {last}, {actor}, {moment}. Nothing was sent; "
                "your text is kept."
            )
        )
        return said.format(
            step=self._words.step(step),
            last=self._words.step(last.step),
            actor=self._words.actor(last.actor),
            moment=self._words.moment(last.at),
        )

    def _waiting_text(self, content: CaseContent) -> str:
        row = content.row
        following = next(iter(steps_from(row.stage)), None)
        if row.stage in ENDED or following is None:
            return self.tr("There is nothing left to do on this case.")
        axis = LIFE[row.stage, following].axes[0]
        who = self._words.word(axis)
        if axis is Axis.DEPARTMENT:
            who = self._words.department(row.department)
        return self.tr("Next: {step} ({who}). Your post has no step to take here.").format(
            step=self._words.step(following), who=who
        )
