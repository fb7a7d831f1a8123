"""The rights of people and services in a centre's PostgreSQL: generated, compared, put in force."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from commandcenter.database import Database
from commandcenter.database.database import QUEUE_KEY
from commandcenter.database.postgres.line import unhurried
from commandcenter.database.postgres.rights.names import account_role, literal, quoted
from commandcenter.database.postgres.rights.people import Person, Staff, people_sql
from commandcenter.database.postgres.rights.script import is_in_force, rights_sql, run, state
from commandcenter.errors import NotFound, NotNow
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.account import Account

#: Writers wait meanwhile, instead of for one table after the other.
_ENTER_QUEUE = text("SELECT pg_advisory_xact_lock(:key)")
_MAY_MAKE_ROLES = text(
    "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
)
_ROLE_IS_THERE = text("SELECT true FROM pg_roles WHERE rolname = :role")
_RAISED = "P0001"


@dataclass(frozen=True, slots=True)
class RightsInForce:
    """What was put in force: for how many posts and enabled accounts."""

    posts: int
    accounts: int


@dataclass(frozen=True, slots=True)
class RightsDifference:
    """What differs from the rights as generated: what is missing, and what nobody has written."""

    missing: tuple[str, ...]
    surplus: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus)


class Rights:
    """Roles, grants, row-level security and the guard of the log. NotNow on SQLite, where whoever
    can read the file can read everything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sql(self) -> str:
        """The statements that `apply` runs, as one transaction; without any password."""
        self._refuse_sqlite()
        return f"BEGIN;\n{rights_sql(self._staff())}COMMIT;\n"

    def apply(self) -> RightsInForce:
        """Put the rights in force, all or none; what was there before is replaced.

        NotNow for a role that may not make roles, or where a role of the same name belongs to
        somebody else.
        """
        self._refuse_sqlite()
        staff = self._staff()
        with self._changing() as connection:
            run(connection, rights_sql(staff))
        enabled = sum(one.is_enabled for one in staff.people)
        return RightsInForce(len(staff.posts.listed), enabled)

    def check(self) -> RightsDifference:
        """What `apply` would change: it is done, compared, and taken back. Others wait meanwhile.

        NotNow where rights were never put in force, and as `apply`.
        """
        self._refuse_sqlite()
        staff = self._staff()
        with self._changing() as connection:
            if not is_in_force(connection):
                raise NotNow("rights-not-in-force")
            found = state(connection)
            with connection.begin_nested() as trial:
                run(connection, rights_sql(staff))
                wanted = state(connection)
                trial.rollback()
        return RightsDifference(tuple(sorted(wanted - found)), tuple(sorted(found - wanted)))

    def follow_accounts(self) -> bool:
        """Give every enabled account its role, and take it from all others; False where no rights
        are in force."""
        if not self._are_in_force():
            return False
        statements = people_sql(self._staff())
        with self._changing() as connection:
            run(connection, statements)
        return True

    def set_password(self, account: str, password: str) -> bool:
        """Give the role of an account its password; False where no rights are in force.

        The server gets a SCRAM verifier made here, never the password. NotFound where the account
        has no role yet.
        """
        if not self._are_in_force():
            return False
        role = account_role(self._name, account)
        with self._changing() as connection:
            if connection.execute(_ROLE_IS_THERE, {"role": role}).scalar() is None:
                raise NotFound("rights-role-missing", name=account)
            line = connection.connection.driver_connection
            if not isinstance(line, psycopg.Connection):
                raise TypeError("a connection of psycopg was expected")
            verifier = line.pgconn.encrypt_password(
                password.encode(), role.encode(), b"scram-sha-256"
            ).decode()
            # not through SQLAlchemy, whose errors repeat the statement
            line.execute(f"ALTER ROLE {quoted(role)} PASSWORD {literal(verifier)}".encode())
        return True

    def _are_in_force(self) -> bool:
        if self._database.is_sqlite:
            return False
        with self._database.raw_read() as connection:
            return is_in_force(connection)

    @property
    def _name(self) -> str:
        return self._database.url.database or ""

    def _refuse_sqlite(self) -> None:
        if self._database.is_sqlite:
            raise NotNow("rights-need-postgres")

    def _staff(self) -> Staff:
        with self._database.read() as session:
            rules = self._database.rule_book.rules(session)
            query = select(Account).where(Account.centre == THIS_CENTRE).order_by(Account.name)
            people = tuple(
                Person(one.name, one.post, one.disabled_at is None)
                for one in session.scalars(query)
            )
            return Staff(self._name, rules.centre, rules.posts, people)

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        with self._database.raw_write() as connection, unhurried(connection):
            connection.execute(_ENTER_QUEUE, {"key": QUEUE_KEY})
            if not connection.execute(_MAY_MAKE_ROLES).scalar():
                raise NotNow("rights-need-createrole")
            try:
                yield connection
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != _RAISED:
                    raise
                said = (
                    error.orig.diag.message_primary if isinstance(error.orig, psycopg.Error) else ""
                )
                raise NotNow("rights-refused", reason=said) from None
