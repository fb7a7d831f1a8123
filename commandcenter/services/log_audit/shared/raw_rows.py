"""Rows as the database holds them, in the words of the log: also what no case could have.

The values come as the driver gives them, moments turned into the log's text by the database. An
audit reads millions of them, and a mapped object would refuse the very rows it looks for.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypedDict

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    func,
    literal_column,
    select,
    true,
    type_coerce,
    union_all,
)

from commandcenter.database.bulk.selects import Rows
from commandcenter.models.base import Base, Moment, Word
from commandcenter.models.city.centre import Centre
from commandcenter.models.schema.seal import UNSEALED, Seal
from commandcenter.models.work.kinds import Kind
from commandcenter.models.work.log.event_log import EventLogEntry

_POSTGRES_FORMAT: ColumnElement[str] = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""")
_BATCH = 1000
_ENTRIES = EventLogEntry.__table__.columns


class Audited(NamedTuple):
    """What an audit reads: the rows of one centre, on this connection."""

    connection: Connection
    centre: str


class NumbersBetween(TypedDict):
    """Subjects with `after` < number <= `until`, in the database's own order of numbers."""

    after: str
    until: str


def names_of(table: type[Base]) -> tuple[str, ...]:
    """The names of its columns that history tells of; the centre is the same in all."""
    return tuple(
        column.key
        for column in table.__table__.columns
        if column.key != "centre" and column.info.get("in_history", True)
    )


def log_between(audited: Audited, after: int | None, until: int | None) -> Rows:
    """Every line with `after` < sequence <= `until`; None: from the first, to the last."""
    query = _all_of(EventLogEntry, audited).order_by(EventLogEntry.sequence)
    if after is not None:
        query = query.where(EventLogEntry.sequence > after)
    if until is not None:
        query = query.where(EventLogEntry.sequence <= until)
    return Rows(query, audited.connection)


def places_of_lines(audited: Audited, subject: str, number: str | None) -> Rows:
    """Sequence, number and version of the lines of a kind of subject, or of one of them, in the
    order of the log."""
    log = _ENTRIES
    query = select(log.sequence, log.number, log.version).where(
        log.centre == audited.centre, log.subject == subject
    )
    if number is not None:
        query = query.where(log.number == number)
    return Rows(query.order_by(log.sequence), audited.connection)


def whole_ledger(audited: Audited) -> Rows:
    """Every seal: sequence, moment, document, previous hash and hash."""
    return Rows(_all_of(Seal, audited).order_by(Seal.sequence), audited.connection)


def lines_between(audited: Audited, kind: Kind, *names: str) -> Rows:
    """These columns of the lines of some subjects of a kind, each in its order."""
    columns = [_as_logged(_ENTRIES[name], audited.connection) for name in names]
    query = select(*columns).where(
        _of(audited, EventLogEntry), _is(EventLogEntry, kind), _between(EventLogEntry)
    )
    return Rows(query.order_by(EventLogEntry.number, EventLogEntry.version), audited.connection)


def rows_between(table: type[Base], audited: Audited, kind: Kind) -> Rows:
    """All that a table holds of some subjects: those with `after` < number <= `until`."""
    query = _all_of(table, audited).where(_is(table, kind), _between(table))
    return Rows(query, audited.connection)


def sealed_rows(table: type[Base], audited: Audited) -> Rows:
    """All columns of a table, the centre too, but those that no seal covers."""
    columns = [c for c in table.__table__.columns if c.key not in UNSEALED]
    query = select(*(_as_logged(column, audited.connection) for column in columns))
    return Rows(query.where(_of(audited, table)), audited.connection)


def names_in(table: type[Base]) -> list[str]:
    """The names of all its columns, but those that no seal covers."""
    return [column.key for column in table.__table__.columns if column.key not in UNSEALED]


def batches(audited: Audited, kind: Kind, tables: Sequence[type[Base]]) -> Iterator[NumbersBetween]:
    """Stretches of numbers: of subjects of a kind, of their histories and in these tables, in the
    database's order."""
    connection, own = audited.connection, kind.mapped.__table__.columns
    of_kind = select(own.number).where(_of(audited, own)).order_by(own.number)
    numbers = connection.scalars(of_kind).all()
    mapped: list[type[Base]] = [*tables, EventLogEntry]
    ends = [
        select(func.max(table.__table__.columns.number).label("last")).where(
            _of(audited, table.__table__.columns), _is(table, kind)
        )
        for table in mapped
    ]
    last = connection.scalars(select(func.max(union_all(*ends).subquery().c.last)))
    after = ""
    for until in filter(None, [*numbers[_BATCH - 1 :: _BATCH], *numbers[-1:], *last]):
        yield {"after": after, "until": until}
        after = until


def _all_of(table: type[Base], audited: Audited) -> Select[Any]:
    columns = [table.__table__.columns[name] for name in names_of(table)]
    logged = [_as_logged(column, audited.connection) for column in columns]
    return select(*logged).where(_of(audited, table))


def _of(audited: Audited, table: Any) -> ColumnElement[bool]:
    column = table.code if table is Centre else table.centre
    mine: ColumnElement[bool] = column == audited.centre
    return mine


def _is(table: type[Base], kind: Kind) -> ColumnElement[bool]:
    """Of a table that several kinds of subject share, the rows of one."""
    subject = table.__table__.columns.get("subject")
    return true() if subject is None else subject == kind.name


def _between(table: Any) -> ColumnElement[bool]:
    """In the database's own order of numbers, whatever that is."""
    found: ColumnElement[bool] = (table.number > bindparam("after", "")) & (
        table.number <= bindparam("until", "")
    )
    return found


def _as_logged(column: ColumnElement[Any], connection: Connection) -> ColumnElement[Any]:
    if isinstance(column.type, Word):
        return type_coerce(column, Text)
    if not isinstance(column.type, Moment):
        return column
    if connection.dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", column), _POSTGRES_FORMAT, type_=Text)
    return func.replace(type_coerce(column, Text), " ", "T", type_=Text) + "Z"
