"""Rebuilds a subject from its history: every entry has the changed columns and their values."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from commandcenter.models.base import Moment, Word
from commandcenter.models.work.logged import Logged

_CHANGES = '"set":{'
_read_object = json.JSONDecoder().raw_decode


def changed_columns(payload: str) -> dict[str, object]:
    """What a line changed; the rest of it, which is most of it, is not read. ValueError for none.

    In canonical JSON this key stands as it is written here, and before whatever could repeat it:
    keys are sorted, nothing stands between them, and quotes inside of texts are escaped.
    """
    columns: dict[str, object]
    columns, _ = _read_object(payload, payload.index(_CHANGES) + len(_CHANGES) - 1)
    return columns


def columns_from_history(payloads: Iterable[str]) -> dict[str, object]:
    """The stored columns of a subject, rebuilt from the payloads of its lines, oldest first.

    The `version` of each line is among its changes; columns that became empty are left out.
    """
    columns: dict[str, object] = {}
    for payload in payloads:
        columns |= changed_columns(payload)
    return {name: value for name, value in columns.items() if value is not None}


def as_values(mapped: type[Logged], columns: Mapping[str, object]) -> dict[str, object]:
    """Values of the log as the subject holds them. ValueError for values that cannot be read."""
    readers = _readers(mapped)
    return {
        name: readers[name](value) if name in readers and value is not None else value
        for name, value in columns.items()
    }


@lru_cache(maxsize=8)
def _readers(mapped: type[Logged]) -> dict[str, Callable[[Any], object]]:
    """How the log's text becomes a value again, for the columns where it is another."""
    return {
        column.key: datetime.fromisoformat if isinstance(column.type, Moment) else column.type.words
        for column in mapped.__table__.columns
        if column.key in mapped.COLUMNS and isinstance(column.type, Moment | Word)
    }
