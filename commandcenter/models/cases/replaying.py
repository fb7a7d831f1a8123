"""Rebuilds a case from its history: every entry contains the changed columns and their values."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from commandcenter.models.base import Moment, Word
from commandcenter.models.cases.case import Case

_CHANGES = '"set":{'
_read_object = json.JSONDecoder().raw_decode
#: How the log's text becomes a value again, for the columns where it is another.
_READ: dict[str, Callable[[Any], object]] = {
    column.key: datetime.fromisoformat if isinstance(column.type, Moment) else column.type.words
    for column in Case.__table__.columns
    if column.key in Case.COLUMNS and isinstance(column.type, Moment | Word)
}


def changed_columns(payload: str) -> dict[str, Any]:
    """What a line changed; the rest of it, which is most of it, is not read. ValueError for none.

    In canonical JSON this key stands as it is written here, and before whatever could repeat it:
    keys are sorted, nothing stands between them, and quotes inside of texts are escaped.
    """
    columns: dict[str, Any]
    columns, _ = _read_object(payload, payload.index(_CHANGES) + len(_CHANGES) - 1)
    return columns


def columns_from_history(payloads: Iterable[str]) -> dict[str, Any]:
    """The stored columns of a case, rebuilt from the payloads of its lines, oldest first.

    The `version` of each line is among its changes; columns that became empty are left out.
    """
    columns: dict[str, Any] = {}
    for payload in payloads:
        columns |= changed_columns(payload)
    return {name: value for name, value in columns.items() if value is not None}


def as_values(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Values of the log as the case holds them. ValueError for values that cannot be read."""
    return {
        name: _READ[name](value) if name in _READ and value is not None else value
        for name, value in columns.items()
    }
