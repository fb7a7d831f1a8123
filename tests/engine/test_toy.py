"""A subject that no module of the program names lives through all that cases live through."""

import ast
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commandcenter.center import CommandCenter
from commandcenter.contract.documents import change_json
from commandcenter.contract.past import centre_then_json
from commandcenter.errors import NotNow, NotPermitted
from commandcenter.models.schema.subjects import KINDS
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.models.work.asking import AssigneeKind
from commandcenter.models.work.step_context import StepContext
from tests.city.life import MONDAY_10, CityLife, FakeClock
from tests.engine import toy as toy_module
from tests.engine.toy import TOYS, Toy, ToyStep
from tests.engine.workshop import Act, Workshop, workshop_of
from tests.services.tampering import tamper

UTC, HOUR = ZoneInfo("UTC"), timedelta(hours=1)
ELSEWHERE = Viewer("elsewhere", area="110102")


@pytest.fixture
def workshop(address: str, city_life: CityLife, clock: FakeClock) -> Iterator[Workshop]:
    with workshop_of(address, city_life, clock) as opened:
        yield opened


def faults(center: CommandCenter) -> list[tuple[str | None, str]]:
    return [(fault.number, fault.fault_id) for fault in center.log_audit.verify().faults]


def test_that_the_feed_tells_whose_change_it_is_to_who_may_see_it(
    center: CommandCenter, workshop: Workshop, city_life: CityLife
) -> None:
    toy, case = workshop.bring(), city_life.reported()
    heard, _ = center.change_feed.since("0", viewer=CENTRE_VIEW)
    assert [(one.subject, one.number, one.step) for one in heard] == [
        ("toy", toy, "bring"),
        ("case", case, "report"),
    ]
    assert center.change_feed.since("0", viewer=ELSEWHERE)[0] == []
    said = [change_json(change, UTC)["subject"] for change in heard]  # to other systems, too
    assert said == ["toy", "case"]


def test_that_who_loses_sight_of_it_hears_so_once(
    center: CommandCenter, workshop: Workshop
) -> None:
    here = Viewer("here", area="110101001")
    toy = workshop.bring()

    def carry_away(toy: Toy, on: StepContext) -> None:
        toy.area = "110101"
        toy.ask_parts(on)

    cursor = center.change_feed.latest()
    workshop.step(toy, carry_away)
    heard, cursor = center.change_feed.since(cursor, viewer=here)
    assert [one.step for one in heard] == ["ask_parts"]
    workshop.step(toy, Toy.mend)
    assert center.change_feed.since(cursor, viewer=here)[0] == []


def test_that_only_the_change_that_takes_it_out_of_sight_is_heard_afterwards(
    center: CommandCenter, workshop: Workshop
) -> None:
    here = Viewer("here", area="110101001")
    toy = workshop.bring()
    cursor = center.change_feed.latest()

    def move(area: str) -> Act:
        def to(toy: Toy, on: StepContext) -> None:
            toy.area = area
            with toy._take(ToyStep.ASK_PARTS, on):
                pass

        return to

    workshop.step(toy, move("110101001001"))
    workshop.step(toy, move("110101"))
    heard, _ = center.change_feed.since(cursor, viewer=here)
    assert [one.version for one in heard] == [3]


def test_that_its_life_says_who_may_do_what_and_when(workshop: Workshop) -> None:
    toy = workshop.bring()
    with pytest.raises(NotPermitted, match="call-taker"):
        workshop.step(toy, Toy.mend, by="call-taker")
    workshop.step(toy, Toy.mend)
    with pytest.raises(NotNow):
        workshop.step(toy, Toy.ask_parts)


def test_that_its_clock_warns_once_and_stops_at_the_end(
    center: CommandCenter, workshop: Workshop, clock: FakeClock
) -> None:
    center.warnings.raise_due()
    toy = workshop.bring()  # four working hours from Monday 10:00, lunch from 12:00 to 13:00
    other = workshop.bring("T-2")
    workshop.step(other, Toy.mend)
    clock.advance(6 * HOUR)
    assert center.warnings.raise_due().warned == 2
    assert center.warnings.raise_due().warned == 0
    rows = center.warnings.of_open(viewer=CENTRE_VIEW)
    assert [(row.subject, row.number, row.mark) for row in rows] == [
        ("toy", toy, Fraction(1)),
        ("toy", toy, Fraction(4, 5)),
    ]
    assert {row.recipient_kind for row in rows} == {AssigneeKind.POST}
    assert center.warnings.of_open(viewer=ELSEWHERE) == ()


def test_that_the_end_lets_tasks_and_applications_lapse(
    center: CommandCenter, workshop: Workshop
) -> None:
    toy = workshop.bring()
    workshop.step(toy, Toy.ask_parts)
    workshop.step(toy, Toy.mend)
    seen: list[tuple[bool, bool, bool]] = []

    def look(toy: Toy, on: StepContext) -> None:
        seen.append((not toy.clocks.running(), not toy.tasks.open(), not toy.applications.open()))

    workshop.step(toy, look)
    assert seen == [(True, True, True)]


