"""Warnings: each mark once, at the moment it was crossed, to who can act, when they work."""

import logging
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.models.work.asking import AssigneeKind
from commandcenter.packs.reader import read_pack
from commandcenter.services.archive.lives import Life, LifeStep
from commandcenter.services.warnings import Raised, WarningRow
from tests.city.centers import TINY
from tests.city.importing import Importer, row
from tests.city.life import MANHOLE, MONDAY_10, CityLife, FakeClock
from tests.services.tampering import tamper
from tests.services.test_archive_lives import PLAIN, REPORT

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOTHING = Raised(0, 0)
MONDAY_18 = MONDAY_10 + 8 * HOUR
TUESDAY_8 = MONDAY_10 + 22 * HOUR


@pytest.fixture
def watched(center: CommandCenter) -> CommandCenter:
    """A centre whose jobs have run before."""
    assert center.warnings.raise_due() == NOTHING
    return center


@pytest.fixture
def work(city_life: CityLife) -> Callable[[], str]:
    """A manhole with one working day, in handling from Monday 10:00: due on Tuesday at 10:00."""

    def begin() -> str:
        number = city_life.filed(MANHOLE, 2)
        city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
        return city_life.step(number, Step.ACKNOWLEDGE, "department-roads", {})

    return begin


def of_handling(center: CommandCenter, number: str) -> list[WarningRow]:
    rows = reversed(center.warnings.of_open(viewer=CENTRE_VIEW))
    return [row for row in rows if row.number == number and row.clock is ClockName.HANDLING]


def marks(center: CommandCenter, number: str) -> list[tuple[str, datetime]]:
    return [(str(row.mark), row.at) for row in of_handling(center, number)]


# ---- each mark, once (A14) --------------------------------------------------------------------


def test_that_not_only_the_deadline_warns_but_each_mark_of_the_pack_once(
    watched: CommandCenter, clock: FakeClock, work: Callable[[], str]
) -> None:
    watched.city.install(replace(read_pack(TINY), warning_marks=(0.5, 0.8, 2), digest="marks"))
    number = work()
    for _ in range(4 * 24):
        clock.advance(HOUR)
        watched.warnings.raise_due()
    assert marks(watched, number) == [
        ("1/2", MONDAY_10 + 6 * HOUR),
        ("4/5", TUESDAY_8 + 24 * MINUTE),
        ("1", TUESDAY_8 + 2 * HOUR),
        ("2", TUESDAY_8 + 26 * HOUR),
    ]


def test_that_a_mark_crossed_before_an_extension_is_not_warned_of_again(
    watched: CommandCenter, clock: FakeClock, city_life: CityLife, work: Callable[[], str]
) -> None:
    number = work()
    clock.advance(23 * HOUR)
    watched.warnings.raise_due()
    city_life.step(number, Step.ASK_EXTENSION, "department-roads", {"reason": "weather"})
    city_life.step(number, Step.GRANT_EXTENSION, "dispatcher", {})
    clock.advance(4 * DAY)
    watched.warnings.raise_due()
    first = ("4/5", TUESDAY_8 + 24 * MINUTE)
    assert marks(watched, number) == [first, ("1", TUESDAY_8 + 26 * HOUR)]


# ---- one scheduler, whoever set the deadline (A15) ---------------------------------------------


def test_that_a_deadline_of_another_system_and_a_corrected_one_are_not_forgotten(
    watched: CommandCenter,
    clock: FakeClock,
    city_life: CityLife,
    work: Callable[[], str],
    tmp_path: Path,
) -> None:
    number = work()
    city_life.step(number, Step.CORRECT, "shift-chief", {"condition": 1})
    importer = Importer(watched, tmp_path)
    importer(row(opened="2026-11-23 09:00:00", due="2026-11-23 19:00:00", closed=""))
    (imported,) = (case.row.number for case in importer.cases() if case.external_reference)
    clock.advance(12 * HOUR)
    watched.warnings.raise_due()
    assert marks(watched, number)[-1] == ("1", MONDAY_10 + 2 * HOUR)
    assert marks(watched, imported) == [
        ("4/5", MONDAY_10 + 7 * HOUR),
        ("1", MONDAY_10 + 9 * HOUR),
    ]


# ---- at midnight nobody rings a department, unless it is urgent (A13) --------------------------


