"""Whoever waits for changes hears when the database is gone, and when a case left his sight."""

import os
import socket
import threading

import psycopg

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.change_feed import ChangeFeed, _PostgresWatch
from tests.city.life import HAWKER, MANHOLE, CityLife

_KEEPALIVE = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)


def _kept_alive(connection: psycopg.Connection) -> list[int]:
    """What the kernel holds of a connection: whether it asks, when first, how often, how long."""
    with socket.socket(fileno=os.dup(connection.fileno())) as line:
        asks = line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        return [asks, *(line.getsockopt(socket.IPPROTO_TCP, option) for option in _KEEPALIVE)]


def test_that_who_waits_notices_a_server_gone_silent_as_soon_as_who_asks(
    fresh_postgres: str,
) -> None:
    database = Database(fresh_postgres)
    with ChangeFeed(database).watch() as watch, database.engine.connect() as asking:
        assert isinstance(watch, _PostgresWatch)
        assert isinstance(asking.connection.driver_connection, psycopg.Connection)
        waiting, asked = watch._line, asking.connection.driver_connection
        assert _kept_alive(waiting) == _kept_alive(asked) == [1, 1, 1, 2]
    database.close()


def _heard(center: CommandCenter, viewer: Viewer, cursor: str) -> list[tuple[str, str]]:
    changes, _ = center.change_feed.since(cursor, viewer=viewer)
    return [(change.number, change.step) for change in changes]


def _returned(city_life: CityLife, number: str, department: str) -> None:
    by = f"department-{department}"
    city_life.step(number, Step.ASK_RETURN, by, {"reason": "not_ours"})
    city_life.step(number, Step.GRANT_RETURN, "dispatcher", {})


def test_that_a_department_hears_that_a_case_left_it(
    center: CommandCenter, city_life: CityLife
) -> None:
    roads = Viewer("roads-system", department="roads")
    number = city_life.handling(MANHOLE, "roads")
    cursor = center.change_feed.latest()
    _returned(city_life, number, "roads")
    assert _heard(center, roads, cursor) == [(number, "grant_return")]
    cursor = center.change_feed.latest()
    city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "street"})
    assert _heard(center, roads, cursor) == []  # where it went is no longer its business
    street = Viewer("street-system", department="street")
    assert (number, "dispatch") in _heard(center, street, cursor)


def test_that_who_only_assisted_hears_it_too(center: CommandCenter, city_life: CityLife) -> None:
    number = city_life.filed()
    fields = {"department": "roads", "assisting": ["street"]}
    city_life.step(number, Step.DISPATCH, "dispatcher", fields)
    city_life.step(number, Step.ACKNOWLEDGE, "department-roads", {})
    cursor = center.change_feed.latest()
    _returned(city_life, number, "roads")
    street = Viewer("street-system", department="street")
    assert _heard(center, street, cursor) == [(number, "grant_return")]


def test_that_a_case_that_left_and_came_back_is_heard_of_as_any(
    center: CommandCenter, city_life: CityLife
) -> None:
    roads = Viewer("roads-system", department="roads")
    number = city_life.handling(MANHOLE, "roads")
    cursor = center.change_feed.latest()
    _returned(city_life, number, "roads")
    city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
    steps = [step for _, step in _heard(center, roads, cursor)]
    assert steps == ["ask_return", "grant_return", "dispatch"]


def test_that_nobody_hears_of_cases_that_were_never_theirs(
    center: CommandCenter, city_life: CityLife
) -> None:
    _returned(city_life, city_life.handling(MANHOLE, "roads"), "roads")
    city_life.handling(HAWKER, "street")
    for limits in ({"department": "sanitation"}, {"source": "hotline"}, {"area": "110101999"}):
        assert _heard(center, Viewer("other", **limits), "0") == []  # type: ignore[arg-type]


def test_that_an_area_hears_that_a_corrected_case_lies_elsewhere(
    center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.reported()
    (row,) = center.casebook.rows_of([number], viewer=CENTRE_VIEW)
    area = Viewer("street-office", area=row.area)
    cursor = center.change_feed.latest()
    city_life.step(number, Step.CORRECT, "call-taker", {"place": "31.2,121.5"})
    assert _heard(center, area, cursor) == [(number, "correct")]


def test_that_a_follower_is_called_as_soon_as_it_listens(center: CommandCenter) -> None:
    """What was written before that would wake nobody."""
    stopped, calls = threading.Event(), 0

    def deliver() -> None:
        nonlocal calls
        calls += 1
        stopped.set()

    given_up = threading.Timer(20, stopped.set)
    given_up.start()
    center.change_feed.follow(deliver, stopped)
    given_up.cancel()
    assert calls == 1
