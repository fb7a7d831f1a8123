"""Nothing of what is evidence can be altered, removed or added by hand without being named."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Float, Integer, Row, Table, delete, insert, select, update

from commandcenter.database import Database
from commandcenter.database.shared_reading import Reading
from commandcenter.models.base import Moment
from commandcenter.models.schema.tables import METADATA
from commandcenter.services.log_audit.log_audit import all_faults, chains_of
from tests.services.evidence.hands import Change, altered

#: What comes and goes with the work and proves nothing: who runs the jobs, how far warnings were
#: watched, unsent words; of warnings only what the rules give.
_NO_EVIDENCE = frozenset(
    {"job_locks", "job_beats", "steady_ages", "warning_watch", "warnings", "drafts"}
)
#: What is emptied with a person, who could be guessed from it.
_NO_EVIDENCE_COLUMNS = frozenset({"idempotency_keys.body_digest"})
_EVIDENCE = [table for table in METADATA.sorted_tables if table.name not in _NO_EVIDENCE]


def _is_named(database: Database, change: Change) -> bool:
    with altered(database, change) as session:
        return next(all_faults(Reading(session), chains_of(session), None), None) is not None


def _first(connection: Connection, table: Table) -> Row[Any]:
    row = connection.execute(select(table).order_by(*table.primary_key)).first()
    assert row is not None, f"no row in {table.name}"
    return row


def _this(table: Table, row: Row[Any]) -> Any:
    conditions = [column == getattr(row, column.key) for column in table.primary_key]
    found = conditions[0]
    for one in conditions[1:]:
        found &= one
    return found


_OTHERWISE: dict[type, Any] = {
    bool: lambda value: not value,
    int: lambda value: value + 1000,
    float: lambda value: value + 0.5,
    bytes: lambda value: value + b"x",
    datetime: lambda value: value - timedelta(microseconds=1),
    date: lambda value: value + timedelta(days=1),
}
_WHERE_NOTHING_WAS: dict[type, Any] = {
    Moment: datetime(2030, 1, 1, tzinfo=UTC),
    Integer: 7,
    Float: 1.5,
}


def _otherwise(table: Table, row: Row[Any], name: str) -> object:
    value = getattr(row, name)
    if value is None:
        kinds = [kind for kind in _WHERE_NOTHING_WAS if isinstance(table.columns[name].type, kind)]
        return _WHERE_NOTHING_WAS[kinds[0]] if kinds else "x"
    if name == "ended_at":
        return value + timedelta(microseconds=1)
    return _OTHERWISE.get(type(value), lambda text: f"{text}x")(value)


def _put_otherwise(table: Table, name: str) -> Change:
    def change(connection: Connection) -> None:
        row = _first(connection, table)
        values = {name: _otherwise(table, row, name)}
        assert connection.execute(update(table).where(_this(table, row)).values(values)).rowcount

    return change


def _removed(table: Table) -> Change:
    return lambda connection: connection.execute(
        delete(table).where(_this(table, _first(connection, table)))
    )


def _emptied(table: Table) -> Change:
    return lambda connection: connection.execute(delete(table))


def _added(table: Table) -> Change:
    def change(connection: Connection) -> None:
        row = _first(connection, table)
        values = dict(row._mapping)
        last_key = list(table.primary_key)[-1].key
        copy = {last_key: _otherwise(table, row, last_key)}
        copy |= {name: f"{values[name]}x" for name in ("key_hash", "reference") if name in values}
        copy |= {"external_reference": None} if table.name == "cases" else {}
        copy |= {"is_home": False} if table.name == "centres" else {}
        connection.execute(insert(table), {**values, **copy})

    return change


def test_that_no_column_of_any_evidence_can_be_altered_unseen(lived: Database) -> None:
    names = [(table, column.key) for table in _EVIDENCE for column in table.columns]
    unseen = [
        f"{table.name}.{name}"
        for table, name in names
        if f"{table.name}.{name}" not in _NO_EVIDENCE_COLUMNS
        and not _is_named(lived, _put_otherwise(table, name))
    ]
    assert unseen == []


@pytest.mark.parametrize("how", [_removed, _emptied, _added])
def test_that_no_row_of_any_evidence_can_be_removed_or_added_unseen(
    lived: Database, how: Callable[[Table], Change]
) -> None:
    assert [table.name for table in _EVIDENCE if not _is_named(lived, how(table))] == []
