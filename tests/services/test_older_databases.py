"""A database that an earlier program filled is upgraded: nothing is lost, and work goes on."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.making.migrations import bring_up_to_date
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.packs.reader import read_pack
from commandcenter.services.casebook import CaseFilter
from tests.city.centers import TINY
from tests.city.life import MANHOLE, MONDAY_10, CityLife, FakeClock, photo
from tests.services.older import FILLED, columns, fill

CALL_TAKER = Viewer("call-taker", personal_data=True)
#: Reported with a reporter and a photo; of 0006 another one was merged into it.
FIRST = "1101012026112300001"
#: Dispatched to the roads department.
DISPATCHED = "1101012026112300003"
#: Of 0006: suspended, with a crew that was asked and an order that is not answered.
SUSPENDED = "1101012026112300006"
#: What a migration means to change: residents' keys lose the address that they came from.
_REPLACED = {"tally"}  # by sums, which are counted from the cases
_OLD_KEY, _NEW_KEY = "10.0.0.7\x1fr", "r"


@pytest.fixture(params=FILLED)
def revision(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def filled(empty_address: str, revision: str) -> Iterator[Database]:
    database = Database(empty_address)
    fill(database, revision)
    yield database
    database.close()


@pytest.fixture
def center(filled: Database, empty_address: str) -> Iterator[CommandCenter]:
    """The program of today, on the upgraded database, two days later."""
    with CommandCenter(empty_address, clock=FakeClock(MONDAY_10 + timedelta(days=2))) as center:
        center.upgrade()
        yield center


def _rows(database: Database, table: str, names: str) -> Counter[tuple[Any, ...]]:
    with database.raw_read() as connection:
        rows = connection.execute(text(f"SELECT {names} FROM {table}")).all()  # noqa: S608
    return Counter(map(tuple, rows))


def _as_meant(rows: Counter[tuple[Any, ...]]) -> Counter[tuple[Any, ...]]:
    """After the changes that migrations are meant to make."""
    return Counter(tuple(_NEW_KEY if it == _OLD_KEY else it for it in row) for row in rows)


def _scalars(database: Database, query: str) -> list[Any]:
    with database.raw_read() as connection:
        return list(connection.scalars(text(query)))


def test_that_an_upgrade_keeps_every_row_as_it_was(filled: Database, revision: str) -> None:
    tables = {name: of for name, of in columns(revision).items() if name not in _REPLACED}
    before = {table: _rows(filled, table, names) for table, names in tables.items()}
    assert all(before.values())
    bring_up_to_date(filled)
    for table, names in tables.items():
        assert _rows(filled, table, names) == _as_meant(before[table]), table


def test_that_an_upgrade_fills_the_columns_that_came_later(
    filled: Database, center: CommandCenter
) -> None:
    searched = _scalars(filled, f"SELECT searched FROM case_words WHERE number = '{FIRST}'")  # noqa: S608
    assert searched == ["北长街3号\nled路灯不亮"]
    found = center.casebook.rows(CaseFilter(text="LED"), viewer=CENTRE_VIEW, limit=9)
    assert [row.number for row in found] == [FIRST]
    unwatched = """
        SELECT count(*) FROM case_clocks
        WHERE ended_at IS NULL AND due_at IS NOT NULL AND next_mark_at IS NULL
          AND number NOT IN (SELECT number FROM warnings WHERE mark = '1')
    """
    assert _scalars(filled, unwatched) == [0]
    assert not any(_scalars(filled, "SELECT cut_off FROM photos"))
    assert set(_scalars(filled, "SELECT made_at_age FROM idempotency_keys")) == {0.0}


def test_that_an_upgraded_database_passes_its_audit(
    center: CommandCenter, filled: Database
) -> None:
    verdict = center.log_audit.verify()
    assert verdict.faults == ()
    assert verdict.entries == _scalars(filled, "SELECT count(*) FROM event_log")[0]


def test_that_what_is_altered_after_the_upgrade_is_named(
    center: CommandCenter, filled: Database
) -> None:
    with filled.raw_write() as connection:
        connection.execute(text("UPDATE accounts SET area = '110101' WHERE name = 'call-taker'"))
    (fault,) = center.log_audit.verify().faults
    assert fault.params == {"table": "accounts", "row": "call-taker"}


def test_that_work_goes_on_in_an_upgraded_database(center: CommandCenter) -> None:
    clock = center.clock
    assert isinstance(clock, FakeClock)
    city = CityLife(center, clock)
    case = center.casebook.case(FIRST, viewer=CALL_TAKER)
    reporter, *_ = center.casebook.reporters(FIRST, viewer=CALL_TAKER, reason="test")
    assert (case.description, reporter.name) == ("ＬＥＤ　路灯不亮", "王女士")
    assert len(case.photos) == 1
    city.step(FIRST, Step.ACCEPT, "call-taker", {"category": MANHOLE})
    city.step(DISPATCHED, Step.ACKNOWLEDGE, "department-roads", {})
    city.step(DISPATCHED, Step.FINISH, "department-roads", {"note": "已盖好", "photo": photo()})
    center.make(read_pack(TINY))
    city.closed()
    center.warnings.raise_due()
    assert center.log_audit.verify().faults == ()


@pytest.mark.parametrize("revision", ["0006"], indirect=True)
def test_that_a_suspended_case_of_an_older_database_is_resumed(center: CommandCenter) -> None:
    clock = center.clock
    assert isinstance(clock, FakeClock)
    CityLife(center, clock).step(SUSPENDED, Step.RESUME, "dispatcher", {})
    case = center.casebook.case(SUSPENDED, viewer=CALL_TAKER)
    assert (case.row.stage, case.row.version) == ("HANDLING", 10)
    assert center.log_audit.verify().faults == ()
