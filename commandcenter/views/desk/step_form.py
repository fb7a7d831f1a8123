"""The form of one step: a line for each field that the life-cycle table names, and a note."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from commandcenter.models.cases.lifecycle import REASONS, Need, Rule
from commandcenter.models.cases.stage import Closing, Step
from commandcenter.services.city import CategoryRow, ConditionRow
from commandcenter.views.city_words import CityWords
from commandcenter.views.desk.case_reader import CaseContent
from commandcenter.views.desk.field_choosers import (
    Choice,
    ConditionChooser,
    MomentChooser,
    NoteBox,
    SeveralChooser,
    WordChooser,
    WordLine,
)
from commandcenter.views.desk.photo_picker import PhotoPicker
from commandcenter.views.spacing import set_spaces
from commandcenter.views.text_label import TextLabel
from commandcenter.views.theme import Space


class Field(Protocol):
    """What every chooser is."""

    @property
    def changed(self) -> SignalInstance: ...
    def value(self) -> object: ...
    def set_value(self, value: object) -> None: ...


class StepForm(QWidget):
    """It knows when it is complete; whether the step is allowed the service says.

    Signals:
        changed: something was typed or chosen.
    """

    changed = Signal()

    def __init__(self, step: Step, rule: Rule, content: CaseContent, words: CityWords) -> None:
        super().__init__()
        self.step = step
        self._needs = rule.needs
        self._content = content
        self._words = words
        self.fields: dict[Need, QWidget] = {}
        self._form = QFormLayout(self)
        set_spaces(self._form, self, around=None, between=Space.MEDIUM)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        for need in dict.fromkeys((*rule.needs, *rule.takes, Need.NOTE)):
            self._add(need)
        for need, value in self._proposals().items():
            self._field(need).set_value(value)

    def values(self) -> dict[Need, object]:
        return {need: self._field(need).value() for need in self.fields}

    def restore(self, values: Mapping[Need, object]) -> None:
        """What was entered before; what is not among it keeps its proposal."""
        for need, value in values.items():
            if need in self.fields:
                self._field(need).set_value(value)

    def is_complete(self) -> bool:
        values = self.values()
        return all(values[need] not in (None, "", []) for need in self._needs)

    def focus_first(self) -> None:
        """To the first field that still wants an answer, else to the first."""
        values = self.values()
        wanting = [need for need in self._needs if values[need] in (None, "", [])]
        first = (wanting or list(self.fields))[0]
        self.fields[first].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _add(self, need: Need) -> None:
        widget = _MAKERS[need](self)
        label = TextLabel(self._label(need), role="muted")
        label.setBuddy(widget)
        widget.setAccessibleName(label.text())
        self.fields[need] = widget
        self._field(need).changed.connect(self.changed)
        hint = self._hint(need)
        self._form.addRow(label, _with_hint(widget, hint) if hint else widget)

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
            Need.INTO: self.tr("Into"),
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
        if Need.CATEGORY in self.fields and self._content.row.category:
            proposed[Need.CATEGORY] = self._content.row.category
        condition = self._condition()
        if Need.DEPARTMENT in self.fields and condition:
            proposed[Need.DEPARTMENT] = self._routed(condition)
        if Need.CLOSING in self.fields:
            proposed[Need.CLOSING] = Closing.DONE
        return proposed

    def _hint(self, need: Need) -> str:
        condition = self._condition()
        if need is not Need.DEPARTMENT or condition is None:
            return ""
        return self.tr("Proposed by filing condition {number}: {department}").format(
            number=condition.number, department=self._words.department(self._routed(condition))
        )

    def _routed(self, condition: ConditionRow) -> str:
        """The condition's department; of all street offices the one where the case lies."""
        offices = self._words.facts.street_offices
        return offices.office(condition.department, self._content.row.area)

    def _category(self) -> CategoryRow | None:
        return self._words.facts.categories.get(self._content.row.category or "")

    def _condition(self) -> ConditionRow | None:
        """The one under which the case was filed."""
        category, number = self._category(), self._content.details.condition
        conditions = category.conditions if category else ()
        return next((condition for condition in conditions if condition.number == number), None)

    # ---- one maker a field ----------------------------------------------------------------------

    def _make_category(self) -> QWidget:
        categories = self._words.facts.categories.values()
        return WordChooser([_category_choice(c, self._words) for c in categories], search_too=True)

    def _make_condition(self) -> QWidget:
        category = self._category()
        return ConditionChooser(category.conditions if category else (), self._words)

    def _make_reason(self) -> QWidget:
        return WordChooser((code, self._words.reason(code)) for code in REASONS[self.step])

    def _make_inspector(self) -> QWidget:
        chooser = WordChooser((name, self._words.actor(name)) for name in self._content.inspectors)
        chooser.choose_only()
        return chooser

    def _make_department(self) -> QWidget:
        return WordChooser(self._departments(), search_too=True)

    def _make_assisting(self) -> QWidget:
        return SeveralChooser(self._departments())

    def _make_into(self) -> QWidget:
        """Merging wants one of the cases nearby; splitting the kinds of the parts."""
        if self.step is Step.SPLIT:
            categories = self._words.facts.categories.values()
            return SeveralChooser([_category_choice(c, self._words) for c in categories])
        return WordChooser(
            [(row.number, f"{row.number} · {row.address or ''}") for row in self._content.similar]
        )

    def _make_closing(self) -> QWidget:
        return WordChooser((closing, self._words.word(closing)) for closing in Closing)

    def _departments(self) -> list[Choice]:
        return [(code, self._words.department(code)) for code in self._words.facts.departments]


_MAKERS: dict[Need, Callable[[StepForm], QWidget]] = {
    Need.CATEGORY: StepForm._make_category,
    Need.CONDITION: StepForm._make_condition,
    Need.REASON: StepForm._make_reason,
    Need.INSPECTOR: StepForm._make_inspector,
    Need.DEPARTMENT: StepForm._make_department,
    Need.ASSISTING: StepForm._make_assisting,
    Need.CLOSING: StepForm._make_closing,
    Need.PHOTO: lambda _: PhotoPicker(),
    Need.NOTE: lambda _: NoteBox(),
    Need.UNTIL: lambda _: MomentChooser(),
    Need.CREW: lambda _: WordLine(),
    Need.DECISION: lambda _: NoteBox(),
    Need.INTO: StepForm._make_into,
    Need.KIND: StepForm._make_category,
    Need.PLACE: lambda _: WordLine(),
    Need.BEFORE: lambda _: PhotoPicker(),
    Need.AFTER: lambda _: PhotoPicker(),
}


def _category_choice(category: CategoryRow, words: CityWords) -> Choice:
    kind, of_class = words.said(category.name), words.said(category.class_name)
    return category.code, f"{kind} · {of_class} · {category.code}"


def _with_hint(widget: QWidget, hint: str) -> QWidget:
    both = QWidget()
    column = QVBoxLayout(both)
    set_spaces(column, both, around=None, between=Space.TINY)
    column.addWidget(widget)
    column.addWidget(TextLabel(hint, role="small", wraps=True))
    return both
