"""How a field of a step is declared, and the model that the fields of every step extend."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import cache
from typing import Annotated, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from commandcenter.models.cases.rules.field_kinds import Kind, LongText


class Ask(StrEnum):
    """How a form asks for a field."""

    NOTHING = auto()
    LINE = auto()
    LONG_TEXT = auto()
    MOMENT = auto()
    PLACE = auto()
    PHOTOS = auto()
    CATEGORY = auto()
    CATEGORIES = auto()
    CONDITION = auto()
    OTHER_CONDITION = auto()
    REASON = auto()
    INSPECTOR = auto()
    DEPARTMENT = auto()
    DEPARTMENTS = auto()
    CLOSING = auto()
    CREW = auto()
    CASE = auto()
    AREA = auto()


class Lasts(Enum):
    """How long an answer that was typed but not sent keeps its meaning while the case changes."""

    ALWAYS = auto()
    #: Until the stage, the department or what the step answers is different.
    WITH_STATE = auto()
    #: Until the category or the filing condition is different, too: they decide what is offered.
    WITH_CATEGORY = auto()


@dataclass(frozen=True, slots=True)
class Declared:
    """Everything about a field but its name, its type and whether it is required, which the model
    says.

    `about`: for OpenAPI and the command line, with units. `word`: the id of its label among the
    terms, if other than its name. `says_nothing_by_blank`: whether a blank text is the same as
    none. `is_free_text`: typed by a person, may name people, and is therefore never in the log.
    """

    kind: Kind
    ask: Ask
    about: str
    lasts: Lasts = Lasts.ALWAYS
    word: str = ""
    says_nothing_by_blank: bool = True
    is_free_text: bool = False

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        read = self.kind.read
        return core_schema.with_info_plain_validator_function(
            lambda value, info: read(value, info.field_name or "")
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, object]:
        return {**self.kind.schema(), "description": self.about}


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a case has already, so that a step need not ask for it."""

    is_filed: bool = False
    has_category: bool = False
    has_photo_before: bool = False


NOTE = Declared(LongText(), Ask.LONG_TEXT, "Free words, also on several lines.", is_free_text=True)
Note = Annotated[str, NOTE]


class StepFields(BaseModel):
    """The fields of a step. Each may carry a note."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    note: Note | None = None

    @classmethod
    def wanted(cls, given: Collection[str], case: CaseFacts) -> Iterable[str]:
        """The fields that are not required in general, but of this case if only `given` are
        given."""
        return ()

    @classmethod
    def asked(cls, case: CaseFacts) -> list[str]:
        """The fields that a form asks for, in its order."""
        return [name for name, one in declared(cls).items() if one.ask is not Ask.NOTHING]


@cache
def declared(model: type[StepFields]) -> Mapping[str, Declared]:
    """The fields of a model: first those that are required, the note that all have in common last
    unless it is."""
    fields = model.model_fields
    needed = required(model)
    optional = [name for name in fields if name not in (*needed, "note")]
    note = () if "note" in needed else ("note",)
    return {name: _declared(fields[name]) for name in (*needed, *optional, *note)}


@cache
def required(model: type[StepFields]) -> tuple[str, ...]:
    """The fields without which the step is refused, in the order of their declaration."""
    return tuple(name for name, field in model.model_fields.items() if field.is_required())


@cache
def fields_by(model: type[StepFields], ask: Ask) -> tuple[str, ...]:
    """The fields that a form asks for in this way, in the order of their declaration."""
    return tuple(name for name in model.model_fields if declared(model)[name].ask is ask)


def _declared(field: FieldInfo) -> Declared:
    """The metadata of a type; for an optional field, those of the type beside None."""
    inner = (one for part in get_args(field.annotation) for one in _metadata_of(part))
    return next(one for one in (*field.metadata, *inner) if isinstance(one, Declared))


def _metadata_of(annotation: object) -> tuple[object, ...]:
    found: tuple[object, ...] = getattr(annotation, "__metadata__", ())
    return found
