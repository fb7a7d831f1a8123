"""Which keys a section of city.toml may have, derived from the types of its model."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from types import UnionType
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from commandcenter.packs.settings.city_file import CityFile


def known_keys(loc: Sequence[int | str]) -> tuple[str, ...]:
    """The keys at this place: the fields of a model or of a part, in their order."""
    here: object = CityFile
    for part in loc:
        here = _plain(_below(here, part))
    return tuple(field.name for field in fields(here)) if is_dataclass(here) else _settings()


def _settings() -> tuple[str, ...]:
    return tuple(CityFile.model_fields)


def _below(here: object, part: int | str) -> object:
    items = get_args(here)  # of a tuple, or key and value of a mapping
    if not items:
        return get_type_hints(here, include_extras=True)[str(part)]
    return items[0] if isinstance(part, int) else items[1]


def _plain(hint: object) -> object:
    """Without what is annotated, and without None."""
    while get_origin(hint) in (Annotated, Union, UnionType):
        hint = get_args(hint)[0]
    return hint
