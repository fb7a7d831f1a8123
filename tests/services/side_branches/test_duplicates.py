"""Merging, what becomes of merged cases, and splitting."""

import json

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import NotNow
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.models.work.asking import TaskKind
from commandcenter.services.casebook import CaseFilter
from tests.city.life import LAMP, MANHOLE, REFUSE, FakeClock, photo
from tests.services.side_branches.people import HOUR, ROADS, People


def test_that_a_merged_case_lends_its_reporter_and_photos_and_takes_them_back(
    people: People, center: CommandCenter, clock: FakeClock
) -> None:
    first = people.reported("井盖没了", photos=(photo(),))
    clock.advance(HOUR)
    second = people.accepted()
    own = people.case(second).row.reported_at
    merged = people.take(first, "merge", "call-taker", into=second)
    assert (merged.row.stage, merged.merged_into) == (Stage.MERGED, second)
    target = people.case(second, "call-taker")
    assert (len(target.reporters), len(target.photos), target.absorbed) == (2, 1, (first,))
    assert target.row.reported_at == people.case(first).row.reported_at < own
    assert center.casebook.count(CaseFilter(open_only=True), viewer=CENTRE_VIEW) == 1
    back = people.take(first, "unmerge", "call-taker")
    assert (back.row.stage, back.merged_into) == (Stage.REPORTED, None)
    target = people.case(second, "call-taker")
    assert (len(target.reporters), len(target.photos), target.absorbed) == (1, 0, ())
    assert target.row.reported_at == own
    steps = [line.step for line in center.casebook.history(second, viewer=CENTRE_VIEW)]
    assert steps == ["report", "accept", "merge", "unmerge"]


@pytest.mark.parametrize("end", ["void", "decline"])
def test_that_what_was_merged_is_in_the_open_list_again_when_the_other_ends(
    people: People, center: CommandCenter, clock: FakeClock, end: str
) -> None:
    """Who reported it waits for an answer of its own; what was merged into it stays its part."""
    deep, first = people.reported("井盖没了"), people.handling()
    clock.advance(HOUR)
    other = people.accepted() if end == "void" else people.reported()
    people.take(deep, "merge", "call-taker", into=first)
    people.take(first, "merge", "call-taker", into=other)
    clock.advance(-HOUR / 2)  # somebody sets the machine's clock back
    by = "shift-chief" if end == "void" else "call-taker"
    ended = people.take(other, end, by, reason="duplicate")
    assert ended.absorbed == ()
    back = people.case(first)
    assert (back.row.stage, back.merged_into, back.absorbed) == (Stage.HANDLING, None, (deep,))
    (open_one,) = center.casebook.rows(CaseFilter(open_only=True), viewer=CENTRE_VIEW)
    assert open_one.number == first
    lines = center.casebook.history(first, viewer=CENTRE_VIEW)
    assert (lines[-1].step, lines[-1].actor) == ("unmerge", by)
    assert json.loads(lines[-1].payload)["ended"] == {"number": other, "step": end}
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    changes, _ = center.change_feed.since("0", viewer=people.account(ROADS).viewer)
    assert changes[-1].number == first  # whoever has it is people, too


def test_that_who_reported_hears_of_the_decline_of_the_case_that_came_back(people: People) -> None:
    first, second = people.reported("井盖没了"), people.reported("井盖没有了")
    people.take(first, "merge", "call-taker", into=second)
    for number in (second, first):
        declined = people.take(number, "decline", "call-taker", reason="duplicate")
        assert [task.kind for task in declined.tasks] == [TaskKind.TELL]


def test_that_a_step_on_a_merged_number_names_the_case_that_goes_on(people: People) -> None:
    first, second, third = people.reported(), people.reported(), people.handling()
    people.take(first, "merge", "call-taker", into=second)
    people.take(second, "merge", "call-taker", into=third)
    for step, by in (("accept", "call-taker"), ("urge", "dispatcher"), ("merge", "call-taker")):
        with pytest.raises(NotNow, match=f"merged into case {third}, which is handling") as refusal:
            people.take(first, step, by, category=MANHOLE, note="请尽快", into=third)
        assert third in refusal.value.sentence("zh")
    fourth = people.reported()
    with pytest.raises(NotNow, match=f"Merge into {third} instead"):
        people.take(fourth, "merge", "call-taker", into=first)
    with pytest.raises(NotNow, match="already been merged"):
        people.take(third, "merge", "call-taker", into=first)


def test_that_no_line_on_the_other_case_lies_before_its_last_one(
    people: People, center: CommandCenter, clock: FakeClock
) -> None:
    first = people.reported()
    clock.advance(HOUR)
    second = people.accepted()
    clock.advance(-HOUR / 2)  # somebody sets the machine's clock back
    people.take(first, "merge", "call-taker", into=second)
    moments = [line.at for line in center.casebook.history(second, viewer=CENTRE_VIEW)]
    assert moments == sorted(moments)


@pytest.mark.parametrize("into", [f"{LAMP},{REFUSE}", [LAMP, REFUSE]])
def test_that_a_split_makes_cases_with_numbers_place_and_photos_of_their_own(
    people: People, center: CommandCenter, into: object
) -> None:
    number = people.reported("井盖没了，灯也不亮，旁边还有垃圾", photos=(photo(),))
    people.take(number, "split", "call-taker", into=into)
    rows = center.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)
    parts = [people.case(row.number) for row in rows if row.number != number]
    assert sorted(part.row.number[-5:] for part in parts) == ["00002", "00003"]
    assert {part.row.category for part in parts} == {LAMP, REFUSE}
    whole = people.case(number)
    for part in parts:
        assert (part.split_from, part.row.stage) == (number, Stage.REPORTED)
        assert (part.row.unit_grid, part.row.address) == (whole.row.unit_grid, whole.row.address)
        assert [p.sha256 for p in part.photos] == [p.sha256 for p in whole.photos]
    assert people.accepted()[-5:] == "00004"


def test_that_the_parts_of_a_split_on_a_fresh_day_have_a_number_each(
    people: People, center: CommandCenter, clock: FakeClock
) -> None:
    number = people.reported()
    clock.advance(48 * HOUR)
    people.take(number, "split", "call-taker", into=[LAMP, REFUSE])
    rows = center.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)
    parts = sorted(row.number[-5:] for row in rows if row.number != number)
    assert parts == ["00001", "00002"]
