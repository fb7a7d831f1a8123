"""What leaves the casebook stands under the name of the column that it came from, in its order."""

import io
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import (
    Boolean,
    Connection,
    Float,
    Integer,
    Text,
    delete,
    insert,
    inspect,
    select,
    text,
    update,
)

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.base import Base, Moment
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.report import PhotoUpload
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.cases.tables.application import Application
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.photos import CasePhoto
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.models.work.task import Task
from commandcenter.services.casebook import CaseFilter
from commandcenter.services.casebook.queries import DETAILS, ROW
from tests.city.life import CityLife, photo

SEES_ALL = Viewer("call-taker", personal_data=True)
_KEYS = ("centre", "number", "ordinal", "subject")
#: Of which rules of the database, or the rows themselves, ask more than their type says.
_LEFT_AS_IT_IS = frozenset(
    ("asked", "pending", "limit_unit", "merged_into", "started_at", "ended_at", "part", "amount")
)


def _other_photo() -> PhotoUpload:
    content = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(content, "JPEG")
    return PhotoUpload("red.jpg", content.getvalue())


@pytest.fixture
def number(city_life: CityLife) -> str:
    """A case with two of everything beside it."""
    number = city_life.inspecting()
    city_life.step(number, Step.FAIL, "inspector", {"reason": "poor_work", "note": "没有盖好"})
    for reason in ("weather", "parts"):
        city_life.step(number, Step.ASK_EXTENSION, "department-roads", {"reason": reason})
        city_life.step(number, Step.REFUSE_EXTENSION, "dispatcher", {})
    city_life.step(number, Step.URGE, "dispatcher", {"note": "请尽快"})
    again = {"note": "已盖好", "photo": [photo(), _other_photo()]}
    city_life.step(number, Step.FINISH, "department-roads", again)
    return number


def _distinct(column: Any, nth: int) -> object:
    if isinstance(column.type, Moment):
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=nth)
    if isinstance(column.type, Integer):
        return 1000 + nth
    if isinstance(column.type, Float):
        return nth / 8
    return f"{column.key} {nth}"


def _set_apart(address: str, table: type[Base], number: str) -> list[dict[str, Any]]:
    """Give every column of the table a value of its own; the rows as they are then."""
    columns = [
        column
        for column in table.__table__.columns
        if column.key not in {*_KEYS, *_LEFT_AS_IT_IS}
        and not isinstance(column.type, Boolean)
        and isinstance(column.type, Moment | Integer | Float | Text)
    ]
    values = {column.key: _distinct(column, nth) for nth, column in enumerate(columns)}
    database = Database(address)
    with database.raw_write() as connection:
        these = table.__table__.columns.number == number
        connection.execute(update(table).where(these).values(values))
        rows = connection.execute(select(table.__table__).where(these)).all()
    database.close()
    return [dict(row._mapping) for row in rows]


def _check(row: Any, stored: dict[str, Any], *, others: dict[str, Any] | None = None) -> int:
    """Compares all fields that are called like a column; returns how many there were."""
    names = [field.name for field in fields(row) if field.name in stored]
    expected = stored | (others or {})
    assert {name: getattr(row, name) for name in names} == {name: expected[name] for name in names}
    return len(names)


def test_that_every_field_of_a_case_is_the_column_of_its_name(
    center: CommandCenter, address: str, number: str
) -> None:
    (stored,) = _set_apart(address, Case, number)
    for name in ("assisting", "pending", "asked"):
        stored.pop(name)
    case = center.casebook.case(number, viewer=CENTRE_VIEW)
    (row,) = center.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)
    assert case.row == row
    assert center.casebook.rows_of([number], viewer=CENTRE_VIEW) == [row]
    unit = {"limit_unit": row.limit_unit}
    checked = _check(row, stored, others=unit) + _check(row.hands, stored) + _check(case, stored)
    # all but the three lists, the part that the unit goes by, and the address and words beside it
    assert checked == len(ROW) + len(DETAILS) - 6
    assert row.assisting == (f"{case.row.assisting[0]}",)