def test_that_no_department_is_warned_at_night_or_on_a_weekend_unless_it_is_urgent(
    watched: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    clock.now = datetime(2026, 11, 27, 9, 50, tzinfo=UTC)  # Friday, 17:50
    slow = city_life.handling("20010100", "sanitation")
    urgent = city_life.handling(MANHOLE)
    clock.advance(4 * DAY)
    watched.warnings.raise_due()
    eight = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)  # Monday
    due = of_handling(watched, slow)[-1]
    assert (due.at, due.deliver_after) == (eight + 3 * HOUR + 50 * MINUTE,) * 2
    due = of_handling(watched, urgent)[-1]
    assert due.deliver_after == due.at == clock.now - 4 * DAY + 2 * HOUR


def test_that_a_mark_at_the_close_of_day_waits_for_the_morning(
    watched: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    clock.now = MONDAY_18 - 4 * HOUR
    number = city_life.handling("20010100", "sanitation")
    clock.advance(5 * HOUR)
    watched.warnings.raise_due()
    due = of_handling(watched, number)[-1]
    assert (due.at, due.deliver_after) == (MONDAY_18, TUESDAY_8)
    assert (due.recipient_kind, due.recipient) == (AssigneeKind.DEPARTMENT, "sanitation")


def test_that_posts_of_the_centre_are_warned_day_and_night(
    watched: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    clock.now = MONDAY_18 + 6 * HOUR
    city_life.reported()
    clock.advance(15 * MINUTE)
    watched.warnings.raise_due()
    rows = watched.warnings.of_open(viewer=CENTRE_VIEW)
    assert [(row.clock, row.recipient, row.deliver_after - row.at) for row in rows] == [
        (ClockName.ACCEPT, "call-taker", timedelta())
    ] * 2


# ---- ended and standing clocks are silent (A10, A16) -------------------------------------------


def test_that_a_merged_or_closed_case_warns_no_more(
    watched: CommandCenter, clock: FakeClock, city_life: CityLife, work: Callable[[], str]
) -> None:
    merged, kept = work(), work()
    city_life.step(merged, Step.MERGE, "call-taker", {"into": [kept]})
    closed = city_life.closed()
    clock.advance(3 * DAY)
    watched.warnings.raise_due()
    assert marks(watched, merged) == marks(watched, closed) == []
    assert len(marks(watched, kept)) == 2


def test_that_a_standing_clock_is_silent_and_its_marks_move_with_it(
    watched: CommandCenter, clock: FakeClock, city_life: CityLife, work: Callable[[], str]
) -> None:
    number = work()
    until = MONDAY_10 + 7 * DAY
    fields = {"reason": "weather", "until": until}
    city_life.step(number, Step.ASK_SUSPENSION, "department-roads", fields)
    city_life.step(number, Step.GRANT_SUSPENSION, "dispatcher", {})
    clock.advance(6 * DAY)
    watched.warnings.raise_due()
    assert marks(watched, number) == []
    clock.advance(3 * DAY)
    watched.desk.resume_due()
    watched.warnings.raise_due()
    week = 7 * DAY
    assert marks(watched, number) == [
        ("4/5", TUESDAY_8 + 24 * MINUTE + week),
        ("1", TUESDAY_8 + 2 * HOUR + week),
    ]


# ---- no flood (A16) ----------------------------------------------------------------------------


def test_that_an_upgrade_rings_nobody_and_shows_a_count_before_release(
    center: CommandCenter, clock: FakeClock, city_life: CityLife, work: Callable[[], str]
) -> None:
    old, ended = work(), work()
    clock.advance(2 * DAY)
    raised = center.warnings.raise_due()
    assert raised.warned == 0
    assert all(row.held for row in of_handling(center, old))
    fields = {"reason": "not_ours"}
    city_life.step(ended, Step.ASK_RETURN, "department-roads", fields)
    city_life.step(ended, Step.GRANT_RETURN, "dispatcher", {})
    assert center.warnings.held() == 2  # what has ended since is not counted
    assert center.warnings.release(viewer=CENTRE_VIEW) == 2
    assert (center.warnings.held(), center.warnings.raise_due()) == (0, NOTHING)
    assert [row.held for row in of_handling(center, old)] == [False, False]


def test_that_the_old_deadlines_of_an_import_ring_nobody(
    watched: CommandCenter, clock: FakeClock, tmp_path: Path
) -> None:
    clock.advance(HOUR)
    watched.warnings.raise_due()
    Importer(watched, tmp_path)(
        row(id="open", closed=""), row(id="closed"), row(id="coming", due="2026-11-24", closed="")
    )
    assert watched.warnings.raise_due() == Raised(0, 2 + 1)  # four fifths of “coming” are over
    clock.advance(DAY)
    assert watched.warnings.raise_due() == Raised(1, 0)


def test_that_a_history_written_in_bulk_warns_of_what_is_open_only(
    watched: CommandCenter, clock: FakeClock, city_life: CityLife
) -> None:
    begun = clock()
    caller = city_life.account("call-taker").actor

    def life(steps: int) -> Life:
        taken = [
            LifeStep(step, fields, city_life.account(name).actor, begun + nth * MINUTE)
            for nth, (step, name, fields) in enumerate(PLAIN[:steps], start=1)
        ]
        return Life(REPORT, begun, caller, tuple(taken))

    watched.archive.write_lives([life(len(PLAIN)), life(4)])
    clock.advance(2 * DAY)
    assert watched.warnings.raise_due() == Raised(2, 0)


def test_that_a_night_without_jobs_holds_nothing_back(
    watched: CommandCenter, clock: FakeClock, work: Callable[[], str]
) -> None:
    number = work()
    clock.advance(5 * DAY)
    watched.warnings.raise_due()
    assert [row.held for row in of_handling(watched, number)] == [False, False]


# ---- the rest of the city ----------------------------------------------------------------------


def test_that_a_clock_that_cannot_be_counted_keeps_no_other_from_warning(
    watched: CommandCenter,
    address: str,
    clock: FakeClock,
    work: Callable[[], str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    spoilt, sound = work(), work()
    where = f"WHERE number = '{spoilt}' AND name = 'handling'"
    tamper(address, f"UPDATE case_clocks SET amount = 'x' {where}")  # noqa: S608  our own text
    clock.advance(2 * DAY)
    with caplog.at_level(logging.ERROR):
        watched.warnings.raise_due()
    assert (len(marks(watched, spoilt)), len(marks(watched, sound))) == (0, 2)
    assert spoilt in caplog.text


def test_that_a_warning_changes_nothing_of_what_history_tells(
    watched: CommandCenter, clock: FakeClock, work: Callable[[], str]
) -> None:
    number = work()
    before = watched.casebook.case(number, viewer=CENTRE_VIEW)
    clock.advance(2 * DAY)
    watched.warnings.raise_due()
    after = watched.casebook.case(number, viewer=CENTRE_VIEW)
    assert (after.row.version, after.clocks) == (before.row.version, before.clocks)
    assert watched.log_audit.verify().faults == ()


def test_that_only_clocks_at_a_mark_are_read_by_way_of_an_index(
    made_sqlite: Path, tmp_path: Path, clock: FakeClock
) -> None:
    file = tmp_path / "center.sqlite3"
    file.write_bytes(made_sqlite.read_bytes())
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE")) and "case" in statement:
            asked.append((statement, parameters))

    with CommandCenter(f"sqlite:///{file}", clock=clock) as center:
        city_life = CityLife(center, clock)
        city_life.handling()
        event.listen(Engine, "before_cursor_execute", note)
        try:
            clock.advance(5 * HOUR)
            center.warnings.raise_due()
            center.warnings.held()
            center.warnings.release(viewer=CENTRE_VIEW)
            center.desk.resume_due()
        finally:
            event.remove(Engine, "before_cursor_execute", note)
    found, *others = [(plan, statement) for plan, statement in _plans(file, asked)]
    assert "ix_case_clocks_centre_next_mark_at (centre=? AND next_mark_at<?)" in found[0]
    assert not [one for one in (found, *others) if re.search(r"\bSCAN (cases|case_clocks)", one[0])]


def _plans(file: Path, asked: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        return [
            ("; ".join(str(line[3]) for line in _plan(connection, *one)), one[0]) for one in asked
        ]


def _plan(connection: sqlite3.Connection, statement: str, parameters: Any) -> list[Any]:
    many = parameters[0] if parameters and isinstance(parameters[0], tuple | list) else parameters
    return connection.execute(f"EXPLAIN QUERY PLAN {statement}", many).fetchall()
