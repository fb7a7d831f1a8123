"""A centre moves from its file to PostgreSQL and back, and is the same afterwards."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import CommandCenterError
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.actor import Actor
from commandcenter.services.backup.manifest import TableSum
from commandcenter.services.backup.moving import LEFT_BEHIND
from commandcenter.services.backup.tables import sums_of
from tests.city.life import CityLife, FakeClock, photo
from tests.city.postgres import PostgresServer
from tests.services.tampering import tamper

DOOR = Actor("door", frozenset())
MANHOLE = Report("public", "井盖缺失", 39.9305, 116.4105, photos=(photo(),))


@pytest.fixture
def center(made_sqlite: Path, tmp_path: Path, clock: FakeClock) -> Iterator[CommandCenter]:
    """A centre in a file with something in most of its tables."""
    file = shutil.copy(made_sqlite, tmp_path / "center.sqlite3")
    with CommandCenter(f"sqlite:///{file}", clock=clock) as opened:
        city_life = CityLife(opened, clock)
        city_life.closed()
        number = city_life.handling()
        city_life.step(number, Step.URGE, "dispatcher", {"note": "hurry"})
        opened.intake.receive(MANHOLE, by=DOOR)
        opened.warnings.raise_due()
        clock.advance(timedelta(days=2))
        opened.warnings.raise_due()
        opened.housekeeping.anchor_days()
        yield opened


def _nothing(table: str, done: int, rows: int) -> None:
    pass


def _sums(address: str) -> dict[str, TableSum]:
    with closing(Database(address)) as database, database.read() as session:
        found = sums_of(session.connection())
    return {name: sums for name, sums in found.items() if name not in LEFT_BEHIND}


def _refused(center: CommandCenter, address: str) -> str:
    with pytest.raises(CommandCenterError) as refused:
        center.backup.move(address, _nothing)
    assert refused.value.sentence("zh")
    return refused.value.error_id


def test_that_a_centre_is_the_same_on_a_server_and_back_in_a_file(
    center: CommandCenter, fresh_postgres: str, tmp_path: Path, clock: FakeClock
) -> None:
    before = _sums(center.address)
    assert before["photos"].rows
    assert before["anchors"].rows
    moved = center.backup.move(fresh_postgres, _nothing)
    assert sum(moved.copied.values()) == sum(
        sums.rows for name, sums in before.items() if name != "alembic_version"
    )
    assert _sums(fresh_postgres) == before
    back = f"sqlite:///{tmp_path / 'back.sqlite3'}"
    with CommandCenter(fresh_postgres, clock=clock) as server:
        assert server.log_audit.verify().faults == ()
        server.backup.move(back, _nothing)
    assert _sums(back) == before
    with CommandCenter(back, clock=clock) as again:
        again.check()
        assert again.log_audit.verify().faults == ()
        again.intake.receive(MANHOLE, by=DOOR)
        assert again.log_audit.verify().faults == ()
    assert _sums(center.address) == before  # the old one is as it was


def test_that_an_interrupted_move_is_no_centre_and_goes_on_when_it_is_repeated(
    center: CommandCenter, fresh_postgres: str
) -> None:
    class Cut(Exception):
        pass

    def cut(table: str, done: int, rows: int) -> None:
        if table == "opinions":
            raise Cut

    with pytest.raises(Cut):
        center.backup.move(fresh_postgres, cut)
    with CommandCenter(fresh_postgres) as half, pytest.raises(CommandCenterError) as refused:
        half.city.facts()
    assert refused.value.error_id == "database-not-made"
    moved = center.backup.move(fresh_postgres, _nothing)
    assert moved.found["event_log"]
    assert "event_log" not in moved.copied
    assert moved.copied["opinions"]
    assert _sums(fresh_postgres) == _sums(center.address)


def test_that_a_database_with_a_centre_is_never_moved_into(
    center: CommandCenter,
    postgres_server: PostgresServer,
    made_postgres: str,
    fresh_postgres: str,
) -> None:
    with postgres_server.database(template=made_postgres) as used:
        before = _sums(used)
        assert _refused(center, used) == "move-target-used"
        assert _sums(used) == before
    assert _refused(center, center.address) == "move-target-used"
    tamper(fresh_postgres, "CREATE TABLE customers (name text)")
    assert _refused(center, fresh_postgres) == "move-target-used"


def test_that_a_write_during_the_move_is_noticed(
    center: CommandCenter, fresh_postgres: str
) -> None:
    written: list[str] = []

    def write(table: str, done: int, rows: int) -> None:
        if not written:
            written.append(center.intake.receive(MANHOLE, by=DOOR).number)

    with pytest.raises(CommandCenterError) as refused:
        center.backup.move(fresh_postgres, write)
    assert refused.value.error_id == "move-source-changed"
    with CommandCenter(fresh_postgres) as half, pytest.raises(CommandCenterError):
        half.city.facts()
    assert _refused(center, fresh_postgres) == "move-target-differs"


def test_that_a_value_that_a_server_cannot_hold_is_named_by_its_table(
    center: CommandCenter, fresh_postgres: str
) -> None:
    tamper(center.address, "UPDATE cases SET latitude = 'north'")
    assert _refused(center, fresh_postgres) == "move-value-refused"
    with closing(Database(fresh_postgres)) as database, database.raw_read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM cases")) == 0
