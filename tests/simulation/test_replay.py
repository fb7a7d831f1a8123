"""A day of a file happens again: reports, steps and closings at the moments that they had."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.reader import read_pack
from commandcenter.services.archive import ImportMapping, read_mapping
from commandcenter.services.casebook import CaseDetails, CaseFilter
from commandcenter.simulation.replay import Replay, prepare_replay
from tests.city.centers import TINY
from tests.city.importing import HEADER, MAPPING, row
from tests.city.life import FakeClock

#: 09:00 in the city, on the Monday that the rows speak of.
OPENED = datetime(2026, 11, 16, 1, tzinfo=UTC)
ROWS = (
    row(id="A-1"),
    row(id="A-2", opened="2026-11-16 10:00", closed="2026-11-16 10:40"),
    row(id="A-3", opened="2026-11-16 11:00", closed="", kind="Pothole", whose="No Q"),
    row(id="A-4", opened="2026-11-16 12:00", closed="", kind=""),
    row(id="A-5", opened="2026-11-17 08:00", closed=""),
    row(id="A-6", lat="900"),
)


@pytest.fixture
def mapping(tmp_path: Path) -> ImportMapping:
    path = tmp_path / "mapping.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return read_mapping(path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.csv"
    path.write_text("\n".join((HEADER, *reversed(ROWS))), encoding="utf-8")
    return path


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(OPENED)


@pytest.fixture
def center(empty_address: str, clock: FakeClock) -> Iterator[CommandCenter]:
    with CommandCenter(empty_address, clock=clock) as opened:
        opened.make(read_pack(TINY))
        yield opened


@pytest.fixture
def replay(center: CommandCenter, file: Path, mapping: ImportMapping) -> Replay:
    return prepare_replay(center, file, mapping, days=1)


def _cases(center: CommandCenter) -> dict[str, CaseDetails]:
    """By the first system's reference."""
    cases = center.casebook.cases(CaseFilter(), viewer=CENTRE_VIEW)
    return {str(case.external_reference): case for case in cases}


def _play(replay: Replay, clock: FakeClock, until: timedelta) -> None:
    """Minute by minute, as a clock goes."""
    end = OPENED + until
    while clock() <= end:
        replay.act()
        clock.advance(timedelta(minutes=1))


def test_that_reports_come_in_when_they_came(
    center: CommandCenter, replay: Replay, clock: FakeClock
) -> None:
    _play(replay, clock, timedelta(minutes=59))
    assert list(_cases(center)) == ["A-1"]
    _play(replay, clock, timedelta(hours=3))
    found = {reference: case.row.reported_at for reference, case in _cases(center).items()}
    assert found == {f"A-{n + 1}": OPENED + timedelta(hours=n) for n in range(4)}
    assert not any(case.imported for case in _cases(center).values())


def test_that_a_case_is_closed_when_the_file_closed_it(
    center: CommandCenter, replay: Replay, clock: FakeClock
) -> None:
    _play(replay, clock, timedelta(hours=7))
    cases = _cases(center)
    assert cases["A-1"].closed_at == OPENED + timedelta(hours=6.5)
    assert cases["A-2"].closed_at == OPENED + timedelta(hours=1, minutes=40)
    steps = [
        (line.step, line.actor)
        for line in center.casebook.history(cases["A-1"].row.number, viewer=CENTRE_VIEW)
    ]
    assert steps == [
        ("report", "system"),
        ("accept", "call-taker"),
        ("file", "shift-chief"),
        ("dispatch", "dispatcher"),
        ("acknowledge", "department-roads"),
        ("finish", "department-roads"),
        ("ask_inspect", "call-taker"),
        ("pass", "inspector"),
        ("close", "shift-chief"),
    ]
    assert center.log_audit.verify().faults == ()


def test_that_what_the_file_does_not_close_is_handled_or_waits_for_its_kind(
    center: CommandCenter, replay: Replay, clock: FakeClock
) -> None:
    _play(replay, clock, timedelta(hours=12))
    cases = _cases(center)
    assert (cases["A-3"].row.stage, cases["A-3"].row.department) == (Stage.HANDLING, "No-Q")
    assert cases["A-4"].row.stage is Stage.REPORTED
    assert set(cases) == {"A-1", "A-2", "A-3", "A-4"}


def test_that_a_later_day_can_be_played(
    center: CommandCenter, file: Path, mapping: ImportMapping, clock: FakeClock
) -> None:
    replay = prepare_replay(center, file, mapping, first_day=date(2026, 11, 17))
    clock.now = OPENED + timedelta(days=1)
    replay.act()
    assert list(_cases(center)) == ["A-5"]


def test_that_a_step_taken_by_hand_is_not_taken_again_and_the_case_goes_on(
    center: CommandCenter, replay: Replay, clock: FakeClock
) -> None:
    replay.act()
    number = _cases(center)["A-1"].row.number
    desk = center.access.account("call-taker")
    center.desk.take(
        number,
        Step.ACCEPT,
        {"category": "10010100"},
        version=1,
        by=desk.actor,
        viewer=desk.viewer,
    )
    _play(replay, clock, timedelta(hours=7))
    case = _cases(center)["A-1"]
    assert (case.row.stage, case.row.version) == (Stage.CLOSED, 9)


def test_that_a_case_that_was_declined_by_hand_is_let_be(
    center: CommandCenter, replay: Replay, clock: FakeClock
) -> None:
    replay.act()
    number = _cases(center)["A-1"].row.number
    desk = center.access.account("call-taker")
    fields = {"reason": "unclear"}
    center.desk.take(number, Step.DECLINE, fields, version=1, by=desk.actor, viewer=desk.viewer)
    _play(replay, clock, timedelta(hours=7))
    cases = _cases(center)
    assert cases["A-1"].row.stage is Stage.DECLINED
    assert cases["A-2"].row.stage is Stage.CLOSED


def test_that_a_replay_that_was_stopped_goes_on(
    center: CommandCenter, file: Path, mapping: ImportMapping, replay: Replay, clock: FakeClock
) -> None:
    _play(replay, clock, timedelta(hours=3))
    again = prepare_replay(center, file, mapping, days=1)
    assert center.timekeeping.show().speed == 60
    _play(again, clock, timedelta(hours=7))
    cases = _cases(center)
    assert len(cases) == 4
    assert cases["A-1"].row.stage is Stage.CLOSED


def test_that_it_ends_when_all_is_played(
    center: CommandCenter, replay: Replay, clock: FakeClock
) -> None:
    clock.advance(timedelta(days=2))
    replay.run(threading.Event())
    assert _cases(center)["A-2"].row.stage is Stage.CLOSED


def test_that_it_ends_when_it_is_stopped(center: CommandCenter, replay: Replay) -> None:
    stopped = threading.Event()
    playing = threading.Thread(target=replay.run, args=(stopped,))
    playing.start()
    stopped.set()
    playing.join(timeout=10)
    assert not playing.is_alive()


def test_that_real_cases_are_never_played_into(
    center: CommandCenter, file: Path, mapping: ImportMapping
) -> None:
    center.intake.receive(Report("public", "x", address="y"), by=Actor("door", frozenset()))
    with pytest.raises(NotNow):
        prepare_replay(center, file, mapping)
    assert "No-Q" not in center.city.facts().departments
    assert center.access.accounts() == []


def test_that_a_file_without_a_readable_row_is_told(
    center: CommandCenter, tmp_path: Path, mapping: ImportMapping
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text(HEADER + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput):
        prepare_replay(center, empty, mapping)
