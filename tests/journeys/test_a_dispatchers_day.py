"""A case takes every detour of a dispatcher's day, and nobody leaves the desk for it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseRow
from commandcenter.views.desk.queue.stage_counters import DECIDE
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.frame.workplace import Workplace, open_workplace
from tests.city.life import MANHOLE, REFUSE, FakeClock, photo

ROADS, SANITATION = "department-roads", "department-sanitation"


class Day:
    """One desk at which people take turns; every step goes through its form."""

    def __init__(self, qtbot: QtBot, desk: DeskWindow, center: CommandCenter, photo: Path) -> None:
        self.qtbot = qtbot
        self.desk = desk
        self.center = center
        self.photo = photo
        self.number = ""

    def take(self, who: str, step: Step, fields: Mapping[str, object] | None = None) -> CaseRow:
        """Sit down, open the case, fill in the form of the step, send it, and see what became."""
        self.sit_down(who)
        self.desk.select(self.number)
        panel = self.desk.case.steps
        self._until(lambda: self._is_up_to_date() and step in panel.steps)
        panel.choose(step)
        assert panel.form is not None
        for need, value in (fields or {}).items():
            panel.form.fields[need].set_value(value)  # type: ignore[attr-defined]
        assert panel.submit_button.isEnabled(), (who, step)
        with self.qtbot.waitSignal(self.desk.case.stepped, timeout=20_000):
            panel.submit()
        return self.row()

    def sit_down(self, who: str) -> None:
        if self.desk.account.name != who:
            self.desk.sit_down(self.center.access.account(who))
            self._until(lambda: self.desk.queue.is_filled)

    def row(self) -> CaseRow:
        return self.center.casebook.case(self.number, viewer=CENTRE_VIEW).row

    def count(self, who: str, counter: str) -> str:
        self.sit_down(who)
        return self.desk.counters.counters[counter].count_label.text()

    def _is_up_to_date(self) -> bool:
        content = self.desk.case.page.content
        return content is not None and content.row.version == self.row().version

    def _until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=20_000)


@pytest.fixture
def day(qtbot: QtBot, center: CommandCenter, tmp_path: Path) -> Iterator[Day]:
    file = tmp_path / "done.jpg"
    file.write_bytes(photo().content)
    workplace: Workplace = open_workplace(center, "en")
    desk = DeskWindow(workplace, center.access.account("dispatcher"))
    desk.resize(1700, 900)
    desk.show()
    with qtbot.waitSignal(desk.queue.refilled, timeout=20_000):
        workplace.watcher.start()
    yield Day(qtbot, desk, center, file)
    workplace.close()
    desk.close()
    desk.deleteLater()
    QCoreApplication.sendPostedEvents(desk, QEvent.Type.DeferredDelete)


def test_that_a_case_lives_through_every_detour_on_the_desk(
    day: Day, center: CommandCenter, clock: FakeClock
) -> None:
    report = Report("public", "垃圾堆放", 39.9305, 116.4105)
    day.number = center.intake.receive(report, by=RESIDENT).number
    done = {"note": "已清理", "photo": [day.photo]}

    day.take("call-taker", Step.ACCEPT, {"category": MANHOLE})
    day.take("shift-chief", Step.FILE, {"condition": 1})
    assert day.take("dispatcher", Step.DISPATCH).department == "roads"

    day.take(ROADS, Step.ASK_RETURN, {"reason": "wrong_kind"})
    assert day.count("dispatcher", DECIDE) == "1"
    assert day.take("dispatcher", Step.GRANT_RETURN).stage is Stage.FILED
    day.take("call-taker", Step.CORRECT, {"kind": REFUSE, "condition": 1})
    assert day.take("dispatcher", Step.DISPATCH).department == "sanitation"
    day.take(SANITATION, Step.ACKNOWLEDGE)
    due = _due(day)

    day.take(SANITATION, Step.ASK_EXTENSION, {"reason": "complex"})
    day.take("dispatcher", Step.GRANT_EXTENSION)
    assert _due(day) > due

    day.take(SANITATION, Step.ASK_SUSPENSION, {"reason": "weather"})
    suspended = day.take("dispatcher", Step.GRANT_SUSPENSION)
    assert (suspended.stage, suspended.hands.standing) == (Stage.SUSPENDED, True)
    clock.advance(timedelta(days=8))
    assert center.desk.resume_due() == [day.number]
    assert day.row().stage is Stage.HANDLING

    day.take("dispatcher", Step.URGE, {"note": "居民再次来电"})
    day.take(SANITATION, Step.REPLY, {"note": "今天完成"})
    clock.advance(timedelta(days=2))
    day.take(SANITATION, Step.FINISH, done)
    day.take("call-taker", Step.ASK_INSPECT)
    assert day.take("inspector", Step.FAIL, {"reason": "poor_work"}).stage is Stage.HANDLING
    day.take(SANITATION, Step.FINISH, done)
    day.take("call-taker", Step.ASK_INSPECT)
    day.take("inspector", Step.PASS, {"photo": [day.photo]})
    assert day.take("shift-chief", Step.CLOSE).stage is Stage.CLOSED

    day.take(SANITATION, Step.ASK_APPEAL, {"reason": "force_majeure"})
    assert day.count("call-taker", DECIDE) == "1"
    day.take("call-taker", Step.GRANT_APPEAL)
    assert day.count("dispatcher", DECIDE) == "1"
    day.take("dispatcher", Step.GRANT_APPEAL)
    ended = center.casebook.case(day.number, viewer=CENTRE_VIEW)
    assert ended.excused
    assert (ended.transfers, ended.reworks) == (1, 1)
    assert not list(center.log_audit.verify().faults)


def _due(day: Day) -> datetime:
    due_at = day.row().hands.due_at
    assert due_at is not None
    return due_at
