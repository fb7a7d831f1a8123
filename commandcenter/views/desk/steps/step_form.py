"""The form of one step: a line for each field that the life-cycle table names, and a note."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from commandcenter.models.cases.rules.lifecycle import Need, Rule
from commandcenter.models.cases.rules.stage import Closing, Step
from commandcenter.services.city import ConditionRow
from commandcenter.views.desk.forms.composition import Composition
from commandcenter.views.desk.forms.condition_chooser import ConditionChooser
from commandcenter.views.desk.reading.case_reader import CaseContent
from commandcenter.views.desk.steps.asked_words import AskedWords
from commandcenter.views.desk.steps.basis import basis_of
from commandcenter.views.desk.steps.field_choosers import WordChooser
from commandcenter.views.desk.steps.field_makers import FormGround, make_field
from commandcenter.views.desk.steps.merge_chooser import MergeChooser
from commandcenter.views.desk.steps.moment_chooser import MomentChooser
from commandcenter.views.desk.steps.photo_picker import PhotoPicker
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel, repaint_as
from commandcenter.views.look.theme import Space

_EMPTY: tuple[object, ...] = (None, "", [])
#: What keeps its meaning whatever became of the case's kind and condition.
_LASTING = frozenset(
    {
        *(Need.NOTE, Need.DECISION, Need.REASON, Need.UNTIL, Need.INSPECTOR, Need.CREW),
        *(Need.PLACE, Need.PHOTO, Need.BEFORE, Need.AFTER),
    }
)
_CORRECTABLE = (Need.KIND, Need.PLACE, Need.CONDITION)


class Field(Protocol):
    """What every chooser is."""

    @property
    def changed(self) -> SignalInstance: ...
    def value(self) -> object: ...
    def set_value(self, value: object) -> None: ...


class StepForm(QWidget):
    """One step of one case. It knows when it is complete; whether the step is allowed the service
    says. `basis`: what it was made for; once that is no more it is frozen and never sent.

    Signals:
        changed: something was typed or chosen.
        compare_wanted: the cases near by are to be seen side by side.
    """

    changed = Signal()
    compare_wanted = Signal()

    def __init__(self, rule: Rule, ground: FormGround) -> None:
        super().__init__()
        self.step = ground.step
        self.number = ground.content.row.number
        self.basis = basis_of(ground.step, ground.content)
        self.is_frozen = False
        self._is_touched = False
        self._ground = ground
        self._needs = rule.needs
        self._words = ground.words
        self.fields: dict[Need, QWidget] = {}
        self._form = QFormLayout(self)
        set_spaces(self._form, self, around=None, between=Space.MEDIUM)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._say_what_was_asked()
        for need in _fields_of(rule, ground):
            self._add(need)
        self._bind()
        for need, value in self._proposals().items():
            self._field(need).set_value(value)
        self._initial = self.values()
        self._composition = Composition(self)
        self.changed.connect(self._touch)

    def values(self) -> dict[Need, object]:
        return {need: self._field(need).value() for need in self.fields}

    def entered(self) -> dict[Need, object]:
        """What is other than the form proposed."""
        return {
            need: value for need, value in self.values().items() if self._initial[need] != value
        }

    def restore(self, values: Mapping[Need, object]) -> None:
        """What was entered before; what is not among it keeps its proposal."""
        for need in self.fields:
            if need in values:
                self._field(need).set_value(values[need])

    def restore_lasting(self, values: Mapping[Need, object]) -> None:
        """What was entered while the case stood otherwise, and still means the same."""
        self.restore({need: value for need, value in values.items() if need in _LASTING})

    def say_absent(self, absent: Mapping[Need, Sequence[str]]) -> None:
        """What was entered at another machine and cannot be had here."""
        for need, names in absent.items():
            picker = self.fields.get(need)
            if isinstance(picker, PhotoPicker):
                picker.say_absent(names)

    def follow(self, content: CaseContent) -> None:
        """The case as it stands now; what the form is for has stayed."""
        self._ground = replace(self._ground, content=content)

    def is_complete(self) -> bool:
        return not self._wanting()

    @property
    def is_in_use(self) -> bool:
        """Something was typed or chosen, is being composed, or a list or dialog of it is open."""
        opened = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        return self._is_touched or bool(self._composition.text) or _descends(opened, self)

    def focused(self) -> Need | None:
        """The field that has the focus."""
        focus = QApplication.focusWidget()
        return next((need for need, one in self.fields.items() if _descends(focus, one)), None)

    def focus(self, need: Need) -> None:
        self.fields[need].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """To the first field that still wants an answer, else to the first."""
        first = (self._wanting() or list(self.fields))[0]
        self.fields[first].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def settle(self) -> None:
        """What is being composed becomes text."""
        self._composition.settle()

    def freeze(self) -> None:
        """Nothing more can be entered; what was can be read and copied. The focus stays."""
        self.settle()
        self.is_frozen = True
        focus = self.focused()
        if focus is not None and not isinstance(self.fields[focus], QLineEdit | QPlainTextEdit):
            self.setFocus()
        for widget in self.fields.values():
            if isinstance(widget, QLineEdit | QPlainTextEdit):
                widget.setReadOnly(True)
                repaint_as(widget, "frozen", "yes")
            else:
                widget.setEnabled(False)

    @Slot()
    def _touch(self) -> None:
        self._is_touched = True

    def _wanting(self) -> list[Need]:
        """The fields without which the step would be refused."""
        values = self.values()
        wanted = [*self._needs, *self._needs_of_case(values)]
        return [need for need in wanted if values[need] in _EMPTY]

    def _needs_of_case(self, values: Mapping[Need, object]) -> Iterable[Need]:
        """What the table leaves open and this case asks for."""
        content = self._ground.content
        if self.step is Step.CORRECT:
            corrected = [need for need in _CORRECTABLE if values.get(need) not in _EMPTY]
            if not corrected:
                yield Need.KIND
            elif Need.KIND in corrected and Need.CONDITION in self.fields:
                yield Need.CONDITION
        if self.step in (Step.CONFIRM, Step.SELF_HANDLE) and content.row.category is None:
            yield Need.CATEGORY
        if self.step is Step.SELF_HANDLE:
            phases = {photo.phase for photo in content.details.photos}
            yield from () if "before" in phases else (Need.BEFORE,)

    def _say_what_was_asked(self) -> None:
        asked = AskedWords(self._words, self).text(self.step, self._ground.content)
        if asked:
            label = TextLabel(asked, role="said", wraps=True)
            label.let_copy()
            self._form.addRow(label)

    def _add(self, need: Need) -> None:
        widget = make_field(need, self._ground)
        label = TextLabel(self._label(need), role="muted")
        label.setBuddy(widget)
        widget.setAccessibleName(label.text())
        self.fields[need] = widget
        self._field(need).changed.connect(self.changed)
        hint = self._hint(need)
        self._form.addRow(label, _with_hint(widget, hint) if hint else widget)

    def _bind(self) -> None:
        """Fields that depend on each other, and those that open something."""
        into, kind = self.fields.get(Need.INTO), self.fields.get(Need.KIND)
        if isinstance(into, MergeChooser):
            into.compare_wanted.connect(self.compare_wanted)
        if isinstance(kind, WordChooser) and Need.CONDITION in self.fields:
            kind.changed.connect(self._follow_kind)

    @Slot()
    def _follow_kind(self) -> None:
        """The conditions are those of the kind that was chosen, else the others of the case's."""
        kind, condition = str(self._field(Need.KIND).value()), self.fields[Need.CONDITION]
        if not isinstance(condition, ConditionChooser):
            return
        if kind:
            condition.show_conditions(self._ground.conditions(kind))
            condition.choose_only()
        else:
            condition.show_conditions(self._ground.other_conditions())

    def _label(self, need: Need) -> str:
        return {
            Need.CATEGORY: self.tr("Category"),
            Need.CONDITION: self.tr("Filing condition"),
            Need.REASON: self.tr("Reason"),
            Need.INSPECTOR: self.tr("Inspector"),
            Need.DEPARTMENT: self.tr("Department"),
            Need.ASSISTING: self.tr("Assisting"),
            Need.CLOSING: self.tr("Closed as"),
            Need.PHOTO: self.tr("Photo"),
            Need.NOTE: self.tr("Note"),
            Need.UNTIL: self.tr("Until"),
            Need.CREW: self.tr("Crew"),
            Need.DECISION: self.tr("Decision"),
            Need.INTO: self.tr("Merge into") if self.step is Step.MERGE else self.tr("Split into"),
            Need.KIND: self.tr("Category"),
            Need.PLACE: self.tr("Place"),
            Need.BEFORE: self.tr("Photo before"),
            Need.AFTER: self.tr("Photo after"),
        }[need]

    def _field(self, need: Need) -> Field:
        widget: Field = self.fields[need]  # type: ignore[assignment]
        return widget

    def _proposals(self) -> dict[Need, object]:
        """What the case itself suggests."""
        proposed: dict[Need, object] = {}
        if Need.CATEGORY in self.fields and self._ground.content.row.category:
            proposed[Need.CATEGORY] = self._ground.content.row.category
        if self.step is Step.DISPATCH and (department := self._proposed_department()):
            proposed[Need.DEPARTMENT] = department
        if self.step is Step.DISPATCH:  # whom a joint meeting lets assist
            proposed[Need.ASSISTING] = list(self._ground.content.row.assisting)
        if Need.CLOSING in self.fields:
            proposed[Need.CLOSING] = Closing.DONE
        until = self.fields.get(Need.UNTIL)
        if isinstance(until, MomentChooser) and Need.UNTIL in self._needs:
            proposed[Need.UNTIL] = until.proposal()
        return proposed

    def _hint(self, need: Need) -> str:
        """Who proposes the department, and whether anybody there can take the case."""
        if need is not Need.DEPARTMENT or self.step is not Step.DISPATCH:
            return ""
        return "\n".join(filter(None, (self._proposed_by(), self._nobody_there())))

    def _proposed_by(self) -> str:
        """A meeting or the filing condition."""
        condition, decided = self._ground.condition(), self._decided()
        if decided:
            return self.tr("Decided by the joint meeting: {department}").format(
                department=self._words.department(decided)
            )
        if condition is None:
            return ""
        return self.tr("Proposed by filing condition {number}: {department}").format(
            number=condition.number, department=self._words.department(self._routed(condition))
        )

    def _nobody_there(self) -> str:
        proposed = self._proposed_department()
        if proposed is None or proposed in self._ground.content.served:
            return ""
        return self.tr(
            "{department} has no account here, so nobody can acknowledge the case."
        ).format(department=self._words.department(proposed))

    def _decided(self) -> str | None:
        return self._ground.content.details.decided_department

    def _proposed_department(self) -> str | None:
        condition = self._ground.condition()
        return self._decided() or (self._routed(condition) if condition else None)

    def _routed(self, condition: ConditionRow) -> str:
        """The condition's department; of all street offices the one where the case lies."""
        offices = self._words.facts.street_offices
        return offices.office(condition.department, self._ground.content.row.area)


def _descends(widget: QWidget | None, ancestor: QWidget) -> bool:
    """Also over the borders of windows, as a dialog's or a list's."""
    while widget is not None and widget is not ancestor:
        widget = widget.parentWidget()
    return widget is not None


def _fields_of(rule: Rule, ground: FormGround) -> list[Need]:
    """A meeting's decision is its note; before filing there is no condition to correct."""
    fields = list(dict.fromkeys((*rule.needs, *rule.takes, Need.NOTE)))
    if ground.step is Step.MEET:
        fields.remove(Need.NOTE)
    if ground.step is Step.CORRECT and not ground.is_filed():
        fields.remove(Need.CONDITION)
    return fields


def _with_hint(widget: QWidget, hint: str) -> QWidget:
    both = QWidget()
    column = QVBoxLayout(both)
    set_spaces(column, both, around=None, between=Space.TINY)
    column.addWidget(widget)
    column.addWidget(TextLabel(hint, role="small", wraps=True))
    return both
