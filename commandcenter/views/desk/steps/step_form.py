"""The form of one step: a line for each field that its declaration asks for."""

from collections.abc import Mapping, Sequence
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

from commandcenter.models.cases.rules.field_declaration import (
    Lasts,
    StepFields,
    declared,
    required,
)
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

    def __init__(self, model: type[StepFields], ground: FormGround) -> None:
        super().__init__()
        self.step = ground.step
        self.number = ground.content.row.number
        self.basis = basis_of(ground.step, ground.content)
        self.is_frozen = False
        self._is_touched = False
        self._ground = ground
        self._model = model
        self._words = ground.words
        self.fields: dict[str, QWidget] = {}
        self._form = QFormLayout(self)
        set_spaces(self._form, self, around=None, between=Space.MEDIUM)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._say_what_was_asked()
        for name in model.asked(ground.facts()):
            self._add(name)
        self._bind()
        for name, value in self._proposals().items():
            self._field(name).set_value(value)
        self._initial = self.values()
        self._composition = Composition(self)
        self.changed.connect(self._touch)

    def values(self) -> dict[str, object]:
        return {name: self._field(name).value() for name in self.fields}

    def entered(self) -> dict[str, object]:
        """What is other than the form proposed."""
        return {
            name: value for name, value in self.values().items() if self._initial[name] != value
        }

    def restore(self, values: Mapping[str, object]) -> None:
        """What was entered before; what is not among it keeps its proposal."""
        for name in self.fields:
            if name in values:
                self._field(name).set_value(values[name])

    def restore_lasting(self, values: Mapping[str, object]) -> None:
        """What was entered while the case stood otherwise, and still means the same."""
        lasting = {n for n, one in declared(self._model).items() if one.lasts is Lasts.ALWAYS}
        self.restore({name: value for name, value in values.items() if name in lasting})

    def say_absent(self, absent: Mapping[str, Sequence[str]]) -> None:
        """What was entered at another machine and cannot be had here."""
        for name, names in absent.items():
            picker = self.fields.get(name)
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

    def focused(self) -> str | None:
        """The field that has the focus."""
        focus = QApplication.focusWidget()
        return next((name for name, one in self.fields.items() if _descends(focus, one)), None)

    def focus(self, name: str) -> None:
        self.fields[name].setFocus(Qt.FocusReason.OtherFocusReason)

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

    def _wanting(self) -> list[str]:
        """The fields without which the step would be refused."""
        values = self.values()
        given = [name for name, value in values.items() if value not in _EMPTY]
        wanted = [*required(self._model), *self._model.wanted(given, self._ground.facts())]
        return [name for name in wanted if name not in given]

    def _say_what_was_asked(self) -> None:
        asked = AskedWords(self._words, self).text(self.step, self._ground.content)
        if asked:
            label = TextLabel(asked, role="said", wraps=True)
            label.let_copy()
            self._form.addRow(label)

    def _add(self, name: str) -> None:
        field = declared(self._model)[name]
        widget = make_field(field.ask, self._ground)
        label = TextLabel(self._words.field(field.word or name), role="muted")
        label.setBuddy(widget)
        widget.setAccessibleName(label.text())
        self.fields[name] = widget
        self._field(name).changed.connect(self.changed)
        hint = self._hint(name)
        self._form.addRow(label, _with_hint(widget, hint) if hint else widget)

    def _bind(self) -> None:
        """Fields that depend on each other, and those that open something."""
        into, kind = self.fields.get("into"), self.fields.get("kind")
        if isinstance(into, MergeChooser):
            into.compare_wanted.connect(self.compare_wanted)
        if isinstance(kind, WordChooser) and "condition" in self.fields:
            kind.changed.connect(self._follow_kind)

    @Slot()
    def _follow_kind(self) -> None:
        """The conditions are those of the kind that was chosen, else the others of the case's."""
        kind, condition = str(self._field("kind").value()), self.fields["condition"]
        if not isinstance(condition, ConditionChooser):
            return
        if kind:
            condition.show_conditions(self._ground.conditions(kind))
            condition.choose_only()
        else:
            condition.show_conditions(self._ground.other_conditions())

    def _field(self, name: str) -> Field:
        widget: Field = self.fields[name]  # type: ignore[assignment]
        return widget

    def _proposals(self) -> dict[str, object]:
        """What the case itself suggests."""
        proposed: dict[str, object] = {}
        if "category" in self.fields and self._ground.content.row.category:
            proposed["category"] = self._ground.content.row.category
        if self.step is Step.DISPATCH and (department := self._proposed_department()):
            proposed["department"] = department
        if self.step is Step.DISPATCH:  # whom a joint meeting lets assist
            proposed["assisting"] = list(self._ground.content.row.assisting)
        if "closing" in self.fields:
            proposed["closing"] = Closing.DONE
        until = self.fields.get("until")
        if isinstance(until, MomentChooser) and "until" in required(self._model):
            proposed["until"] = until.proposal()
        return proposed

    def _hint(self, name: str) -> str:
        """Say who proposes the department, and whether anybody there can take the case."""
        if name != "department" or self.step is not Step.DISPATCH:
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


def _with_hint(widget: QWidget, hint: str) -> QWidget:
    both = QWidget()
    column = QVBoxLayout(both)
    set_spaces(column, both, around=None, between=Space.TINY)
    column.addWidget(widget)
    column.addWidget(TextLabel(hint, role="small", wraps=True))
    return both
