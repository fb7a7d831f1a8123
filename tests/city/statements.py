"""Each SQL statement is compiled once in a test process, not once for every test's database.

SQLAlchemy remembers compiled statements per engine. The program keeps its engine open; the tests
open thousands, all of them through `commandcenter.database.engines` and with the same options."""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect

_COMPILED: dict[Any, Any] = {}


@event.listens_for(Engine, "engine_connect")
def _remember(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_COMPILED)


def _is_same_kind(one: DefaultDialect, other: object) -> bool:
    return type(one) is type(other)


# A dialect is part of every key of that memory, and by default equal to none but itself.
setattr(DefaultDialect, "__eq__", _is_same_kind)  # noqa: B010
setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))  # noqa: B010
