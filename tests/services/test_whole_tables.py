"""What is asked all day finds its rows by an index, however many years the tables hold."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from tests.city.life import CityLife, FakeClock

GROWING = ("cases", "case_clocks", "case_words", "case_photos", "event_log", "opinions")
_SCAN = re.compile(rf"^SCAN ({'|'.join(GROWING)})\b")
DOOR = Actor("door", frozenset())


@pytest.fixture
def file(made_sqlite: Path, tmp_path: Path) -> Path:
    file = tmp_path / "center.sqlite3"
    file.write_bytes(made_sqlite.read_bytes())
    return file


def test_that_no_screen_and_no_step_reads_a_whole_table(file: Path, clock: FakeClock) -> None:
    with CommandCenter(f"sqlite:///{file}", clock=clock) as center:
        life = CityLife(center, clock)
        number = life.closed()
        caller = center.access.account("call-taker")
        with _asked() as statements:
            center.casebook.case(number, viewer=caller.viewer)
            center.casebook.history(number, viewer=caller.viewer)
            center.casebook.rows_of([number], viewer=caller.viewer)
            center.change_feed.since("3", viewer=CENTRE_VIEW)
            center.change_feed.latest()
            center.housekeeping.anchor_days()
            report = Report("public", "x", address="y", external_reference="r-1")
            center.intake.receive(report, by=DOOR, key="k")
            center.intake.receive(report, by=DOOR, key="k")
            life.dispatched()
    assert statements
    with closing(sqlite3.connect(file)) as connection:
        scans = [
            (plan[3], statement)
            for statement, parameters in statements
            for plan in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            if _SCAN.match(plan[3])
        ]
    assert scans == []


@contextmanager
def _asked() -> Iterator[list[tuple[str, Any]]]:
    """The SELECTs of a stretch, with their parameters."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            found.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
