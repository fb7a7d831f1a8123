"""Reads the fields of a step, for buttons, HTTP and command line alike."""

from collections.abc import Mapping
from typing import TypeVar

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.field_declaration import (
    Declared,
    StepFields,
    declared,
    required,
)
from commandcenter.models.plain_text import is_blank

_Fields = TypeVar("_Fields", bound=StepFields)
_EMPTY: tuple[object, ...] = (None, [], ())


def read_fields(model: type[_Fields], raw: Mapping[str, object]) -> _Fields:
    """The fields of a step, from what was sent.

    `raw` contains text, numbers, lists of text and, for photos, PhotoUploads. InvalidInput, naming
    the field, for one that is missing, unknown to the step, or not what it should be. A blank text
    is the same as none.
    """
    fields = declared(model)
    given: dict[str, object] = {}
    for name, value in raw.items():
        field = fields.get(name)
        if field is None:
            known = ", ".join(sorted(fields))
            raise InvalidInput("field-unknown", field=name, name=name, known=known)
        if not _says_nothing(field, value):
            given[name] = value
    for name in required(model):
        if given.get(name) in _EMPTY:
            raise InvalidInput("field-missing", field=name, name=name)
    return model.model_validate(given)


def _says_nothing(field: Declared, value: object) -> bool:
    return isinstance(value, str) and field.says_nothing_by_blank and is_blank(value)
