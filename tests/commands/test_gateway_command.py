"""The web door as a service runs it: it opens, it is told to end, and it ends in order."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from commandcenter.center import CommandCenter
from tests.commands.conftest import Run

MAIN = Path(__file__).parents[2] / "main.py"
REPORT = {"source": "public", "description": "井盖缺失", "latitude": 39.9305, "longitude": 116.4105}


@contextmanager
def opened(
    database: str, *words: str, **settings: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The door in a process of its own, and its address."""
    command = [sys.executable, str(MAIN), "--database", database, "gateway", "--port", "0", *words]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | settings,
    ) as door:
        try:
            assert door.stdout
            yield door, urlsplit(door.stdout.readline().strip()).netloc
        finally:
            door.kill()


def _posted(netloc: str, **headers: str) -> int:
    with closing(http.client.HTTPConnection(netloc, timeout=20)) as door:
        door.request("POST", "/reports", json.dumps(REPORT), headers)
        return door.getresponse().status


def _healthy(netloc: str) -> bool:
    with closing(http.client.HTTPConnection(netloc, timeout=20)) as door:
        door.request("GET", "/health")
        return door.getresponse().status == 200


def _from_everywhere(netloc: str) -> list[int]:
    """Reports of one caller that names another origin with each."""
    return [_posted(netloc, **{"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(8)]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_that_the_door_ends_in_order_when_it_is_told_to(address: str, ending: int) -> None:
    with opened(address) as (door, netloc):
        assert _posted(netloc) == 201
        door.send_signal(ending)
        out, err = door.communicate(timeout=20)
        assert (door.returncode, out, err) == (0, "", "")


def test_that_who_waits_for_changes_keeps_no_door_open(address: str) -> None:
    with CommandCenter(address) as center:
        head = {"Authorization": f"Bearer {center.access.add_key('all', 'centre').key}"}
    with (
        opened(address) as (door, netloc),
        closing(http.client.HTTPConnection(netloc, timeout=20)) as waiting,
    ):
        waiting.request("GET", "/feed?wait=60", headers=head)
        assert _posted(netloc) == 201  # by now the door follows the feed
        assert len(json.load(waiting.getresponse())["changes"]) == 1
        waiting.request("GET", "/feed?wait=60&after=1", headers=head)
        assert _healthy(netloc)
        door.send_signal(signal.SIGTERM)
        answer = waiting.getresponse()
        assert (answer.status, json.load(answer)) == (200, {"changes": [], "next": "1"})
        out, err = door.communicate(timeout=20)
        assert (door.returncode, out, err) == (0, "", "")


def test_that_a_request_that_drips_in_keeps_no_door_open(address: str) -> None:
    with opened(address) as (door, netloc):
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


def test_that_nobody_changes_his_address_by_saying_so(tiny_file: Path) -> None:
    with opened(f"sqlite:///{tiny_file}", FORWARDED_ALLOW_IPS="*") as (_, netloc):
        assert _from_everywhere(netloc) == [201] * 6 + [429] * 2


def test_that_a_proxy_that_is_trusted_says_where_a_report_comes_from(tiny_file: Path) -> None:
    trusting = {"COMMANDCENTER_TRUSTED_PROXIES": "10.0.0.0/24, 127.0.0.1"}
    with opened(f"sqlite:///{tiny_file}", **trusting) as (_, netloc):
        assert _from_everywhere(netloc) == [201] * 8


def test_that_a_trusted_proxy_that_is_no_address_is_refused_at_start(
    on_tiny: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMANDCENTER_TRUSTED_PROXIES", "127.0.0.1,everybody")
    answer = on_tiny("gateway", "--port", "0")
    assert (answer.status, answer.out) == (1, "")
    assert "everybody is neither an address nor a network" in answer.err


@pytest.mark.parametrize(("host", "warned"), [("0.0.0.0", True), ("localhost", False)])
def test_that_a_door_to_other_machines_says_that_nothing_is_encrypted(
    tiny_file: Path, host: str, warned: bool
) -> None:
    with opened(f"sqlite:///{tiny_file}", "--host", host) as (door, _):
        door.send_signal(signal.SIGTERM)
        _, err = door.communicate(timeout=20)
    assert ("nothing is encrypted" in err) == warned
