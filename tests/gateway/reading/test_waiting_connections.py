"""Who waits for changes, on a door with real connections: hung up on, hung up, and closed."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import pytest

from commandcenter.center import CommandCenter
from commandcenter.clock import steady_seconds
from commandcenter.gateway.app import make_app
from commandcenter.gateway.reading.news import News
from commandcenter.gateway.server import DoorServer, make_server
from tests.gateway.conftest import REPORT

_CROWD = 200
_SOON = 15.0


@dataclass
class Served:
    """A door on a port of its own, and a key to it."""

    server: DoorServer
    thread: threading.Thread
    port: int
    news: News
    headers: dict[str, str]

    def asked(self, method: str, path: str, body: str | None = None) -> HTTPConnection:
        door = HTTPConnection("127.0.0.1", self.port, timeout=30)
        door.request(method, path, body, self.headers)
        return door

    def answer(self, method: str, path: str, body: str | None = None) -> int:
        with closing(self.asked(method, path, body)) as door:
            return door.getresponse().status

    def until(self, are: int) -> None:
        """Waits until this number of requests wait."""
        over = steady_seconds() + _SOON
        while self.news.waiting != are:
            assert steady_seconds() < over, self.news.waiting
            self.answer("GET", "/health")


@pytest.fixture
def served(center: CommandCenter) -> Iterator[Served]:
    app = make_app(center, resident_reports_a_minute=10_000)
    server = make_server(app)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    headers = {"Authorization": f"Bearer {center.access.add_key('all', 'centre').key}"}
    try:
        yield Served(server, thread, listener.getsockname()[1], app.state.door.news, headers)
    finally:
        server.should_exit = True
        thread.join()


def test_that_two_hundred_of_one_address_wait_and_leave_room_for_reports(served: Served) -> None:
    with ExitStack() as crowd:
        waiting = [
            crowd.enter_context(closing(served.asked("GET", "/feed?wait=60")))
            for _ in range(_CROWD)
        ]
        served.until(_CROWD)
        assert served.answer("POST", "/reports", json.dumps(REPORT)) == 201
        assert served.answer("GET", "/health") == 200
        for door in waiting:
            (change,) = json.load(door.getresponse())["changes"]
            assert change["step"] == "report"


def test_that_a_caller_who_goes_away_waits_no_longer(served: Served) -> None:
    stays, *go = [served.asked("GET", "/feed?wait=60") for _ in range(5)]
    with closing(stays):
        served.until(5)
        for door in go:
            door.close()
        served.until(1)


def test_that_a_door_that_closes_answers_who_waits_at_once(served: Served) -> None:
    waiting = [served.asked("GET", "/feed?wait=60") for _ in range(20)]
    served.until(20)
    begun = steady_seconds()
    served.server.should_exit = True
    served.thread.join()
    assert steady_seconds() - begun < _SOON
    for door in waiting:
        with closing(door):
            answer: Any = door.getresponse()
            assert (answer.status, json.load(answer)) == (200, {"changes": [], "next": "0"})
