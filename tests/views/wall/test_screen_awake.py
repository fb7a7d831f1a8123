"""The wall alone with its screen: it stays lit, and no pointer lies over it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from commandcenter.views.wall.still_pointer import STILL_MS, StillPointer
from commandcenter.views.wall.wall_window import WallWindow
from tests.views.map.page_driver import PageDriver

_DESKTOP = """
from PySide6.QtCore import SLOT, ClassInfo, QCoreApplication, QObject, Slot
from PySide6.QtDBus import QDBusConnection

app = QCoreApplication([])

@ClassInfo({"D-Bus Interface": "org.freedesktop.ScreenSaver"})
class ScreenSaver(QObject):
    @Slot(str, str, result="uint")
    def Inhibit(self, who, why):
        print("lit for", who, flush=True)
        return 1

    @Slot(str, str, str)
    def see(self, name, former, now):
        if not now:
            print("let go", flush=True)

bus, saver, dbus = QDBusConnection.sessionBus(), ScreenSaver(), "org.freedesktop.DBus"
see = SLOT("see(QString,QString,QString)")
bus.connect(dbus, "/org/freedesktop/DBus", dbus, "NameOwnerChanged", saver, see)
bus.registerObject("/org/freedesktop/ScreenSaver", saver, QDBusConnection.ExportAllSlots)
bus.registerService("org.freedesktop.ScreenSaver")
print("ready", flush=True)
app.exec()
"""
_WALL = """
from PySide6.QtCore import QCoreApplication, QTimer
from commandcenter.views.wall.screen_awake import ScreenAwake

app = QCoreApplication([])
awake = ScreenAwake()
awake.begin()
QTimer.singleShot(600, awake.end)
app.exec()
"""
_ROOT = Path(__file__).parents[3]


@contextmanager
def _running(script: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", script],
        env=environment,
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as started:
        yield started
        started.terminate()


@pytest.fixture
def session_bus() -> Iterator[dict[str, str]]:
    """A bus of its own, and the environment in which programs find it."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("there is no dbus-daemon on this machine")
    with subprocess.Popen(
        [daemon, "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as bus:
        assert bus.stdout is not None
        address = bus.stdout.readline().strip()
        yield os.environ | {"DBUS_SESSION_BUS_ADDRESS": address}
        bus.terminate()


@pytest.mark.skipif(sys.platform != "linux", reason="Windows and macOS have no session bus")
def test_that_the_desktop_is_asked_to_keep_the_screen_lit_and_let_go_again(
    session_bus: dict[str, str],
) -> None:
    with _running(_DESKTOP, session_bus) as desktop:
        assert desktop.stdout is not None
        assert desktop.stdout.readline() == "ready\n"
        with _running(_WALL, session_bus) as wall_alone:
            assert desktop.stdout.readline() == "lit for commandcenter\n"
            assert desktop.stdout.readline() == "let go\n"
            assert wall_alone.poll() is None


@pytest.mark.skipif(sys.platform != "linux", reason="Windows and macOS have no session bus")
def test_that_a_machine_without_a_desktop_is_noted_once_and_that_is_all(tmp_path: Path) -> None:
    nowhere = os.environ | {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/no-bus"}
    alone = _WALL.replace("app.exec()", "awake.begin()\nawake.end()")
    done = subprocess.run(
        [sys.executable, "-c", alone],
        env=nowhere,
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.count("nobody keeps the screen awake") == 1


def test_that_the_wall_keeps_its_screen_awake_while_it_is_shown(wall: WallWindow) -> None:
    assert wall.awake.is_asked
    wall.hide()
    assert not wall.awake.is_asked
    wall.show()
    assert wall.awake.is_asked


def test_that_the_wall_hides_its_own_pointer(wall: WallWindow, qtbot: QtBot) -> None:
    blank = Qt.CursorShape.BlankCursor
    qtbot.waitUntil(lambda: wall.board.cursor().shape() is blank, timeout=2 * STILL_MS)


def test_that_the_pointer_is_seen_only_while_a_hand_moves_it(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    part = QWidget(window)
    StillPointer(window, still_ms=30)
    window.show()
    qtbot.waitUntil(lambda: part.cursor().shape() is Qt.CursorShape.BlankCursor)
    place, none = QPointF(1, 1), Qt.MouseButton.NoButton
    kind, keys = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(part, QMouseEvent(kind, place, place, none, none, keys))
    assert part.cursor().shape() is Qt.CursorShape.ArrowCursor
    qtbot.waitUntil(lambda: part.cursor().shape() is Qt.CursorShape.BlankCursor)


def test_that_the_map_of_the_wall_hides_its_pointer_too(wall: WallWindow, qtbot: QtBot) -> None:
    assert wall.map.view is not None
    driver = PageDriver(wall.map.view, qtbot)
    container = "document.querySelector('.leaflet-container')"
    driver.until(f"{container} && getComputedStyle({container}).cursor === 'none'")
