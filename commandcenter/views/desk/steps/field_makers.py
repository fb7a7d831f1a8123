"""One maker for each way in which a form asks for a field: the widget, and what it offers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QWidget

from commandcenter.models.cases.rules.field_declaration import Ask, CaseFacts
from commandcenter.models.cases.rules.lifecycle import REASONS
from commandcenter.models.cases.rules.stage import Closing, Step
from commandcenter.services.city import CategoryRow, ConditionRow
from commandcenter.views.desk.forms.condition_chooser import ConditionChooser
from commandcenter.views.desk.reading.case_reader import CaseContent
from commandcenter.views.desk.steps.field_choosers import (
    Choice,
    SeveralChooser,
    SeveralKinds,
    WordChooser,
    WordLine,
)
from commandcenter.views.desk.steps.merge_chooser import MergeChooser
from commandcenter.views.desk.steps.moment_chooser import MomentChooser
from commandcenter.views.desk.steps.note_box import NoteBox
from commandcenter.views.desk.steps.photo_picker import PhotoPicker
from commandcenter.views.desk.steps.place_chooser import PlaceChooser
from commandcenter.views.look.city_words import CityWords


@dataclass(frozen=True, slots=True)
class FormGround:
    """What a form is made for: the step, the case, the city's words and time, the crews known."""

    step: Step
    content: CaseContent
    words: CityWords
    now: datetime
    crews: Sequence[str] = ()

    def category(self) -> CategoryRow | None:
        return self.words.facts.categories.get(self.content.row.category or "")

    def condition(self) -> ConditionRow | None:
        """The one under which the case was filed."""
        number = self.content.details.condition
        return next((one for one in self.conditions() if one.number == number), None)

    def conditions(self, category: str = "") -> tuple[ConditionRow, ...]:
        """Of another category, or of the case's own."""
        known = self.words.facts.categories.get(category) if category else self.category()
        return known.conditions if known else ()

    def other_conditions(self) -> list[ConditionRow]:
        """What the case could have been filed under instead, within its kind."""
        own = self.content.details.condition
        return [one for one in self.conditions() if one.number != own]

    def facts(self) -> CaseFacts:
        details = self.content.details
        return CaseFacts(
            is_filed=details.filed_at is not None,
            has_category=self.content.row.category is not None,
            has_photo_before=any(photo.phase == "before" for photo in details.photos),
        )


def make_field(ask: Ask, ground: FormGround) -> QWidget:
    return _MAKERS[ask](ground)


def _category(ground: FormGround) -> QWidget:
    return WordChooser(_categories(ground), search_too=True)


def _condition(ground: FormGround) -> QWidget:
    chooser = ConditionChooser(ground.conditions(), ground.words)
    chooser.choose_only()
    return chooser


def _other_condition(ground: FormGround) -> QWidget:
    return ConditionChooser(ground.other_conditions(), ground.words)


def _reason(ground: FormGround) -> QWidget:
    added = ground.words.facts.settings.reasons.get(ground.step, ())
    codes = (*REASONS[ground.step], *(own.code for own in added))
    return WordChooser((code, ground.words.reason(code)) for code in codes)


def _inspector(ground: FormGround) -> QWidget:
    names = ground.content.inspectors.get(ground.step, ())
    chooser = WordChooser((name, ground.words.actor(name)) for name in names)
    chooser.choose_only()
    return chooser


def _department(ground: FormGround) -> QWidget:
    return WordChooser(_departments(ground), search_too=True)


def _several_departments(ground: FormGround) -> QWidget:
    return SeveralChooser(_departments(ground))


def _several_categories(ground: FormGround) -> QWidget:
    return SeveralKinds(_categories(ground))


def _case(ground: FormGround) -> QWidget:
    """One of the cases near by, or any other."""
    return MergeChooser([case.row.number for case in ground.content.likely])


def _closing(ground: FormGround) -> QWidget:
    """What the filing condition allows; all where none is known."""
    condition = ground.condition()
    allowed = condition.closings if condition else tuple(Closing)
    return WordChooser((closing, ground.words.word(closing)) for closing in allowed)


def _moment(ground: FormGround) -> QWidget:
    return MomentChooser(ground.now.astimezone(ground.words.zone))


def _note(ground: FormGround) -> QWidget:
    words = ground.words
    return NoteBox([words.said(phrase) for phrase in words.facts.settings.texts.values()])


def _area(ground: FormGround) -> QWidget:
    """The areas below the one whose desk has the case, around the place of the case."""
    row, words = ground.content.row, ground.words
    chooser = WordChooser((code, words.area(code)) for code in words.areas_below(row))
    chooser.choose_only()
    return chooser


def _crew(ground: FormGround) -> QWidget:
    return WordLine(ground.crews)


def _categories(ground: FormGround) -> list[Choice]:
    return [_category_choice(c, ground.words) for c in ground.words.facts.categories.values()]


def _departments(ground: FormGround) -> list[Choice]:
    words = ground.words
    return [(code, words.department(code)) for code in words.facts.departments]


def _category_choice(category: CategoryRow, words: CityWords) -> Choice:
    kind, of_class = words.said(category.name), words.said(category.class_name)
    return category.code, f"{kind} · {of_class} · {category.code}"


_MAKERS: dict[Ask, Callable[[FormGround], QWidget]] = {
    Ask.LINE: lambda _: WordLine(),
    Ask.LONG_TEXT: _note,
    Ask.MOMENT: _moment,
    Ask.PLACE: lambda _: PlaceChooser(),
    Ask.PHOTOS: lambda _: PhotoPicker(),
    Ask.CATEGORY: _category,
    Ask.CATEGORIES: _several_categories,
    Ask.CONDITION: _condition,
    Ask.OTHER_CONDITION: _other_condition,
    Ask.REASON: _reason,
    Ask.INSPECTOR: _inspector,
    Ask.DEPARTMENT: _department,
    Ask.DEPARTMENTS: _several_departments,
    Ask.CLOSING: _closing,
    Ask.CREW: _crew,
    Ask.CASE: _case,
    Ask.AREA: _area,
}
