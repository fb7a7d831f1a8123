"""Circular garbage is collected where widgets live, and nowhere else."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from commandcenter.views.frame.gc_rounds import CollectionRounds, collection_paused


@pytest.fixture(autouse=True)
def automatic() -> Iterator[None]:
    """Collecting stands as it does in a program of the command line."""
    gc.enable()
    yield
    gc.disable()


class _Circle(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def test_that_a_dropped_circle_dies_on_the_screens_thread(qtbot: QtBot) -> None:
    parent = QObject()
    CollectionRounds(parent, round_ms=5)
    deaths: list[threading.Thread] = []
    circle = _Circle()
    weakref.finalize(circle, lambda: deaths.append(threading.current_thread()))
    worker = threading.Thread(target=lambda: [[n] for n in range(200_000)])
    del circle
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(deaths))
    assert deaths == [threading.main_thread()]
    parent.deleteLater()


def test_that_no_look_is_taken_while_rows_come_in() -> None:
    parent = QObject()
    rounds = CollectionRounds(parent)
    circle = _Circle()
    alive = weakref.ref(circle)
    with collection_paused():
        del circle
        rounds.look()
        assert alive() is not None
    parent.deleteLater()


def test_that_reading_in_leaves_collecting_as_it_was() -> None:
    gc.disable()
    with collection_paused():
        assert not gc.isenabled()
    assert not gc.isenabled()
    gc.enable()
    with collection_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