@pytest.mark.parametrize(
    ("table", "beside"), [(CaseClock, "clocks"), (Task, "tasks"), (Application, "applications")]
)
def test_that_every_field_beside_a_case_is_the_column_of_its_name(
    center: CommandCenter, address: str, number: str, table: type[Base], beside: str
) -> None:
    stored = _set_apart(address, table, number)
    for columns in stored:
        if table is Application:
            columns |= {"answered_by": columns["decided_by"], "answered_at": columns["decided_at"]}
    stored.sort(key=lambda one: (one.get("started_at"), one.get("name"), one["ordinal"]))
    rows = getattr(center.casebook.case(number, viewer=CENTRE_VIEW), beside)
    for row, columns in zip(rows, stored, strict=True):
        assert _check(row, columns) >= 5


def test_that_a_photo_says_its_own_phase_and_moment(center: CommandCenter, number: str) -> None:
    photos = center.casebook.case(number, viewer=CENTRE_VIEW).photos
    assert {(photo.phase, len(photo.sha256)) for photo in photos} == {("after", 64)}


def test_that_every_field_of_a_line_of_history_is_the_column_of_its_name(
    center: CommandCenter, address: str, number: str
) -> None:
    database = Database(address)
    with database.raw_read() as connection:
        lines = connection.execute(select(EventLogEntry.__table__).order_by(EventLogEntry.sequence))
        stored = [dict(line._mapping) for line in lines]
    database.close()
    history = center.casebook.history(number, viewer=CENTRE_VIEW)
    changes, _ = center.change_feed.since("0", viewer=CENTRE_VIEW)
    for line, change, columns in zip(history, changes, stored, strict=True):
        assert _check(line, columns) == len(fields(line)) - 1  # the opinion lies beside the log
        assert _check(change, columns) == len(fields(change))


def test_that_what_lies_beside_a_case_comes_in_its_order_however_it_was_stored(
    center: CommandCenter, address: str, number: str
) -> None:
    before = center.casebook.case(number, viewer=SEES_ALL)
    assert len(before.photos) > 1
    database = Database(address)
    with database.raw_write() as connection:
        connection.execute(
            insert(Reporter),
            {"centre": "110101", "number": number, "ordinal": 0, "name": "先", "salt": "x"},
        )
        for table in (CasePhoto, Task, Application, Reporter):
            _turn_round(connection, table)
        _read_as_stored(connection)
    database.close()
    database = Database(address)
    with database.read() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        for children in (case.photos, case.tasks, case.applications, case.reporters):
            ordinals = [child.ordinal for child in children]
            assert len(ordinals) > 1
            assert ordinals == sorted(ordinals)
    database.close()
    with CommandCenter(address, clock=center.clock) as again:
        after = again.casebook.case(number, viewer=SEES_ALL)
    assert (after.photos, after.tasks, after.applications) == (
        before.photos,
        before.tasks,
        before.applications,
    )
    assert [person.name for person in after.reporters] == ["*", "王**"]


def _turn_round(connection: Connection, table: type[Base]) -> None:
    """Store the same rows, the last one first."""
    rows = connection.execute(select(table.__table__).order_by(text("ordinal DESC"))).all()
    connection.execute(delete(table))
    for row in rows:
        connection.execute(insert(table), dict(row._mapping))


def _read_as_stored(connection: Connection) -> None:
    """An index would give the order by chance."""
    if connection.dialect.name == "postgresql":
        name = connection.engine.url.database
        for way in ("indexscan", "bitmapscan", "indexonlyscan"):
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET enable_{way} = off')


def test_that_every_list_beside_a_mapped_class_says_its_order() -> None:
    lists = [
        relationship
        for mapper in Base.registry.mappers
        for relationship in inspect(mapper.class_).relationships
        if relationship.uselist
    ]
    assert len(lists) >= 7
    assert [str(one) for one in lists if not one.order_by] == []
