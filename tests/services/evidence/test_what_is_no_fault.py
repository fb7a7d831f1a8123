"""Guards, erasures, upgrades and moved rows: what an audit names, and what it leaves alone."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.revision import revisions
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.schema.tables import METADATA
from commandcenter.models.staff.viewer import CENTRE_VIEW
from tests.city.life import REFUSE, CityLife, FakeClock
from tests.city.postgres import PostgresServer
from tests.services.evidence.hands import NUMBER, rows, said
from tests.services.older import copy_back
from tests.services.tampering import tamper
from tests.services.whole_life import AFTERWARDS, CALL_TAKER


@pytest.mark.parametrize("moment", ["NULL", "due_at", "'2026-11-24 05:00:00.000001'"])
def test_that_a_running_clock_that_nobody_would_look_at_in_time_is_named(
    center: CommandCenter, address: str, city_life: CityLife, moment: str
) -> None:
    handling = city_life.handling()
    center.warnings.raise_due()
    assert said(center) == ""
    tamper(
        address,
        f"UPDATE case_clocks SET next_mark_at = {moment}"  # noqa: S608
        f" WHERE number = '{handling}' AND name = 'handling'",
    )
    assert said(center).startswith(f"{handling} its handling clock no. 1 is not checked for ")


def test_that_what_was_warned_of_before_an_extension_is_no_fault(
    center: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    handling = city_life.handling(REFUSE, "sanitation")
    clock.advance(timedelta(hours=4, minutes=30))  # to 17:30; four fifths were over at 17:12
    assert center.warnings.raise_due().warned
    asked = {"reason": "parts", "note": "等件"}
    city_life.step(handling, Step.ASK_EXTENSION, "department-sanitation", asked)
    city_life.step(handling, Step.GRANT_EXTENSION, "dispatcher", {})
    assert said(center) == ""
    clock.advance(timedelta(days=3))
    center.warnings.raise_due()
    assert said(center) == ""


def test_that_triggers_and_views_that_no_migration_made_are_named(
    center: CommandCenter, address: str
) -> None:
    made = {
        "sqlite": "CREATE TRIGGER quietly AFTER INSERT ON event_log"
        " BEGIN UPDATE cases SET stage = stage; END",
        "postgresql": "CREATE RULE quietly AS ON DELETE TO tasks DO INSTEAD NOTHING",
    }
    database = Database(address)
    with database.raw_write() as connection:
        connection.exec_driver_sql(made[connection.dialect.name])
        connection.exec_driver_sql("CREATE VIEW late AS SELECT number FROM cases")
    database.close()
    table = "event_log" if address.startswith("sqlite") else "tasks"
    assert said(center).splitlines() == [
        "the view late was not created by the program",
        f"the trigger or rule quietly on {table} was not created by the program",
    ]


def test_that_a_photo_moved_to_another_case_is_named(
    center: CommandCenter, address: str, city_life: CityLife
) -> None:
    other = city_life.reported()
    move = f"UPDATE case_photos SET number = '{other}' WHERE number = '{NUMBER}' AND ordinal = 1"  # noqa: S608
    tamper(address, move)
    found = said(center)
    assert f"{other} its photo no. 1 differs from its history" in found
    assert f"{NUMBER} its photo no. 1 is missing" in found


def test_that_the_last_case_removed_from_every_table_is_named(
    center: CommandCenter, address: str, city_life: CityLife
) -> None:
    before = rows(address, "sums")
    last = city_life.reported()
    children = ("case_clocks", "case_words", "opinions", "reporters", "event_log", "cases")
    tamper(
        address,
        *(f"DELETE FROM {table} WHERE number = '{last}'" for table in children),  # noqa: S608
        "DELETE FROM case_serials WHERE day = '2026-11-24'",
        "DELETE FROM sums",
    )
    database = Database(address)
    with database.raw_write() as connection:
        connection.execute(insert(METADATA.tables["sums"]), before)
    database.close()
    assert said(center).startswith("the log ends here, but its entries up to ")


@pytest.mark.parametrize("table", ["event_log", "seals"])
def test_that_a_guard_that_was_taken_away_or_made_harmless_is_named(
    center: CommandCenter, address: str, table: str
) -> None:
    named = f"the trigger that protects {table} from changes is missing"
    if address.startswith("sqlite"):
        verb = "are" if table == "seals" else "is"
        name = f"{table}_{verb}_never_changed"
        drop = f"DROP TRIGGER {name}"
        harmless = (
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN 0"
            " BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    else:
        drop = f"ALTER TABLE {table} DISABLE TRIGGER {table}_guard"
        harmless = (
            f"CREATE OR REPLACE TRIGGER {table}_guard BEFORE UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION seals_are_only_added()"
        )
    database = Database(address)
    for statement in (drop, harmless):
        with database.raw_write() as connection:
            connection.exec_driver_sql(statement)
        assert said(center) == named
    database.close()


def test_that_what_the_program_erased_or_forgot_is_no_fault(
    center: CommandCenter, clock: FakeClock
) -> None:
    assert center.erasing.erase_reporters(NUMBER, viewer=CALL_TAKER) == 1
    for _ in range(40):  # a steady age counts no more than a day between two looks
        clock.advance(timedelta(days=1))
        forgotten = center.housekeeping.forget_old_keys()
    assert forgotten >= 0
    assert _rows_of(center, "idempotency_keys") == 0
    center.city.override_calendar([])
    assert said(center) == ""


def _rows_of(center: CommandCenter, table: str) -> int:
    return len(rows(center._database.url.render_as_string(hide_password=False), table))


def test_that_no_seal_names_a_person_or_an_address(center: CommandCenter, address: str) -> None:
    documents = "".join(row["document"] for row in rows(address, "seals"))
    for word in ("王女士", "13900000000", "六条", "井盖", "/k", "r-1"):
        assert word not in documents


@pytest.fixture
def other_address(address: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of the same kind."""
    if address.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'other.sqlite3'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.mark.parametrize("revision", ["0011", revisions()[-1]])
def test_that_an_upgrade_leaves_nothing_that_an_audit_would_name(
    address: str, other_address: str, revision: str
) -> None:
    """Before 0012 there were no seals: what was there is sealed by the upgrade, once. In the
    newest nothing is left to seal."""
    if revision == "0011":
        gone = f"DELETE FROM reporters WHERE number = '{NUMBER}'"  # noqa: S608
        tamper(address, "DELETE FROM opinions", gone)
    with closing(Database(address)) as now, closing(Database(other_address)) as then:
        copy_back(now, then, revision)
    with CommandCenter(other_address, clock=FakeClock(AFTERWARDS)) as center:
        center.upgrade()
        assert said(center) == ""
        tamper(other_address, "UPDATE accounts SET area = '110101' WHERE name = 'call-taker'")
        center.upgrade()  # which seals nothing a second time
        assert said(center) == "row call-taker of accounts is not what the program wrote"
        assert center.casebook.counts(viewer=CENTRE_VIEW)
