"""What mapped classes share: moments in UTC, enums as text, names of constraints."""

from collections.abc import Callable
from dataclasses import field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, dataclass_transform

from sqlalchemy import DateTime, Dialect, LargeBinary, MetaData, Text, TypeDecorator
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import DeclarativeBase, MappedAsDataclass, mapped_column, relationship
from sqlalchemy.types import TypeEngine

from commandcenter.models.moments import moment_text

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class _TextMoment(sqlite.DATETIME):
    """The same text as SQLAlchemy's own type, but faster: lists hold 100,000 of them."""

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        def write(moment: datetime | None) -> str | None:
            if moment is None:
                return None
            text = moment_text(moment)  # the log has just asked for it
            return f"{text[:10]} {text[11:-1]}"

        return write

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], datetime | None]:
        parse = datetime.fromisoformat

        def read(text: str | None) -> datetime | None:
            if not text:
                return None
            moment = parse(text + "+00:00")
            # Somebody may have written a bare day by hand, to which no zone can be added.
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

        return read


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is a bug and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "sqlite":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(_TextMoment())  # type: ignore[no-untyped-call]

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is UTC:
            return value
        if value.tzinfo is None:
            raise ValueError(f"a moment without time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)

    def result_processor(
        self, dialect: Dialect, coltype: Any
    ) -> Callable[[Any], datetime | None] | None:
        if dialect.name == "sqlite":  # what its text is read as is in UTC
            return self.impl_instance.result_processor(dialect, coltype)
        return super().result_processor(dialect, coltype)


class Word(TypeDecorator[StrEnum]):
    """An enum kept as its text: the table stays readable, and a new word needs no migration."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words
        self._by_text = {str(word): word for word in words}  # calling an enum takes ten times

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], StrEnum | None]:
        words, known = self.words, self._by_text.get

        def read(text: str | None) -> StrEnum | None:
            return None if text is None else known(text) or words(text)  # refuses what is none

        return read


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship, field))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """The root of every mapped class."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar = {datetime: Moment, str: Text, bytes: LargeBinary}
