"""Every post × every table × own and other area × own and other department, in raw SQL with the
role of the person: it reads what the services show the same viewer, and writes nothing else."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import psycopg
import pytest

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.postgres.rights.classes import ACCOUNT_COLUMN, CLASSES, Rows
from commandcenter.errors import NotFound, NotPermitted
from commandcenter.models.base import Base
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.lifecycle import LIFE
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.posts import ADMINISTRATOR, Axis, Posts
from commandcenter.models.work.permission import check_axes
from commandcenter.services.access import AccountRow
from commandcenter.services.casebook import CaseFilter
from tests.city.life import MONDAY_10, FakeClock
from tests.city.posts import Post
from tests.services.case_lives import CLOSED, Plan, live
from tests.services.rights.roles import asked, entry_after, logged_in, refusal, signed_in, tail
from tests.services.whole_life import live_through

#: No day on which others report: numbers are drawn by the day.
_FRIDAY = MONDAY_10 - timedelta(days=3)
_NORTH, _SOUTH = "110101001001", "110101001002"
_PLACES = (
    GridPlace(f"{_NORTH}001", _NORTH),
    GridPlace(f"{_SOUTH}001", _SOUTH),
    GridPlace(None, None),
)
_DEPARTMENTS = {"20010100": "sanitation", "10010100": "roads", "20020100": "street"}
#: What a wall reads beside the rules of the city: no words, no history, nobody's name.
_ON_WALL = frozenset({"cases", "case_clocks", "sums"})
#: What nobody reads with a role of their own, whatever the classes say.
_SECRET = frozenset({"credentials", "gateway_keys", "reporters", "photo_originals", "seals"})
#: Entries that a step leaves on other cases, in whatever stage they are.
_ON_OTHERS = frozenset({Step.MERGE, Step.UNMERGE, Step.REPORT})
_LEAVING = frozenset({"merge", "unmerge", "decline", "void", "split"})


@pytest.fixture
def people(center: CommandCenter, address: str, clock: FakeClock) -> list[AccountRow]:
    """Accounts at every post, with and without an area, and cases in every area and department."""
    live_through(center, address, clock)
    database = Database(address)
    for place in _PLACES:
        for category, department in _DEPARTMENTS.items():
            for steps in ("a", "afdk", CLOSED):
                assisting = ("street",) if steps == "afdk" else ()
                live(
                    database,
                    [
                        Plan(
                            *(_FRIDAY, steps),
                            category=category,
                            department=department,
                            assisting=assisting,
                            place=place,
                        )
                    ],
                )
    database.close()
    for area in (_NORTH, _SOUTH):
        for post in Post:
            codes = _DEPARTMENTS.values() if post is Post.DEPARTMENT else (None,)
            for code in codes:
                center.access.add_account(f"{post}-{code}-{area}", post, department=code, area=area)
    center.rights.apply()
    return center.access.accounts()


class _Table(NamedTuple):
    """A table as its owner reads it: the key of each row, and the columns that decide on it."""

    mapped: type[Base]
    rows: list[Mapping[str, Any]]

    @property
    def query(self) -> str:
        """What a person asks: the keys, and a column that is no key, so that all are readable."""
        names = ", ".join(column.key for column in self.mapped.__table__.primary_key)
        last = self.mapped.__table__.columns.keys()[-1]
        return f'SELECT {names}, "{last}" IS NULL FROM {self.mapped.__tablename__}'  # noqa: S608

    def key(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(row[column.key] for column in self.mapped.__table__.primary_key)


def test_that_raw_sql_reads_what_the_services_show(
    address: str,
    center: CommandCenter,
    people: list[AccountRow],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logged_in(address, "postgres") as owner:
        tables = [_as_owner(owner, mapped) for mapped in CLASSES]
    cells, wrong = 0, []
    for account in people:
        numbers = {row.number for row in center.casebook.rows(CaseFilter(), viewer=account.viewer)}
        with signed_in(address, account.name) as person:
            for table in tables:
                cells += 1
                if _read(person, table) != _shown(account, table, numbers, tables):
                    wrong.append(f"{account.name} reads {table.mapped.__tablename__}")
    with capsys.disabled():
        print(f"\nreading: {cells} cells, {len(people)} accounts x {len(tables)} tables")  # noqa: T201
    assert not wrong
    assert {table.mapped.__tablename__ for table in tables if _is_secret(table)} >= _SECRET


def _is_secret(table: "_Table") -> bool:
    return CLASSES[table.mapped].rows is Rows.NONE


def test_that_each_case_has_in_raw_sql_what_its_page_has(
    address: str,
    center: CommandCenter,
    people: list[AccountRow],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logged_in(address, "postgres") as owner:
        numbers = [number for (number,) in asked(owner, "SELECT number FROM cases")]
    cells, wrong = 0, []
    for account in people:
        if account.post == Post.WALL:  # its role reads no words, whatever its account may see
            continue
        with signed_in(address, account.name) as person:
            for number in numbers:
                cells += 1
                if _of_case(person, number) != _on_page(center, account, number):
                    wrong.append(f"{account.name} reads {number}")
    with capsys.disabled():
        print(f"\npages: {cells} cells, {len(people)} accounts x {len(numbers)} cases")  # noqa: T201
    assert not wrong


def test_that_nobody_writes_into_a_table(
    address: str, people: list[AccountRow], capsys: pytest.CaptureFixture[str]
) -> None:
    cells, wrong = 0, []
    for account in people:
        with signed_in(address, account.name) as person:
            for mapped in CLASSES:
                table, column = mapped.__tablename__, mapped.__table__.columns.keys()[0]
                for order in (
                    f"INSERT INTO {table} DEFAULT VALUES",
                    f"UPDATE {table} SET {column} = {column}",  # noqa: S608
                    f"DELETE FROM {table}",  # noqa: S608
                    f"TRUNCATE {table} CASCADE",
                ):
                    cells += 1
                    if refusal(person, order) is None:
                        wrong.append(f"{account.name}: {order}")
    with capsys.disabled():
        print(f"\nwriting: {cells} cells, all refused")  # noqa: T201
    assert not wrong


def test_that_the_log_takes_the_steps_that_the_services_allow(
    address: str,
    center: CommandCenter,
    people: list[AccountRow],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Own and other area, own and other department, in every stage, every step."""
    places = [(_NORTH, "roads"), (_NORTH, "street"), (_SOUTH, "roads")]
    at_work = [
        account
        for account in people
        if account.area == _NORTH and account.department in (None, "roads")
    ]
    database = Database(address)
    plans = [Plan(_FRIDAY, "", place=_PLACES[0]) for _ in Stage for _ in places]
    numbers = iter(live(database, plans))
    database.close()
    cells, wrong, posts = 0, [], center.city.facts().posts
    with logged_in(address, "postgres") as owner:
        cases = [
            (_brought(owner, next(numbers), stage, *place), stage, place[1])
            for stage in Stage
            for place in places
        ]
        ends = {number: tail(owner, number) for number, _, _ in cases}
        for account in at_work:
            seen = {row.number for row in center.casebook.rows(CaseFilter(), viewer=account.viewer)}
            with signed_in(address, account.name) as person:
                for number, stage, department in cases:
                    for step in Step:
                        may = number in seen and _may(account, stage, step, department, posts)
                        if not may and step in _ON_OTHERS and account.steps & _LEAVING:
                            continue
                        cells += 1
                        rule = LIFE.get((stage, step))
                        to = (rule.to or Stage.REPORTED) if rule else stage
                        line = entry_after(ends[number], step, to, account.name)
                        if _is_taken(person, line, stays=not may) != may:
                            wrong.append(f"{account.name} takes {step} in {stage} of {number}")
    with capsys.disabled():
        print(f"\nsteps: {cells} cells, {len(at_work)} accounts x {len(cases)} cases")  # noqa: T201
    assert not wrong


