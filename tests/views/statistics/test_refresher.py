"""Reading again, but not too often."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from commandcenter.errors import CommandCenterError, Unavailable
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.refresher import Refresher


class Reader(QObject):
    """Counts what it is told; refuses when it is told to."""

    def __init__(self, background: Background, interval_ms: int) -> None:
        super().__init__()
        self.found: list[int] = []
        self.refused: list[CommandCenterError] = []
        self.refuses = False
        self.refresher = Refresher(
            background,
            lambda: _away if self.refuses else _answer,
            done=self.found.append,
            refused=self.refused.append,
            parent=self,
            interval_ms=interval_ms,
        )


def _answer() -> int:
    return 42


def _away() -> int:
    raise Unavailable("database-away")


@pytest.fixture
def reader(qtbot: QtBot, background: Background) -> Iterator[Reader]:
    made = Reader(background, 60)
    yield made
    background.close()


def test_that_a_hundred_wishes_are_two_readings(qtbot: QtBot, reader: Reader) -> None:
    numbers = [reader.refresher.ask() for _ in range(100)]
    assert numbers[0] == 1
    assert set(numbers[1:]) == {2}
    qtbot.waitUntil(lambda: len(reader.found) == 2)
    qtbot.waitUntil(lambda: reader.refresher.is_calm)
    assert len(reader.found) == 2


def test_that_a_wish_within_the_pause_waits(qtbot: QtBot, background: Background) -> None:
    reader = Reader(background, 60_000)
    reader.refresher.ask()
    qtbot.waitUntil(lambda: reader.found == [42])
    assert reader.refresher.ask() == 2
    assert reader.refresher.reading == 1
    background.close()


def test_that_a_wish_after_the_pause_is_read_at_once(qtbot: QtBot, reader: Reader) -> None:
    reader.refresher.ask()
    qtbot.waitUntil(lambda: reader.refresher.is_calm)
    assert reader.refresher.ask() == 2
    assert reader.refresher.reading == 2


def test_that_a_refusal_does_not_end_it(qtbot: QtBot, reader: Reader) -> None:
    reader.refuses = True
    reader.refresher.ask()
    qtbot.waitUntil(lambda: len(reader.refused) == 1)
    reader.refuses = False
    reader.refresher.ask()
    qtbot.waitUntil(lambda: reader.found == [42])
