"""A desk that is open when its account is disabled: it shows nothing, says why, and comes back."""

from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Step
from commandcenter.views.desk.case.explain_panel import ExplainPanel
from commandcenter.views.desk.window.desk_window import DeskWindow
from tests.city.life import CityLife
from tests.views.desk.conftest import OpenDesk


def _barred(qtbot: QtBot, desk: DeskWindow) -> None:
    qtbot.waitUntil(lambda: desk.closed_seat.isVisible(), timeout=10_000)


def test_that_an_open_desk_shows_nothing_once_its_account_is_disabled(
    qtbot: QtBot, open_desk: OpenDesk, center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.filed()
    desk = open_desk("dispatcher")
    desk.select(number)
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    desk.case.page.explain_wanted.emit(ClockName.CASE, 1)
    qtbot.waitUntil(lambda: bool(desk.findChildren(ExplainPanel)))
    center.access.disable_account("dispatcher")
    _barred(qtbot, desk)
    assert "The account dispatcher was disabled at" in desk.closed_seat.text()
    assert not desk.panes.isVisible()
    assert not desk.search_box.isEnabled()
    assert not desk.counters.isEnabled()
    assert not any(panel.isVisible() for panel in desk.findChildren(ExplainPanel))


def test_that_a_step_of_an_open_desk_is_refused_in_plain_words(
    qtbot: QtBot, open_desk: OpenDesk, center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.handling()
    desk = open_desk("dispatcher")
    desk.select(number)
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    center.access.disable_account("dispatcher")
    desk.case.steps.step_wanted.emit(Step.URGE, {"note": "快"})
    notice = desk.case.steps.notice_label
    qtbot.waitUntil(lambda: "The account dispatcher was disabled at" in notice.text())
    assert len(center.casebook.history(number, viewer=city_life.account("leader").viewer)) == 5


def test_that_an_enabled_account_finds_its_desk_again(
    qtbot: QtBot, open_desk: OpenDesk, center: CommandCenter, city_life: CityLife
) -> None:
    desk = open_desk("dispatcher")
    center.access.disable_account("dispatcher")
    _barred(qtbot, desk)
    number = city_life.filed()
    center.access.enable_account("dispatcher")
    qtbot.waitUntil(lambda: desk.panes.isVisible(), timeout=10_000)
    qtbot.waitUntil(lambda: desk.queue.row(number) is not None, timeout=10_000)
    assert not desk.closed_seat.isVisible()
    assert desk.search_box.isEnabled()


def test_that_who_changes_to_another_account_works_on(
    qtbot: QtBot, open_desk: OpenDesk, center: CommandCenter, city_life: CityLife
) -> None:
    desk = open_desk("dispatcher")
    center.access.disable_account("dispatcher")
    _barred(qtbot, desk)
    desk.sit_down(city_life.account("call-taker"))
    assert desk.panes.isVisible()
    assert not desk.closed_seat.isVisible()
