"""The roles that a centre needs, and what they are listed with in `commandcenter_rights`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from commandcenter.database.postgres.rights.names import (
    account_role,
    literal,
    mark,
    post_role,
    quoted,
    service_role,
)
from commandcenter.models.city.posts import WALL, Post, Posts
from commandcenter.models.schema.subjects import KINDS
from commandcenter.models.work.life import LogMove
from commandcenter.resources import resource


@dataclass(frozen=True, slots=True)
class Person:
    """An account, as far as roles depend on it."""

    name: str
    post: str
    is_enabled: bool


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works in which centre, and in which database its roles are used."""

    database: str
    centre: str
    posts: Posts
    people: Sequence[Person]

    @property
    def services(self) -> str:
        """The quoted role of the gateway and the jobs."""
        return quoted(service_role(self.database))

    def role_of(self, post: Post) -> str:
        return quoted(post_role(self.database, post.id))

    def readers(self, *, on_wall: bool) -> list[Post]:
        """The posts, without the wall where it must not read."""
        return [post for post in self.posts if on_wall or post.id != WALL]


def people_sql(staff: Staff) -> str:
    """List the roles and put them in force; takes no lock on the tables of the centre."""
    rows = ",\n    ".join(_roles(staff))
    return (
        f"DELETE FROM commandcenter_rights.roles;\nINSERT INTO commandcenter_rights.roles VALUES\n"  # noqa: S608  every value is quoted
        f"    {rows};\n{code('roles.sql')}"
    )


def posts_sql(staff: Staff) -> str:
    """What the posts mean, and what may be appended to the log."""
    posts = (_row(post.id, post.needs_department) for post in staff.posts)
    return f"{_insert('posts', posts)}\n{_insert('moves', _all_moves(staff))}\n"


def code(name: str) -> str:
    """A file of SQL that is the same for every centre."""
    return resource("rights", name).read_text(encoding="utf-8")


def _roles(staff: Staff) -> Iterator[str]:
    database, centre = staff.database, staff.centre
    services = mark(database, "services", "")
    yield _row(service_role(database), "service", centre, None, None, False, services)
    for post in staff.posts:
        about = mark(database, "post", post.id)
        yield _row(post_role(database, post.id), "post", centre, post.id, None, False, about)
    for one in staff.people:
        about = mark(database, "account", one.name)
        role = account_role(database, one.name)
        may_log_in = one.is_enabled and one.post in staff.posts
        yield _row(role, "account", centre, one.post, one.name, may_log_in, about)


def _all_moves(staff: Staff) -> Iterator[str]:
    for kind in KINDS:
        for post in (None, *staff.posts):
            for move in sorted(kind.log_moves(staff.posts, post)):
                yield _move(kind.name, post, move)


def _move(subject: str, post: Post | None, move: LogMove) -> str:
    parts = (str(move.stage), str(move.step), str(move.to))
    return _row(post.id if post else None, subject, *parts, move.by_lead, move.by_level)


def _insert(table: str, rows: Iterable[str]) -> str:
    listed = ",\n    ".join(rows)
    return f"INSERT INTO commandcenter_rights.{table} VALUES\n    {listed};"


def _row(*values: str | bool | None) -> str:
    return f"({', '.join(map(literal, values))})"
