"""How often something may be tried from one address, and who is not made to wait for others."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from commandcenter.errors import Unavailable
from commandcenter.gateway.app import make_app
from commandcenter.gateway.key_tries import KeyTries
from commandcenter.gateway.rate_limit import RateLimit

Key = Callable[[str], dict[str, str]]


class Steady:
    """Steady seconds, as a test sets them."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _wrong(number: int) -> dict[str, str]:
    return {"Authorization": f"Bearer wrong-{number}"}


def test_that_an_address_waits_after_ten_wrong_keys(center: CommandCenter) -> None:
    app = make_app(center)
    guessing, other = (TestClient(app, client=(ip, 5000)) for ip in ("10.0.0.7", "10.0.0.8"))
    statuses = [guessing.get("/cases/1", headers=_wrong(n)).status_code for n in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    waiting = guessing.get("/cases/1", headers=_wrong(99))
    assert waiting.headers["Retry-After"] == "10"  # six a minute
    assert "wrong keys" in waiting.json()["detail"]
    assert other.get("/cases/1", headers=_wrong(1)).status_code == 401


def test_that_a_right_key_passes_whoever_sent_wrong_ones_from_its_address(
    center: CommandCenter, key: Key
) -> None:
    """Also one that was never used since the start: behind a proxy all have one address."""
    door, right = TestClient(make_app(center)), key("centre")
    for n in range(12):
        door.get("/cases/1", headers=_wrong(n))
    assert door.get("/cases/1", headers=right).status_code == 404
    assert door.get("/cases/1", headers=_wrong(99)).status_code == 429


def test_that_a_revoked_key_is_a_wrong_one_at_once(center: CommandCenter) -> None:
    door = TestClient(make_app(center))
    headers = {"Authorization": f"Bearer {center.access.add_key('left', 'centre').key}"}
    assert door.get("/cases/1", headers=headers).status_code == 404
    center.access.revoke_key("left")
    statuses = [door.get("/cases/1", headers=headers).status_code for _ in range(11)]
    assert statuses == [401] * 10 + [429]


def test_that_who_guesses_shuts_the_door_on_nobody_who_was_inside(
    center: CommandCenter, key: Key
) -> None:
    door, right = TestClient(make_app(center)), key("centre")
    assert door.get("/cases/1", headers=right).status_code == 404
    for n in range(12):
        door.get("/cases/1", headers=_wrong(n))
    assert door.get("/cases/1", headers=right).status_code == 404


def test_that_many_right_keys_may_come_from_one_address(center: CommandCenter) -> None:
    door = TestClient(make_app(center))
    for n in range(12):
        headers = {"Authorization": f"Bearer {center.access.add_key(f'k{n}', 'centre').key}"}
        assert door.get("/cases/1", headers=headers).status_code == 404


def test_that_a_key_nobody_could_look_up_counts_as_no_wrong_one() -> None:
    tries = KeyTries(seconds=Steady())

    def away(key: str) -> None:
        raise Unavailable("database-away")

    for n in range(12):
        with pytest.raises(Unavailable):
            tries.holder(f"k{n}", "10.0.0.7", ask=away)


def test_that_a_report_without_key_takes_nothing_from_the_tries(center: CommandCenter) -> None:
    door = TestClient(make_app(center))
    for _ in range(12):
        assert door.get("/cases/1", headers={"Authorization": " "}).status_code == 401
    assert door.get("/cases/1", headers=_wrong(1)).status_code == 401


def test_that_who_waits_may_go_on_after_a_while() -> None:
    steady = Steady()
    limit = RateLimit(burst=2, a_minute=6, seconds=steady)
    assert [limit.allow("10.0.0.7") for _ in range(3)] == [True, True, False]
    steady.now += 10
    assert [limit.allow("10.0.0.7") for _ in range(2)] == [True, False]


def test_that_a_network_of_addresses_is_one_caller() -> None:
    limit = RateLimit(burst=1, a_minute=1, seconds=Steady())
    assert limit.allow("2001:db8:1:2::1")
    assert not limit.allow("2001:db8:1:2:ffff::9")
    assert limit.allow("2001:db8:1:3::1")
    assert limit.allow("203.0.113.7")
    assert not limit.allow("::ffff:203.0.113.7")


def test_that_of_too_many_addresses_the_one_is_forgotten_that_asked_longest_ago() -> None:
    """Else who asks all the time, and is made to wait, would soon be let in as a stranger."""
    limit = RateLimit(burst=1, a_minute=1, seconds=Steady(), most=3)
    busy, quiet = "10.0.0.1", "10.0.0.2"
    assert [limit.allow(busy), limit.allow(quiet), limit.allow(busy)] == [True, True, False]
    assert [limit.allow("10.0.0.3"), limit.allow("10.0.0.4")] == [True, True]
    assert not limit.allow(busy)
    assert limit.allow(quiet)