def test_that_the_board_shows_it_as_it_stood(
    center: CommandCenter, workshop: Workshop, clock: FakeClock
) -> None:
    toy = workshop.bring()
    clock.advance(HOUR)
    workshop.step(toy, Toy.mend)

    def said(moment: datetime, viewer: Viewer, area: str | None = None) -> object:
        then = center.board.centre_at(moment, viewer=viewer, area=area)
        assert then.board.open == 0  # it is no case
        return centre_then_json(then, area, UTC).get("others")

    assert said(MONDAY_10, CENTRE_VIEW) == {"toy": {"BROKEN": 1}}
    assert said(clock.now, CENTRE_VIEW) == {"toy": {"MENDED": 1}}
    assert said(clock.now, CENTRE_VIEW, "110101001") == {"toy": {"MENDED": 1}}
    assert said(clock.now, CENTRE_VIEW, "") is None
    assert said(clock.now, ELSEWHERE) is None


def test_that_the_audit_finds_nothing_wrong_with_a_whole_life(
    center: CommandCenter, workshop: Workshop, city_life: CityLife, clock: FakeClock
) -> None:
    center.warnings.raise_due()
    toy = workshop.bring()
    city_life.handling()
    clock.advance(6 * HOUR)
    center.warnings.raise_due()
    workshop.step(toy, lambda toy, on: toy.ask_parts(on, "two wheels"))
    workshop.step(toy, Toy.mend)
    clock.advance(24 * HOUR)
    assert center.housekeeping.anchor_days()
    assert faults(center) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE toys SET area = '110102'", "log-case-differs"),
        ("DELETE FROM toys", "log-case-gone"),
        ("UPDATE toy_clocks SET rule = 'another'", "log-clock-differs"),
        ("UPDATE toy_clocks SET next_mark_at = NULL", "clock-unwatched"),
        ("UPDATE toy_applications SET reason = 'another'", "log-application-differs"),
        ("UPDATE toy_opinions SET text = 'another'", "log-opinion-differs"),
        ("DELETE FROM toy_opinions", "log-opinion-gone"),
        ("UPDATE tasks SET assignee = 'somebody' WHERE subject = 'toy'", "log-task-differs"),
        ("DELETE FROM tasks WHERE subject = 'toy'", "log-task-gone"),
        ("UPDATE event_log SET actor = 'somebody' WHERE subject = 'toy'", "log-line-altered"),
    ],
)
def test_that_the_audit_names_what_was_tampered_with(
    center: CommandCenter, workshop: Workshop, address: str, change: str, fault: str
) -> None:
    toy = workshop.bring()
    workshop.step(toy, lambda toy, on: toy.ask_parts(on, "two wheels"))
    tamper(address, change)
    assert (toy, fault) in faults(center)


@pytest.mark.parametrize(
    ("change", "en", "zh"),
    [
        (
            "UPDATE toys SET area = '110102'",
            "the toy and its history differ in: area",
            "玩具与其历史不一致：area",
        ),
        (
            "DELETE FROM toys",
            "the history exists, but its toy is missing",
            "玩具已不存在，其历史还在",
        ),
        (
            "UPDATE event_log SET version = 4 WHERE subject = 'toy'",
            "is out of order in the history of its toy",
            "该条日志在玩具历史中次序不对",
        ),
        (
            "UPDATE tasks SET number = 'T-2' WHERE subject = 'toy'",
            "a row of tasks exists, but its toy does not",
            "表 tasks 中有记录，但其玩具不存在",
        ),
        (
            "DELETE FROM toy_clocks",
            "its clock “mending” is missing",
            "其时钟“mending”已不存在",
        ),
    ],
)
def test_that_the_audit_calls_it_by_its_name(
    center: CommandCenter, workshop: Workshop, address: str, change: str, en: str, zh: str
) -> None:
    workshop.bring()
    tamper(address, change)
    found = center.log_audit.verify().faults
    assert en in [fault.sentence("en") for fault in found]
    assert zh in [fault.sentence("zh") for fault in found]
    assert not [fault for fault in found if "case" in fault.sentence("en")]


def test_that_a_kind_that_nobody_registered_is_named_and_its_history_kept(
    center: CommandCenter, workshop: Workshop, city_life: CityLife
) -> None:
    workshop.bring()
    case = city_life.reported()
    KINDS.remove("toy")
    assert faults(center) == [(None, "log-subject-unknown")]
    heard, _ = center.change_feed.since("0", viewer=CENTRE_VIEW)
    assert [one.number for one in heard] == [case]


def test_that_two_kinds_of_one_name_are_refused(workshop: Workshop) -> None:
    with pytest.raises(ValueError, match="toy"):
        KINDS.add(TOYS)


def test_that_a_subject_is_declared_in_sixty_lines() -> None:
    """Neither imports nor empty lines are counted."""
    source = Path(toy_module.__file__).read_text("utf-8")
    imports = {
        number
        for node in ast.parse(source).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    lines = enumerate(source.splitlines(), start=1)
    assert sum(1 for number, line in lines if line.strip() and number not in imports) <= 60
