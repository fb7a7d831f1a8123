"""A city that holds its districts: what replication leaves in its database, copied by hand."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.clocks.calendar_rules import DayKind, DayOverride
from commandcenter.models.schema.published import PUBLISHED, centre_column, published_columns
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_pack
from tests.city.life import MONDAY_10, CityLife, FakeClock, add_accounts

_TINY = Path(__file__).parents[1] / "packs" / "tiny"
_CODE = "110101"
#: It sorts before the home centre's: whoever takes the first row takes the wrong one.
DISTRICT = "110100"


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a district's own database, in which a case was closed; it is only read."""
    folder, clock = tmp_path_factory.mktemp("district"), FakeClock(MONDAY_10)
    address = f"sqlite:///{folder / 'district.sqlite3'}"
    make_centre(address, DISTRICT, folder, clock)
    with CommandCenter(address, clock=clock) as center:
        holiday = DayOverride(date(2026, 12, 23), DayKind.HOLIDAY, "district's", "test")
        center.city.override_calendar([holiday])
        CityLife(center, clock).closed()
    return address


@pytest.fixture
def city(address: str, district: str, clock: FakeClock) -> Iterator[CommandCenter]:
    """The tiny city, which holds the district beside itself."""
    copy_centre(district, DISTRICT, address)
    with CommandCenter(address, clock=clock) as opened:
        yield opened


def pack_of(code: str, folder: Path, *, roads_named: str = "") -> CityPack:
    """The tiny city under another code: its areas and grids are at the same place.

    `roads_named`: another English name of the department `roads`."""
    copied = folder / code
    shutil.copytree(_TINY, copied)
    for file in copied.iterdir():
        text = file.read_text(encoding="utf-8").replace(_CODE, code)
        file.write_text(text, encoding="utf-8")
    if roads_named:
        departments = copied / "departments.csv"
        text = departments.read_text(encoding="utf-8").replace("Public Works", roads_named)
        departments.write_text(text, encoding="utf-8")
    return read_pack(copied)


def make_centre(address: str, code: str, folder: Path, clock: FakeClock) -> None:
    """A centre with this code and one account for each post."""
    with CommandCenter(address, clock=clock) as center:
        center.make(pack_of(code, folder))
        add_accounts(center)


def copy_centre(address: str, code: str, city: str) -> None:
    """Put into the city's database what the publication of this centre contains."""
    source, target = Database(address), Database(city)
    with source.raw_read() as district, target.raw_write() as here:
        for mapped in PUBLISHED:
            table = mapped.metadata.tables[mapped.__tablename__]
            columns = [table.c[name] for name in published_columns(mapped)]
            of_centre = table.c[centre_column(mapped)] == code
            rows = [
                dict(row._mapping) for row in district.execute(select(*columns).where(of_centre))
            ]
            if rows:
                here.execute(insert(table), rows)
    source.close()
    target.close()
