"""Mapped classes without the mapping, for tens of thousands of objects at once.

A mapped attribute costs ten times a plain one to set, and a life sets some three hundred. A bare
object has the verbs, properties and defaults of the mapped class on plain attributes. No session
may see one: it is written as rows.
"""

import dataclasses
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import inspect
from sqlalchemy.orm import Mapper

from commandcenter.models.base import Base

_Mapped = TypeVar("_Mapped", bound=Base)
_Makers = tuple[tuple[str, Callable[[], object]], ...]


def bare(mapped: type[_Mapped], **others: object) -> type[_Mapped]:
    """A plain class with everything that the mapped one can do; `others` replace its attributes."""
    mapper = cast(Mapper[_Mapped], inspect(mapped))
    names: dict[str, object] = {}
    for ancestor in reversed(mapped.__mro__[: mapped.__mro__.index(Base)]):
        names |= {name: it for name, it in vars(ancestor).items() if not _is_mapping(name, mapper)}
    names |= _defaults(mapped, mapper) | others
    names["__init__"] = _maker(_new_values(mapped, mapper))
    return cast(type[_Mapped], type(f"Bare{mapped.__name__}", (), names))


def _is_mapping(name: str, mapper: Mapper[_Mapped]) -> bool:
    return name.startswith(("__", "_sa_")) or name in mapper.attrs


def _defaults(mapped: type[_Mapped], mapper: Mapper[_Mapped]) -> dict[str, object]:
    """What an attribute says before it is set: as on a new mapped object."""
    needed = [
        field.name
        for field in dataclasses.fields(cast(Any, mapped))
        if field.init
        and field.default is dataclasses.MISSING
        and field.default_factory is dataclasses.MISSING
    ]
    fresh = mapped(**dict.fromkeys(needed))
    columns = {attribute.key: getattr(fresh, attribute.key) for attribute in mapper.column_attrs}
    return columns | {one.key: None for one in mapper.relationships if not one.uselist}


def _new_values(mapped: type[_Mapped], mapper: Mapper[_Mapped]) -> _Makers:
    """What every object has its own of: lists of records, and what is not mapped at all."""
    lists = [
        (many.key, cast(Callable[[], object], many.collection_class or list))
        for many in mapper.relationships
        if many.uselist
    ]
    plain = [
        (field.name, _factory(field))
        for field in dataclasses.fields(cast(Any, mapped))
        if field.name not in mapper.attrs
    ]
    return (*lists, *plain)


def _factory(field: dataclasses.Field[object]) -> Callable[[], object]:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory
    return lambda: field.default


def _maker(new_values: _Makers) -> Callable[..., None]:
    def make(self: object, **values: object) -> None:
        held = vars(self)
        held.update(values)
        for name, new in new_values:
            held[name] = new()

    return make


@lru_cache(maxsize=32)
def bare_of(mapped: type[_Mapped]) -> type[_Mapped]:
    """The bare class of a mapped one that refers to no others."""
    return bare(mapped)
