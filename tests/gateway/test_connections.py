"""Connections that ask nothing: they end, they keep nobody out, and they fill no log."""

import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
import uvicorn

from commandcenter.center import CommandCenter
from commandcenter.gateway.app import make_app
from commandcenter.gateway.connections import Limits
from commandcenter.gateway.rare_words import RareWords
from commandcenter.gateway.server import make_server

Opened = Callable[..., int]
_UNFINISHED = b"GET /health HTTP/1.1\r\nHost: door\r\nX-Slow: "
_HEALTH = b"GET /health HTTP/1.1\r\nHost: door\r\n\r\n"


@pytest.fixture
def opened(center: CommandCenter) -> Iterator[Opened]:
    """Opens a door with these limits on a port of its own."""
    with ExitStack() as doors:

        def opened(limits: Limits, proxies: tuple[str, ...] = ()) -> int:
            return doors.enter_context(_serving(center, limits, proxies))[0]

        yield opened


@contextmanager
def _serving(
    center: CommandCenter, limits: Limits, proxies: tuple[str, ...] = ()
) -> Iterator[tuple[int, uvicorn.Server]]:
    app = make_app(center, resident_reports_a_minute=1000)
    server = make_server(app, limits=limits, proxies=proxies)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield int(listener.getsockname()[1]), server
    finally:
        server.should_exit = True
        thread.join()


def _connected(port: int, sent: bytes = b"", *, address: str = "127.0.0.1") -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(address, 0))
    client.sendall(sent)
    return client


def _status(client: socket.socket) -> bytes:
    """Of the answer; nothing where the door has hung up."""
    answer = b""
    try:
        while not answer.endswith((b"}", b"request received.", b"Continue\r\n\r\n")):
            more = client.recv(1 << 16)
            if not more:
                break
            answer += more
    except ConnectionError:
        return b""
    return answer.partition(b"\r\n")[0]


def test_that_the_body_of_an_answer_waits_for_no_confirmation(center: CommandCenter) -> None:
    with _serving(center, Limits()) as (port, server), closing(_connected(port, _HEALTH)) as client:
        assert _status(client) == b"HTTP/1.1 200 OK"
        (connection,) = server.server_state.connections
        answering = connection.transport.get_extra_info("socket")
        assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_that_headers_that_never_end_are_given_up_though_they_drip(opened: Opened) -> None:
    port = opened(Limits(header_seconds=0.5))
    with closing(_connected(port, _UNFINISHED)) as client:
        client.settimeout(0.05)
        said = b"x"
        for _ in range(400):
            try:
                client.sendall(b"x")
                said = client.recv(100)
            except TimeoutError:
                continue
            except ConnectionError:
                said = b""
            break
        assert said == b""


def test_that_silence_after_an_answer_is_given_up_too(opened: Opened) -> None:
    port = opened(Limits(header_seconds=2.0))
    with closing(_connected(port, _HEALTH)) as client:
        assert _status(client) == b"HTTP/1.1 200 OK"
        client.sendall(_UNFINISHED)
        assert _status(client) == b""


def test_that_many_idle_connections_keep_nobody_out(opened: Opened) -> None:
    port = opened(Limits(connections=10, connections_per_address=10))
    with ExitStack() as crowd:
        for _ in range(40):
            crowd.enter_context(closing(_connected(port, _UNFINISHED)))
        with closing(_connected(port, _HEALTH)) as client:
            assert _status(client) == b"HTTP/1.1 200 OK"


def test_that_one_address_takes_no_connection_from_another(opened: Opened) -> None:
    port = opened(Limits(connections=30, connections_per_address=10, header_seconds=60))
    with ExitStack() as crowd:
        patient = crowd.enter_context(closing(_connected(port, address="127.0.0.2")))
        many = [crowd.enter_context(closing(_connected(port, _UNFINISHED))) for _ in range(40)]
        patient.sendall(_HEALTH)
        assert _status(patient) == b"HTTP/1.1 200 OK"
        assert _status(many[0]) == b""
        many[-1].sendall(b"x\r\n\r\n")
        assert _status(many[-1]) == b"HTTP/1.1 200 OK"


def test_that_a_proxy_may_bring_as_many_as_there_is_room_for(opened: Opened) -> None:
    port = opened(Limits(connections=30, connections_per_address=5), ("127.0.0.0/8",))
    with ExitStack() as crowd:
        many = [crowd.enter_context(closing(_connected(port))) for _ in range(25)]
        many[0].sendall(_HEALTH)
        assert _status(many[0]) == b"HTTP/1.1 200 OK"


def test_that_a_request_under_way_gives_way_to_nobody(opened: Opened) -> None:
    port = opened(Limits(connections=3, connections_per_address=3, header_seconds=2.0))
    body = '{"source": "public", "description": "井盖缺失", "address": "六条"}'.encode()
    head = b"POST /reports HTTP/1.1\r\nHost: door\r\nExpect: 100-continue\r\n"
    length = b"Content-Length: %d\r\n\r\n" % len(body)
    with ExitStack() as crowd:
        client = crowd.enter_context(closing(_connected(port, head + length)))
        assert _status(client) == b"HTTP/1.1 100 Continue"
        gone = crowd.enter_context(closing(_connected(port)))
        for _ in range(20):
            crowd.enter_context(closing(_connected(port)))
        assert _status(gone) == b""
        with closing(_connected(port)) as late:
            assert _status(late) == b""  # by now the time for headers is over for everybody
        client.sendall(body)
        assert _status(client) == b"HTTP/1.1 201 Created"


def test_that_nonsense_does_not_fill_the_log(
    opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    port = opened(Limits())
    logging.getLogger("uvicorn.error").addHandler(caplog.handler)
    try:
        for _ in range(50):
            with closing(_connected(port, b"nonsense\r\n\r\n")) as client:
                assert _status(client) == b"HTTP/1.1 400 Bad Request"
    finally:
        logging.getLogger("uvicorn.error").removeHandler(caplog.handler)
    assert 1 <= caplog.text.count("Invalid HTTP request") <= 5


def test_that_the_log_says_how_much_it_left_out() -> None:
    now = 0.0
    words = RareWords(seconds=lambda: now)

    def said(text: str) -> str | None:
        record = logging.LogRecord("door", logging.WARNING, "", 0, text, None, None)
        return record.getMessage() if words.filter(record) else None

    heard = [said("no descriptor is free") for _ in range(100)]
    assert heard[:5] == ["no descriptor is free"] * 5
    assert heard[5:] == [None] * 95
    assert said("something else") == "something else"
    now = 61.0
    assert said("no descriptor is free") == "no descriptor is free (95 more in the last minutes)"
    assert said("no descriptor is free") == "no descriptor is free"


def test_that_one_bug_hides_no_other_from_the_log() -> None:
    words = RareWords(seconds=lambda: 0.0)

    def heard(bug: Callable[[], object]) -> bool:
        try:
            bug()
        except (ValueError, KeyError):
            found = sys.exc_info()
        text = "Exception in ASGI application"
        return words.filter(logging.LogRecord("door", logging.ERROR, "", 0, text, None, found))

    assert [heard(lambda: int("x")) for _ in range(7)] == [True] * 5 + [False] * 2
    assert heard(lambda: int("y"))  # at another place
    assert heard(lambda: dict[str, int]()["x"])
