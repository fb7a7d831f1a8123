"""A case as its history tells it: every line says which columns it changed, and to what."""

import json
from collections.abc import Iterable
from typing import Any


def columns_from_history(payloads: Iterable[str]) -> dict[str, Any]:
    """The stored columns of a case, rebuilt from the payloads of its lines, oldest first.

    The `version` of each line is among its changes; columns that became empty are left out.
    """
    columns: dict[str, Any] = {}
    for payload in payloads:
        columns |= json.loads(payload)["set"]
    return {name: value for name, value in columns.items() if value is not None}
