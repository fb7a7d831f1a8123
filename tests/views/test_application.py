"""What stands before the first window, and after everything else has failed."""

import logging
import os
import sys
import threading

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter.errors import Unavailable
from commandcenter.views.frame.application import LastHook, speak, text_px_for
from commandcenter.views.frame.display import has_display, require_display, use_camera
from commandcenter.views.look.theme import DESK_TEXT_PX


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> LastHook:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    made = LastHook()
    made.install()
    return made


def test_that_a_bug_is_logged_and_told_and_the_screens_stay_up(
    qtbot: QtBot, hook: LastHook, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.waitSignal(hook.met) as told, caplog.at_level(logging.CRITICAL):
        sys.excepthook(ZeroDivisionError, ZeroDivisionError("a share of nothing"), None)
    assert told.args == ["ZeroDivisionError: a share of nothing"]
    assert "a share of nothing" in caplog.text
    assert hook.count == 1


def test_that_a_bug_in_another_thread_is_told_on_the_screen(qtbot: QtBot, hook: LastHook) -> None:
    def fail() -> None:
        raise KeyError("lost")

    with qtbot.waitSignal(hook.met):
        threading.Thread(target=fail).start()


def test_that_fine_pixels_get_larger_text(qapp: QApplication) -> None:
    assert text_px_for(None) == DESK_TEXT_PX
    screen = qapp.primaryScreen()
    pitch = screen.physicalSize().width() / screen.size().width()
    assert text_px_for(screen) == max(DESK_TEXT_PX, round(DESK_TEXT_PX * 0.25 / pitch))


def test_that_the_language_can_be_chosen_for_new_windows(qapp: QApplication, qtbot: QtBot) -> None:
    speak(qapp, "zh")
    assert qapp.translate("DeskLayout", "Map") == "地图"
    speak(qapp, "en")
    assert qapp.translate("DeskLayout", "Map") == "Map"


def test_that_nobody_is_shown_a_window_without_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert not has_display()
    with pytest.raises(Unavailable):
        require_display()
    monkeypatch.setenv("DISPLAY", ":0")
    require_display()
    assert has_display()


def test_that_a_camera_brings_its_own_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.setenv("QTWEBENGINE_CHROMIUM_FLAGS", "")
    use_camera(3840, 2160)
    assert os.environ["QT_QPA_PLATFORM"].startswith("offscreen:configfile=")
    assert not has_display()
