"""Rows as the database holds them, in the words of the log: also what no case could have.

The values come as the driver gives them, moments turned into the log's text by the database. An
audit reads millions of them, and a mapped object would refuse the very rows it looks for.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    func,
    literal_column,
    select,
    type_coerce,
    union_all,
)

from commandcenter.database.bulk.selects import Rows
from commandcenter.models.base import Base, Moment, Word
from commandcenter.models.cases.case import Case
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.schema.seal import UNSEALED, Seal
from commandcenter.models.work.event_log import EventLogEntry

_POSTGRES_FORMAT: ColumnElement[str] = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""")
_BATCH = 1000
_ENTRIES = EventLogEntry.__table__.columns


def names_of(table: type[Base]) -> tuple[str, ...]:
    """The names of its columns that history tells of; the centre is the same in all."""
    return tuple(
        column.key
        for column in table.__table__.columns
        if column.key != "centre" and column.info.get("in_history", True)
    )


def whole_log(connection: Connection) -> Rows:
    """Every line, from the first to the last."""
    return Rows(_all_of(EventLogEntry, connection).order_by(EventLogEntry.sequence), connection)


def whole_ledger(connection: Connection) -> Rows:
    """Every seal: sequence, moment, document, previous hash and hash."""
    return Rows(_all_of(Seal, connection).order_by(Seal.sequence), connection)


def lines_between(connection: Connection, *names: str) -> Rows:
    """These columns of the lines of some cases, each in its order."""
    columns = [_as_logged(_ENTRIES[name], connection) for name in names]
    query = select(*columns).where(_here(EventLogEntry), _between(EventLogEntry))
    return Rows(query.order_by(EventLogEntry.number, EventLogEntry.version), connection)


def rows_between(table: type[Base], connection: Connection) -> Rows:
    """All that a table holds of some cases: those with `after` < number <= `until`."""
    return Rows(_all_of(table, connection).where(_between(table)), connection)


def sealed_rows(table: type[Base], connection: Connection) -> Rows:
    """All columns of a table, the centre too, but those that no seal covers."""
    columns = [c for c in table.__table__.columns if c.key not in UNSEALED]
    query = select(*(_as_logged(column, connection) for column in columns))
    return Rows(query.where(_here(table)) if "centre" in names_in(table) else query, connection)


def names_in(table: type[Base]) -> list[str]:
    """The names of all its columns, but those that no seal covers."""
    return [column.key for column in table.__table__.columns if column.key not in UNSEALED]


def batches(connection: Connection, tables: Sequence[type[Base]]) -> Iterator[dict[str, str]]:
    """Stretches of numbers, of cases, of histories and in these tables, in the database's order."""
    numbers = connection.scalars(select(Case.number).where(_here(Case)).order_by(Case.number)).all()
    mapped: list[type[Base]] = [*tables, EventLogEntry]
    columns = [table.__table__.columns for table in mapped]
    ends = [select(func.max(one.number).label("last")).where(_here(one)) for one in columns]
    last = connection.scalars(select(func.max(union_all(*ends).subquery().c.last)))
    after = ""
    for until in filter(None, [*numbers[_BATCH - 1 :: _BATCH], *numbers[-1:], *last]):
        yield {"after": after, "until": until}
        after = until


def _all_of(table: type[Base], connection: Connection) -> Select[Any]:
    columns = [table.__table__.columns[name] for name in names_of(table)]
    logged = [_as_logged(column, connection) for column in columns]
    return select(*logged).where(_here(table))


def _here(table: Any) -> ColumnElement[bool]:
    here: ColumnElement[bool] = table.centre == THIS_CENTRE
    return here


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