# ---- what the owner, the services and a person see ------------------------------------------


def _as_owner(owner: psycopg.Connection[Any], mapped: type[Base]) -> _Table:
    wanted = {column.key for column in mapped.__table__.primary_key}
    wanted |= {"number", "sha256", ACCOUNT_COLUMN.get(mapped, "")} & set(
        mapped.__table__.columns.keys()
    )
    names = sorted(wanted)
    rows = asked(owner, f"SELECT {', '.join(names)} FROM {mapped.__tablename__}")  # noqa: S608
    return _Table(mapped, [dict(zip(names, row, strict=True)) for row in rows])


def _read(person: psycopg.Connection[Any], table: _Table) -> set[tuple[Any, ...]] | None:
    """None where the person may not read the table at all."""
    try:
        return {row[:-1] for row in asked(person, table.query)}
    except psycopg.errors.InsufficientPrivilege:
        return None


def _shown(
    account: AccountRow, table: _Table, numbers: set[str], tables: list[_Table]
) -> set[tuple[Any, ...]] | None:
    """What the services show of the table to this account; None for a table that they do not."""
    right = CLASSES[table.mapped]
    is_off_wall = right.rows is not Rows.ALL and table.mapped.__tablename__ not in _ON_WALL
    if right.rows is Rows.NONE or (account.post == Post.WALL and is_off_wall):
        return None
    return {table.key(row) for row in table.rows if _is_shown(account, table, row, numbers, tables)}


