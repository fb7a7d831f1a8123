"""Supervisors and administrators see when jobs have stopped or backups are missing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commandcenter import jobs
from commandcenter.center import CommandCenter
from commandcenter.services.heartbeats import Beat
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.frame.application import dress_up
from commandcenter.views.frame.job_mark import JobMark
from commandcenter.views.frame.workplace import Workplace, open_workplace
from commandcenter.views.look.theme import DESK_TEXT_PX
from tests.city.life import FakeClock


@pytest.fixture(params=["zh", "en"])
def workplace(
    request: pytest.FixtureRequest, qapp: QApplication, center: CommandCenter
) -> Iterator[Workplace]:
    dress_up(qapp, DESK_TEXT_PX)
    opened = open_workplace(center, request.param)
    yield opened
    opened.close()


@pytest.fixture
def mark(qtbot: QtBot, workplace: Workplace) -> JobMark:
    label = JobMark(workplace)
    qtbot.addWidget(label)
    return label


def test_that_what_is_missing_is_said_in_words_and_goes_when_it_is_there(
    mark: JobMark, qtbot: QtBot, center: CommandCenter, clock: FakeClock, workplace: Workplace
) -> None:
    mark.look()
    qtbot.waitUntil(mark.isVisible)
    assert mark.property("alarm") == "amber"
    jobs.run_once(center)
    clock.advance(timedelta(hours=3))
    mark.look()
    qtbot.waitUntil(lambda: mark.property("alarm") == "red")
    texts = {"zh": ("■ 定时任务已停 3 小时", "备份"), "en": ("■ jobs stopped 3 h ago", "backup")}
    text, about_backups = texts[workplace.language]
    assert mark.text() == text
    assert about_backups in mark.toolTip()
    beats = [Beat(job, clock.now, clock.now, clock.now) for job in ("warn", "backup", "drill")]
    center.heartbeats.note(beats)
    mark.look()
    qtbot.waitUntil(mark.isHidden)


def test_that_the_mark_of_a_desk_is_for_those_who_oversee(
    qtbot: QtBot, workplace: Workplace, center: CommandCenter
) -> None:
    desk = DeskWindow(workplace, center.access.account("dispatcher"))
    qtbot.addWidget(desk)
    desk.sit_down(center.access.account("supervisor"))
    qtbot.waitUntil(lambda: not desk.top_bar.job_mark.isHidden())
    desk.sit_down(center.access.account("dispatcher"))
    assert desk.top_bar.job_mark.isHidden()
