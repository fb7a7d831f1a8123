"""A pack may want photos kept as they came: sealed, beside the ones that everybody sees."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.cases.tables.photos import PhotoOriginal
from commandcenter.packs.reader import read_pack
from tests.city.centers import TINY
from tests.city.life import CityLife, photo


def _originals(address: str) -> list[bytes]:
    database = Database(address)
    with database.read() as session:
        found = list(session.scalars(select(PhotoOriginal.content)))
    database.close()
    return found


@pytest.mark.parametrize("kept", [True, False])
def test_that_photos_are_kept_as_they_came_if_the_pack_says_so(
    center: CommandCenter, address: str, city_life: CityLife, *, kept: bool
) -> None:
    """By the door and by a step; the same file twice is one."""
    center.city.install(replace(read_pack(TINY), keep_originals=kept, digest=f"kept {kept}"))
    sent = photo()
    number = city_life.reported(photos=(sent, sent))
    assert number
    city_life.finished()
    assert _originals(address) == ([sent.content] if kept else [])