def _is_shown(
    account: AccountRow,
    table: _Table,
    row: Mapping[str, Any],
    numbers: set[str],
    tables: list[_Table],
) -> bool:
    rows = CLASSES[table.mapped].rows
    if rows in (Rows.CASES, Rows.OF_CASES):
        return row["number"] in numbers
    if rows is Rows.PICTURES:
        carried = next(one for one in tables if one.mapped.__tablename__ == "case_photos").rows
        shown = any(one["sha256"] == row["sha256"] and one["number"] in numbers for one in carried)
        return shown or not account.viewer.is_limited
    if rows is Rows.UNLIMITED:
        return not account.viewer.is_limited
    if rows in (Rows.OWN, Rows.OWN_ACCOUNT):
        is_administrator = account.post == ADMINISTRATOR and rows is Rows.OWN_ACCOUNT
        return is_administrator or row[ACCOUNT_COLUMN[table.mapped]] == account.name
    return rows is Rows.ALL


_BESIDE = ("case_clocks", "tasks", "applications", "event_log")


def _of_case(person: psycopg.Connection[Any], number: str) -> tuple[object, ...]:
    counts = (
        asked(person, f"SELECT count(*) FROM {table} WHERE number = '{number}'")[0][0]  # noqa: S608
        for table in ("cases", *_BESIDE)
    )
    said = asked(person, f"SELECT description FROM case_words WHERE number = '{number}'")  # noqa: S608
    return (*counts, [text for (text,) in said])


def _on_page(center: CommandCenter, account: AccountRow, number: str) -> tuple[object, ...]:
    try:
        page = center.casebook.case(number, viewer=account.viewer)
    except NotFound:
        return (0, 0, 0, 0, 0, [])
    lines = center.casebook.history(number, viewer=account.viewer)
    counts = (len(page.clocks), len(page.tasks), len(page.applications), len(lines))
    return (1, *counts, [page.description])


# ---- steps ------------------------------------------------------------------------------------


def _brought(
    owner: psycopg.Connection[Any], number: str, stage: Stage, area: str, department: str
) -> str:
    """A case that was only reported, as if it had come to a stage."""
    with owner.transaction():
        owner.execute("SET LOCAL session_replication_role = replica")
        owner.execute("UPDATE event_log SET stage = %s WHERE number = %s", [stage, number])
        owner.execute(
            "UPDATE cases SET stage = %s, area = %s, department = %s WHERE number = %s",
            [stage, area, department, number],
        )
    return number


def _may(account: AccountRow, stage: Stage, step: Step, department: str, posts: Posts) -> bool:
    """What the services ask first: the table, the axis, the post, the department."""
    rule = LIFE.get((stage, step))
    if rule is None or step in posts.switched_off:
        return False
    try:
        axes = check_axes(step, rule.axes, account.actor, posts)
    except NotPermitted:
        return False
    return axes != frozenset({Axis.DEPARTMENT}) or account.department == department


def _is_taken(person: psycopg.Connection[Any], line: str, *, stays: bool) -> bool:
    """Whether the log would take it; what is refused needs no transaction to be taken back."""
    if stays:
        return refusal(person, line) is None
    with person.transaction(force_rollback=True):
        return refusal(person, line) is None
