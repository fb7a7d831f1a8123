"""The board at a moment that is past: from the log alone, and as it was stored then."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from commandcenter.center import CommandCenter
from commandcenter.contract.documents import case_json
from commandcenter.contract.past import case_then_json
from commandcenter.database import Database
from commandcenter.errors import InvalidInput
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.stage import ENDED, Stage, Step
from commandcenter.models.cases.rules.traffic_light import Light
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.board import BoardThen
from commandcenter.services.casebook import CaseFilter
from tests.city.importing import OPENED, Importer, row
from tests.city.life import HAWKER, MANHOLE, REFUSE, CityLife, FakeClock, photo
from tests.services.tampering import tamper

UTC_ZONE = ZoneInfo("UTC")
VIEWERS = (
    CENTRE_VIEW,
    Viewer("roads", department="roads"),
    Viewer("sanitation", department="sanitation"),
    Viewer("first", area="110101001"),
    Viewer("elsewhere", area="110101002"),
    Viewer("hotline", source="hotline"),
)


def stored_now(center: CommandCenter, viewer: Viewer) -> BoardThen:
    """The counters as the screens read them, of the cases as they are stored."""

    def count(wanted: CaseFilter) -> int:
        return center.casebook.count(wanted, viewer=viewer)

    rows = center.casebook.rows(CaseFilter(open_only=True), viewer=viewer)
    return BoardThen(
        moment=center.clock(),
        stages=center.casebook.counts(viewer=viewer),
        open=count(CaseFilter(open_only=True)),
        overdue=count(CaseFilter(open_only=True, overdue=True)),
        standing=sum(row.hands.standing for row in rows),
    )


@dataclass
class Recorder:
    """Writes down everything at a moment, and moves the time on."""

    center: CommandCenter
    clock: FakeClock
    database: Database
    boards: list[tuple[Viewer, BoardThen]] = field(default_factory=list)
    cases: list[tuple[datetime, dict[str, dict[str, object]]]] = field(default_factory=list)
    listed: list[tuple[datetime, Viewer, list[dict[str, object]]]] = field(default_factory=list)

    def note(self, span: timedelta = timedelta(hours=3)) -> None:
        self.boards += [(viewer, stored_now(self.center, viewer)) for viewer in VIEWERS]
        with self.database.read() as session:
            stored = session.scalars(select(Case).where(Case.stage.not_in(ENDED)))
            self.cases.append((self.clock(), {case.number: case.stored() for case in stored}))
        self.listed += [(self.clock(), viewer, self._open_now(viewer)) for viewer in VIEWERS]
        self.clock.advance(span)

    def compare(self) -> None:
        for viewer, board in self.boards:
            assert self.center.board.centre_at(board.moment, viewer=viewer).board == board
        for moment, stored in self.cases:
            then = self.center.board.centre_at(moment, viewer=CENTRE_VIEW)
            assert {case.number: dict(case.columns) for case in then.cases} == stored
        for moment, viewer, listed in self.listed:
            past = self.center.board.centre_at(moment, viewer=viewer)
            assert [case_then_json(case, UTC_ZONE) for case in past.cases] == listed
            lights = Counter(document["light"] for document in listed)
            assert past.lights == {light: lights[light] for light in Light}

    def _open_now(self, viewer: Viewer) -> list[dict[str, object]]:
        """The list of cases as JSON says it, without the words that history does not keep."""
        found = self.center.casebook.cases(CaseFilter(open_only=True), viewer=viewer)
        documents = (case_json(case, now=self.clock(), zone=UTC_ZONE) for case in found)
        return [document | {"description": None, "address": None} for document in documents]


@pytest.fixture
def recorder(center: CommandCenter, address: str, clock: FakeClock) -> Iterator[Recorder]:
    database = Database(address, clock=clock)
    yield Recorder(center, clock, database)
    database.close()


def test_that_board_and_cases_are_what_was_stored_at_every_moment(
    recorder: Recorder, city_life: CityLife
) -> None:
    recorder.note()
    lives: tuple[Callable[[], str], ...] = (
        lambda: city_life.closed(REFUSE),
        lambda: city_life.handling(HAWKER, "street"),
        lambda: city_life.inspecting(REFUSE),
        lambda: city_life.filed(MANHOLE),
        lambda: city_life.reported("没有坐标", latitude=None, longitude=None),
        lambda: city_life.handling(MANHOLE, "roads"),
    )
    numbers = []
    for life in lives:
        numbers.append(life())
        recorder.note()
    city_life.step(numbers[2], Step.FAIL, "inspector", {"reason": "poor_work"})
    recorder.note(timedelta(days=3))
    city_life.step(numbers[3], Step.VOID, "shift-chief", {"reason": "mistake"})
    recorder.note(timedelta(days=30))
    recorder.note()
    recorder.compare()
    late = [board for viewer, board in recorder.boards if viewer is CENTRE_VIEW]
    assert late[0].overdue < late[-1].overdue


def test_that_a_case_that_stands_is_counted_as_standing_while_it_does(
    recorder: Recorder, city_life: CityLife, clock: FakeClock
) -> None:
    number = city_life.handling(MANHOLE, "roads")
    recorder.note()
    until = clock() + timedelta(days=40)
    fields = {"reason": "weather", "until": until.isoformat(), "note": "冻土"}
    city_life.step(number, Step.ASK_SUSPENSION, "department-roads", fields)
    recorder.note()
    city_life.step(number, Step.GRANT_SUSPENSION, "dispatcher", {})
    recorder.note(timedelta(days=20))
    city_life.step(number, Step.RESUME, "dispatcher", {})
    recorder.note()
    recorder.compare()
    standing = [board.standing for viewer, board in recorder.boards if viewer is CENTRE_VIEW]
    assert standing == [0, 0, 1, 0]


def test_that_photos_of_merged_cases_are_with_the_case_that_goes_on(
    recorder: Recorder, city_life: CityLife
) -> None:
    kept, merged, again = (city_life.reported(photos=(photo(),)) for _ in range(3))
    recorder.note()
    city_life.step(again, Step.MERGE, "call-taker", {"into": [merged]})
    recorder.note()
    city_life.step(merged, Step.MERGE, "call-taker", {"into": [kept]})
    recorder.note()
    city_life.step(merged, Step.UNMERGE, "call-taker", {})
    recorder.note()
    recorder.compare()


def test_that_the_centre_of_the_past_is_cut_to_an_area(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    north, nowhere = city_life.reported(), city_life.reported(latitude=None, longitude=None)
    for area, numbers in (
        (None, [north, nowhere]),
        ("110101", [north]),
        ("110101001001", [north]),
        ("110101001002", []),
        ("", [nowhere]),
    ):
        then = center.board.centre_at(clock(), viewer=CENTRE_VIEW, area=area)
        assert [case.number for case in then.cases] == numbers
        assert then.board.stages.get(Stage.REPORTED, 0) == then.board.open == len(numbers)
    with pytest.raises(InvalidInput, match="no area 9"):
        center.board.centre_at(clock(), viewer=CENTRE_VIEW, area="9")


def test_that_no_board_is_shown_of_the_future_or_before_there_was_a_centre(
    center: CommandCenter, clock: FakeClock, tmp_path: Path
) -> None:
    made = clock()
    clock.advance(timedelta(hours=1))
    second = timedelta(seconds=1)
    for moment, error_id in (
        (clock() + second, "board-still-to-come"),
        (made - second, "board-before-history"),
    ):
        with pytest.raises(InvalidInput) as refused:
            center.board.centre_at(moment, viewer=CENTRE_VIEW)
        assert (refused.value.error_id, refused.value.field) == (error_id, "at")
    for moment in (made, clock()):
        assert center.board.centre_at(moment, viewer=CENTRE_VIEW).cases == ()
    Importer(center, tmp_path)(row(opened="2026-11-01 09:00:00", due="", closed=""))
    opened = datetime(2026, 11, 1, 1, tzinfo=UTC)  # imported, so there is history of that day
    assert center.board.centre_at(opened, viewer=CENTRE_VIEW).board.open == 1
    with pytest.raises(InvalidInput):
        center.board.centre_at(opened - second, viewer=CENTRE_VIEW)


def test_that_an_import_is_seen_when_it_happened_not_when_it_came_in(
    center: CommandCenter, clock: FakeClock, tmp_path: Path
) -> None:
    """Opened at 09:00, due at 17:00, and closed at 15:30 or not at all."""
    Importer(center, tmp_path)(row(), row(id="A-2", closed=""))
    hours = (0, 1, 6.4, 6.5, 8, 8.1)
    boards = [
        center.board.centre_at(OPENED + timedelta(hours=hour), viewer=CENTRE_VIEW).board
        for hour in hours
    ]
    assert [board.open for board in boards] == [2, 2, 2, 1, 1, 1]
    assert [board.overdue for board in boards] == [0, 0, 0, 0, 0, 1]
    assert [board.stages.get(Stage.CLOSED, 0) for board in boards] == [0, 0, 0, 1, 1, 1]
    now = center.board.centre_at(clock(), viewer=CENTRE_VIEW)
    assert now.board == stored_now(center, CENTRE_VIEW)


def test_that_nothing_but_the_log_is_read(
    center: CommandCenter, address: str, city_life: CityLife, clock: FakeClock
) -> None:
    city_life.handling(MANHOLE)
    before = stored_now(center, CENTRE_VIEW)
    tamper(address, "UPDATE cases SET stage = 'CLOSED', department = 'street'")
    then = center.board.centre_at(clock(), viewer=CENTRE_VIEW)
    assert then.board == before
    (case,) = then.cases
    assert (case.hands.stage, case.columns["department"]) == (Stage.HANDLING, "roads")


def test_that_a_case_is_late_at_the_moment_and_not_before(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    number = city_life.handling(MANHOLE)
    due = center.casebook.case(number, viewer=CENTRE_VIEW).row.hands.due_at
    assert due is not None
    clock.now = due + timedelta(seconds=1)
    (in_time,) = center.board.centre_at(due, viewer=CENTRE_VIEW).cases
    (too_late,) = center.board.centre_at(clock(), viewer=CENTRE_VIEW).cases
    assert (in_time.late, too_late.late) == (False, True)


def test_that_nobody_sees_a_case_of_the_past_that_was_not_theirs(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    number = city_life.filed(MANHOLE)
    filed_at = clock()
    clock.advance(timedelta(minutes=5))
    city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
    roads = Viewer("roads", department="roads")
    (case,) = center.board.centre_at(clock(), viewer=roads).cases
    assert (case.number, case.hands.stage) == (number, Stage.DISPATCHED)
    street = Viewer("street", department="street")
    for moment, viewer in ((filed_at, roads), (clock(), street)):
        assert center.board.centre_at(moment, viewer=viewer).cases == ()
