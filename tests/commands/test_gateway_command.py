"""The web door as a service runs it: it opens, it is told to end, and it ends in order."""

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.commands.conftest import Run

MAIN = Path(__file__).parents[2] / "main.py"
REPORT = {"source": "public", "description": "井盖缺失", "latitude": 39.9305, "longitude": 116.4105}


@contextmanager
def _opened(database: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The door in a process of its own, and its address."""
    command = [sys.executable, str(MAIN), "--database", database, "gateway", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as door:
        try:
            assert door.stdout
            yield door, urlsplit(door.stdout.readline().strip()).netloc
        finally:
            door.kill()


def _posted(netloc: str) -> int:
    with closing(http.client.HTTPConnection(netloc, timeout=20)) as door:
        door.request("POST", "/reports", json.dumps(REPORT))
        return door.getresponse().status


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_that_the_door_ends_in_order_when_it_is_told_to(address: str, ending: int) -> None:
    with _opened(address) as (door, netloc):
        assert _posted(netloc) == 201
        door.send_signal(ending)
        out, err = door.communicate(timeout=20)
        assert (door.returncode, out, err) == (0, "", "")


def test_that_a_request_that_drips_in_keeps_no_door_open(address: str) -> None:
    with _opened(address) as (door, netloc):
        host, _, port = netloc.partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as slow:
            slow.sendall(b"POST /reports HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{")
            assert _posted(netloc) == 201  # by now the slow one is being read
            door.send_signal(signal.SIGTERM)
            assert door.wait(timeout=20) == 0


def test_that_a_port_that_is_taken_is_refused(on_tiny: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        answer = on_tiny("gateway", "--port", str(other.getsockname()[1]))
    assert (answer.status, answer.out) == (1, "")
    assert "--port" in answer.err
