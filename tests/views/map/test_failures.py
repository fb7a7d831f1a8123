"""When the page breaks: it is said, it comes back as it was, and it does not go on for ever."""

import os
import signal
from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.logging import _QtMessageCapture
from pytestqt.qtbot import QtBot

from commandcenter.views.map.controls import MapNotice
from commandcenter.views.map.map_view import MapView
from commandcenter.views.map.skeleton import Skeleton
from commandcenter.views.map.web.bridge import MapBridge
from commandcenter.views.map.web.page_host import MOST_RELOADS
from tests.views.map.page_driver import PageDriver
from tests.views.map.places import case, town

Part = TypeVar("Part", bound=QObject)

BREAK = "setTimeout(() => { throw new Error('a cable was cut'); }) && 0"


@pytest.fixture
def hand(qapp: QApplication, qtbot: QtBot) -> Iterator[PageDriver]:
    """A map of its own with one case, told before the page was there."""
    view = MapView(town(), language="zh")
    view.resize(600, 500)
    view.set_cases([case(1)])
    view.show()
    assert part(view, Skeleton).isVisible()
    with qtbot.waitSignals([view.ready, view.painted], timeout=20_000):
        pass
    yield PageDriver(view, qtbot)
    view.close()
    view.deleteLater()
    qapp.sendPostedEvents(view, QEvent.Type.DeferredDelete)


@pytest.mark.qt_log_level_fail("NO")
def test_that_an_error_in_the_page_would_fail_a_run_and_brings_the_page_back(
    hand: PageDriver, qtlog: _QtMessageCapture
) -> None:
    with hand.qtbot.waitSignal(hand.map.ready, timeout=20_000):
        hand.ask(BREAK)
    said = [record for record in qtlog.records if "a cable was cut" in record.message]
    assert said[0].matches_level("CRITICAL")
    assert part(hand.map, MapNotice).isVisible()
    assert not part(hand.map, MapNotice).retry_button.isVisible()


def test_that_all_comes_back_when_the_process_dies(hand: PageDriver) -> None:
    hand.map.change_cases([case(2)])
    hand.map.select(case(2).number)
    hand.focus()
    hand.key(Qt.Key.Key_Plus)
    hand.qtbot.waitUntil(lambda: hand.map.is_touched)
    before = hand.where()
    with hand.qtbot.waitSignals([hand.map.ready, hand.map.painted], timeout=20_000):
        os.kill(hand.page.renderProcessPid(), signal.SIGKILL)
        hand.qtbot.waitUntil(part(hand.map, Skeleton).isVisible)
    assert hand.where() == pytest.approx(before)
    assert hand.map.is_touched
    assert hand.ask("document.querySelectorAll('#legend b')[3].textContent") == "2"
    assert not part(hand.map, Skeleton).isVisible()
    assert part(hand.map, MapNotice).isVisible()


def test_that_a_page_that_breaks_again_and_again_is_given_up(hand: PageDriver) -> None:
    bridge, notice = part(hand.map, MapBridge), part(hand.map, MapNotice)
    for _ in range(MOST_RELOADS):
        bridge.problem("broken")
        with hand.qtbot.waitSignal(hand.map.ready, timeout=20_000):
            pass
    bridge.problem("broken")
    assert notice.retry_button.isVisible()
    with hand.qtbot.waitSignal(hand.map.ready, timeout=20_000):
        notice.retry_button.click()
    assert not notice.isVisible()


def part(view: MapView, kind: type[Part]) -> Part:
    found = view.findChild(kind)
    assert isinstance(found, kind)
    return found
