"""In a city of levels the log takes a dispatcher's entry only from whoever has the case."""

from pathlib import Path

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.packs.reader import read_pack
from tests.city.five_levels import CITY, NORTH, make_pack
from tests.city.life import MANHOLE, CityLife, FakeClock
from tests.city.postgres import PostgresServer
from tests.city.posts import Post
from tests.services.rights.roles import drop_roles, entry, logged_in, refusal, signed_in


def test_that_an_area_dispatches_what_is_held_there_or_below(
    postgres_server: PostgresServer, clock: FakeClock, tmp_path: Path
) -> None:
    with postgres_server.database() as address, CommandCenter(address, clock=clock) as center:
        center.make(read_pack(make_pack(tmp_path / "five")))
        for post in (Post.CALL_TAKER, Post.SHIFT_CHIEF, Post.DISPATCHER):
            center.access.add_account(str(post), post)
        for area in (CITY, *NORTH):
            center.access.add_account(area, Post.DISPATCHER, area=area)
        life = CityLife(center, clock)
        number = life.filed(MANHOLE)
        center.rights.apply()
        _assert_acting(address, number, held_by={CITY})
        life.step(number, Step.HAND_DOWN, "dispatcher", {"area": NORTH[1]})
        _assert_acting(address, number, held_by={CITY, *NORTH[:2]})
    drop_roles(postgres_server, address)


def _assert_acting(address: str, number: str, *, held_by: set[str]) -> None:
    with logged_in(address, "postgres") as owner:
        for area in (CITY, *NORTH):
            line = entry(owner, number, "dispatch", "DISPATCHED", area)
            with signed_in(address, area) as person, person.transaction(force_rollback=True):
                assert (refusal(person, line) is None) == (area in held_by), area
