"""Programs that run beside the test, and screens over the same database."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.views.frame.workplace import Workplace, open_workplace
from commandcenter.views.map.web.web_engine import prepare_web_engine
from tests.conftest import ROOT

prepare_web_engine()  # before pytest-qt makes the application


@pytest.fixture
def live_center(address: str) -> Iterator[CommandCenter]:
    """The centre by its own clock: other processes read the same."""
    with CommandCenter(address) as center:
        yield center


@pytest.fixture
def gateway(address: str, qtbot: QtBot) -> Iterator[httpx.Client]:
    """The web door, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(ROOT / "main.py"), "gateway", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--database", address], env=os.environ | {"PYTHONWARNINGS": ""}
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            qtbot.waitUntil(lambda: _answers(client), timeout=20_000)
            yield client
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def workplace(live_center: CommandCenter, qtbot: QtBot) -> Iterator[Workplace]:
    opened = open_workplace(live_center, "en")
    yield opened
    opened.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/health").is_success
    except httpx.HTTPError:
        return False
