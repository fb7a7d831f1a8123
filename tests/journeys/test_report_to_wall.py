"""A report comes in at the web door, appears on the wall, is dispatched, and the wall knows."""

from collections.abc import Callable

import httpx2 as httpx
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.wall.wall_window import WallWindow
from tests.city.life import MANHOLE

REPORT = {"source": "public", "description": "井盖缺失", "latitude": 39.9305, "longitude": 116.4105}


def _is(number: str) -> Callable[[str], bool]:
    return lambda painted: painted == number


def _shut(*windows: QWidget) -> None:
    for window in windows:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def test_that_a_report_is_on_the_wall_at_once_and_a_dispatch_too(
    qtbot: QtBot, live_center: CommandCenter, gateway: httpx.Client, workplace: Workplace
) -> None:
    wall = WallWindow(workplace)
    wall.resize(1920, 1080)
    desk = DeskWindow(workplace, live_center.access.account("dispatcher"))
    desk.resize(1700, 900)
    for window in (wall, desk):
        window.show()
    with qtbot.waitSignal(desk.queue.refilled, timeout=20_000):
        workplace.watcher.start()
    # before its first picture the wall has nothing to change, and says nothing of a single case
    qtbot.waitUntil(lambda: wall.map.is_drawn, timeout=30_000)

    numbers: list[str] = []
    wall.painted.connect(numbers.append)
    number = gateway.post("/reports", json=REPORT).json()["number"]
    qtbot.waitUntil(lambda: number in numbers, timeout=20_000)

    for who, step, fields in (
        ("call-taker", Step.ACCEPT, {"category": MANHOLE}),
        ("shift-chief", Step.FILE, {"condition": 1}),
    ):
        account = live_center.access.account(who)
        live_center.desk.take(
            number, step, fields, version=None, by=account.actor, viewer=account.viewer
        )
    desk.select(number)
    panel = desk.case.steps
    qtbot.waitUntil(lambda: Step.DISPATCH in panel.steps, timeout=20_000)
    qtbot.waitUntil(panel.submit_button.isEnabled, timeout=20_000)
    with qtbot.waitSignal(wall.painted, check_params_cb=_is(number), timeout=20_000):
        panel.submit_button.click()
    row = live_center.casebook.case(number, viewer=CENTRE_VIEW).row
    assert (row.stage, row.department) == (Stage.DISPATCHED, "roads")
    _shut(wall, desk)
