"""Two districts on one PostgreSQL server are replicated into their city on another."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.clock import steady_seconds
from commandcenter.database import Database
from commandcenter.errors import NotNow
from commandcenter.models.base import Base
from commandcenter.models.schema.published import (
    LEFT_OUT,
    PUBLISHED,
    centre_column,
    published_columns,
)
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.replication import ReplicationPlan
from tests.city.districts import make_centre
from tests.city.life import MONDAY_10, CityLife, FakeClock
from tests.city.postgres import PostgresServer
from tests.commands.conftest import Run
from tests.services.tampering import tamper
from tests.services.whole_life import CALL_TAKER, live_through

HOME, DISTRICTS = "110101", ("110100", "110102")
_PATIENCE = 60.0


@dataclass(frozen=True)
class Replicated:
    """The addresses of a city and of its districts, by their codes."""

    city: str
    districts: dict[str, str]

    def wait_until_equal(self) -> None:
        """Until the city has what each district publishes."""
        for code, district in self.districts.items():
            expected = _contents(district, code)
            _wait_until(lambda: _contents(self.city, code) == expected, code)  # noqa: B023


@pytest.fixture(scope="module")
def replicated(
    postgres_server: PostgresServer,
    districts_server: PostgresServer,
    made_postgres: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Replicated]:
    folder, clock = tmp_path_factory.mktemp("districts"), FakeClock(MONDAY_10)
    with ExitStack() as stack:
        city = stack.enter_context(postgres_server.database(template=made_postgres))
        _close_a_case(city, clock)
        districts = {}
        for code in DISTRICTS:
            address = stack.enter_context(districts_server.database())
            make_centre(address, code, folder, clock)
            _close_a_case(address, clock)
            plan = _plan(address, city)
            _run(address, plan.publish)
            _run(city, plan.subscribe)
            stack.callback(_run, city, plan.unsubscribe)
            districts[code] = address
        both = Replicated(city, districts)
        both.wait_until_equal()
        yield both


@pytest.fixture(autouse=True)
def _own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def test_that_a_city_shows_counts_and_verifies_the_cases_of_its_districts(
    replicated: Replicated, run: Run
) -> None:
    on_city = ("--database", replicated.city, "--json")
    listed = run(*on_city, "cases")
    assert listed.status == 0
    for code in (HOME, *DISTRICTS):
        assert f"{code}2026112300001" in listed.out
    days = ("--from", "2026-11-23", "--to", "2026-11-23")
    figures = run(*on_city, "kpi", *days, "--by", "centre", "--id", "closed")
    assert figures.status == 0
    for code in (HOME, *DISTRICTS):
        assert f'"key":"{code}"' in figures.out.replace(" ", "")
    verified = run(*on_city, "verify-log")
    assert verified.status == 0, verified.out
    assert verified.document["faults"] == []
    shown = run(*on_city, "log", f"{DISTRICTS[1]}2026112300001")
    assert shown.status == 0


def test_that_the_same_picture_arrives_from_every_district(replicated: Replicated) -> None:
    with closing(Database(replicated.city)) as database, database.raw_read() as connection:
        pictures = connection.execute(
            text("SELECT sha256, count(*), count(DISTINCT centre) FROM photos GROUP BY sha256")
        ).all()
    (most,) = (picture for picture in pictures if picture[1] == len(DISTRICTS) + 1)
    assert most[2] == len(DISTRICTS) + 1


def test_that_every_change_of_a_district_is_accepted_and_arrives(
    replicated: Replicated, run: Run
) -> None:
    for address in replicated.districts.values():
        clock = FakeClock(MONDAY_10)
        with CommandCenter(address, clock=clock) as center:
            number = live_through(center, address, clock)
            center.city.override_calendar([])  # which deletes the days of before
            center.erasing.erase_reporters(number, viewer=CALL_TAKER)
        for mapped in PUBLISHED:
            table, column = mapped.__tablename__, centre_column(mapped)
            _run_unguarded(address, f"UPDATE {table} SET {column} = {column}")  # noqa: S608
    replicated.wait_until_equal()
    verified = run("--database", replicated.city, "--json", "verify-log")
    assert verified.status == 0, verified.out


def test_that_a_city_catches_up_after_it_was_away(replicated: Replicated, run: Run) -> None:
    with CommandCenter(replicated.city) as city:
        before = city.change_feed.latest()
    for code in DISTRICTS:
        _run(replicated.city, f"ALTER SUBSCRIPTION commandcenter_{code} DISABLE")
    for address in replicated.districts.values():
        _close_a_case(address, FakeClock(MONDAY_10))
    with CommandCenter(replicated.city) as city:
        assert city.change_feed.since(before, viewer=CENTRE_VIEW) == ([], before)
    for code in DISTRICTS:
        _run(replicated.city, f"ALTER SUBSCRIPTION commandcenter_{code} ENABLE")
    replicated.wait_until_equal()
    with CommandCenter(replicated.city) as city:
        changes, _ = city.change_feed.since(before, viewer=CENTRE_VIEW)
    assert [change.centre for change in changes] == sorted(DISTRICTS * 9)
    verified = run("--database", replicated.city, "--json", "verify-log")
    assert verified.status == 0, verified.out


def test_that_no_row_about_persons_leaves_a_district(replicated: Replicated) -> None:
    with closing(Database(replicated.city)) as database, database.raw_read() as connection:
        for mapped in LEFT_OUT:
            where = "WHERE centre <> :home"
            rows = f"SELECT count(*) FROM {mapped.__tablename__} {where}"  # noqa: S608
            assert connection.execute(text(rows), {"home": HOME}).scalar_one() == 0, mapped


def test_that_a_centre_with_a_code_that_the_city_holds_is_refused(
    replicated: Replicated, districts_server: PostgresServer, tmp_path: Path
) -> None:
    with districts_server.database() as address:
        make_centre(address, HOME, tmp_path, FakeClock(MONDAY_10))
        assert _refusal(address, replicated.city) == "centre-code-taken"
    assert _refusal(replicated.districts[DISTRICTS[0]], replicated.city) == "centre-code-taken"


def test_that_the_plan_is_printed_as_statements(
    replicated: Replicated, districts_server: PostgresServer, tmp_path: Path, run: Run
) -> None:
    with districts_server.database() as address:
        make_centre(address, "110109", tmp_path, FakeClock(MONDAY_10))
        printed = run("--database", replicated.city, "replication", "plan", address)
        assert printed.status == 0
        assert printed.out.count(";\n") == 4
        assert "WHERE (centre = '110109')" in printed.out
        assert "reporters" not in printed.out
        assert run("--database", replicated.city, "replication", "plan", "sqlite:///x").status == 1


def test_that_tables_of_another_version_are_not_replicated(
    replicated: Replicated, districts_server: PostgresServer, tmp_path: Path
) -> None:
    with districts_server.database() as address:
        make_centre(address, "110109", tmp_path, FakeClock(MONDAY_10))
        tamper(address, "UPDATE alembic_version SET version_num = '0013'")
        assert _refusal(address, replicated.city) == "replication-other-revision"
    with districts_server.database() as address:
        assert _refusal(address, replicated.city) == "replication-other-revision"


def test_that_a_district_that_cannot_publish_is_refused(
    replicated: Replicated, postgres_server: PostgresServer, made_sqlite: Path, tmp_path: Path
) -> None:
    assert _refusal(f"sqlite:///{made_sqlite}", replicated.city) == "replication-needs-postgres"
    with postgres_server.database() as address:
        make_centre(address, "110109", tmp_path, FakeClock(MONDAY_10))
        assert _refusal(address, replicated.city) == "replication-wal-level"


def _close_a_case(address: str, clock: FakeClock) -> None:
    with CommandCenter(address, clock=clock) as center:
        CityLife(center, clock).closed()


def _plan(district: str, city: str) -> ReplicationPlan:
    with CommandCenter(city) as center:
        return center.replication.plan(district)


def _refusal(district: str, city: str) -> str:
    with pytest.raises(NotNow) as refused:
        _plan(district, city)
    assert refused.value.sentence("zh")
    return refused.value.error_id


def _conninfo(address: str) -> str:
    return address.replace("+psycopg", "")


def _run(address: str, statement: str) -> None:
    with psycopg.connect(_conninfo(address), autocommit=True) as connection:
        connection.execute(statement.encode())


def _run_unguarded(address: str, statement: str) -> None:
    """What a trigger forbids, too: a guard is no part of the replication."""
    with psycopg.connect(_conninfo(address)) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(statement.encode())


def _contents(address: str, centre: str) -> list[tuple[object, ...]]:
    """For each published table how many rows a centre has, and a digest of them."""
    with closing(Database(address)) as database, database.raw_read() as connection:
        return [
            (
                mapped.__tablename__,
                *connection.execute(text(_digest_of(mapped)), {"centre": centre}).one(),
            )
            for mapped in PUBLISHED
        ]


def _digest_of(mapped: type[Base]) -> str:
    columns = ", ".join(f'"{name}"' for name in published_columns(mapped))
    rows = f"SELECT {columns} FROM {mapped.__tablename__}"  # noqa: S608
    one = f"SELECT md5(r::text) AS it FROM ({rows} WHERE {centre_column(mapped)} = :centre) r"  # noqa: S608
    return f"SELECT count(*), md5(string_agg(it, '' ORDER BY it)) FROM ({one}) digests"  # noqa: S608


def _wait_until(is_so: Callable[[], bool], what: str) -> None:
    until = steady_seconds() + _PATIENCE
    while not is_so():
        assert steady_seconds() < until, f"{what} did not arrive in {_PATIENCE} s"
        threading.Event().wait(0.1)
