"""One centre of a database is home; the others were replicated into it and change nothing here."""

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.driver_errors import DatabaseBug
from commandcenter.errors import NotNow, Unavailable
from commandcenter.models.clocks.calendar_rules import DayKind, DayOverride
from tests.city.districts import DISTRICT, copy_centre, pack_of
from tests.city.life import CityLife, FakeClock
from tests.services.tampering import tamper


def test_that_only_one_centre_can_be_home(city: CommandCenter, address: str) -> None:
    with (
        closing(Database(address)) as database,
        pytest.raises(DatabaseBug, match="centres"),
        database.raw_write() as connection,
    ):
        connection.execute(text("UPDATE centres SET is_home = true"))


def test_that_two_homes_are_refused_plainly(city: CommandCenter, address: str) -> None:
    tamper(address, "DROP INDEX uq_centres_home", "UPDATE centres SET is_home = true")
    with pytest.raises(Unavailable) as refused:
        city.city.facts()
    assert refused.value.error_id == "two-homes"
    assert "110100, 110101" in refused.value.sentence("en")


def test_that_a_city_lives_by_its_own_rules_beside_a_district(
    city: CommandCenter, clock: FakeClock
) -> None:
    life = CityLife(city, clock)
    number = life.closed()
    assert number.startswith("110101")
    facts = city.city.facts()
    assert facts.centre == "110101"
    assert all(code.startswith("110101") for code in facts.areas)
    assert all(grid.code.startswith("110101") for grid in city.city.territory().grids)
    cell = city.city.grid_at(39.9305, 116.4105)
    assert cell is not None
    assert cell.startswith("110101")


def test_that_a_new_pack_of_the_city_leaves_a_districts_content_alone(
    city: CommandCenter, address: str, tmp_path: Path
) -> None:
    before = _content(address)
    assert city.city.install(pack_of("110101", tmp_path, roads_named="Streets")) == 2
    own = DayOverride(date(2026, 12, 24), DayKind.HOLIDAY, "own", "test")
    assert city.city.override_calendar([own]) == 3
    assert city.city.calendar_overrides() == (own,)
    assert _content(address) == before


def test_that_a_city_is_not_installed_under_the_code_of_a_district(
    empty_address: str, district: str, tmp_path: Path, clock: FakeClock
) -> None:
    with CommandCenter(empty_address, clock=clock) as center:
        center.upgrade()
        copy_centre(district, DISTRICT, empty_address)
        assert center.city.name() is None
        with pytest.raises(NotNow) as refused:
            center.city.install(pack_of(DISTRICT, tmp_path / "again"))
        assert refused.value.error_id == "centre-code-taken"
        assert center.city.install(pack_of("110109", tmp_path)) == 1


def test_that_the_home_of_an_older_database_is_its_only_centre(
    center: CommandCenter, clock: FakeClock
) -> None:
    assert center.city.facts().centre == "110101"
    number = CityLife(center, clock).reported()
    assert number.startswith("110101")


def _content(address: str) -> list[tuple[object, ...]]:
    database = Database(address)
    with database.raw_read() as connection:
        rows = [
            tuple(row)
            for table in ("areas", "unit_grids", "categories", "departments", "calendars")
            for row in connection.execute(
                text(f"SELECT code, version, until FROM {table} WHERE centre = :code"),  # noqa: S608
                {"code": DISTRICT},
            )
        ]
    database.close()
    return sorted(rows, key=str)
