"""The statements that put the rights of a centre in force, and the state that they lead to."""

from sqlalchemy import Connection, text

from commandcenter.database.postgres.rights.people import Staff, code, people_sql, posts_sql
from commandcenter.database.postgres.rights.tables import subject_row_sql, tables_sql

_IS_IN_FORCE = text("SELECT to_regnamespace('commandcenter_rights') IS NOT NULL")
_AS_IT_IS = {"no_parameters": True}
_LISTED = ("roles", "posts", "moves")


def rights_sql(staff: Staff) -> str:
    """All of it, to be run in one transaction; what was there before is replaced."""
    parts = (
        code("schema.sql"),
        posts_sql(staff),
        people_sql(staff),
        code("closed.sql"),
        subject_row_sql(),
        code("viewer.sql"),
        code("log_guard.sql"),
        tables_sql(staff),
    )
    return "\n".join(parts)


def is_in_force(connection: Connection) -> bool:
    """Whether rights were ever put in force in this database."""
    return bool(connection.execute(_IS_IN_FORCE).scalar_one())


def run(connection: Connection, statements: str) -> None:
    """Many statements at once, which have no parameters and may contain a percent sign."""
    connection.exec_driver_sql(statements, execution_options=_AS_IT_IS)


def state(connection: Connection) -> frozenset[str]:
    """What the database says of its rights, a line each, without any name that is only a number."""
    found = connection.exec_driver_sql(code("state.sql"), execution_options=_AS_IT_IS)
    lines = set(found.scalars())
    if is_in_force(connection):
        for table in _LISTED:
            rows = connection.exec_driver_sql(
                f"SELECT t::text FROM commandcenter_rights.{table} t"  # noqa: S608  a constant
            )
            lines.update(f"listed in {table}: {row}" for row in rows.scalars())
    return frozenset(lines)
