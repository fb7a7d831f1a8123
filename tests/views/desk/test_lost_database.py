"""A desk whose database file lost its name."""

from pathlib import Path

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.views.desk.conftest import OpenDesk


def test_that_a_desk_says_why_it_stands_still(
    qtbot: QtBot, open_desk: OpenDesk, database_file: Path
) -> None:
    desk = open_desk("dispatcher")
    database_file.unlink()
    qtbot.waitUntil(lambda: "no longer there" in desk.notice_bar.text_label.text())
    assert desk.notice_bar.isVisible()
    hides = desk.notice_bar.findChild(QTimer)
    assert hides is not None
    assert not hides.isActive()  # it stays until the file is back
