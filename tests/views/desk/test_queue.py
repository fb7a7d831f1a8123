"""The order of the queue, and what moves when a case changes."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from commandcenter.models.cases.rules.stage import Stage
from commandcenter.views.open_cases.queue import Inserted, Moved, Queue, Removed, Renewed, sort_rows
from commandcenter.views.open_cases.queue_filter import QueueFilter, Work, work_of
from tests.city.posts import Post, at_desk, posts_with
from tests.views.desk.rows import NOW, row

LATE, SOON, LATER = timedelta(hours=-1), timedelta(minutes=5), timedelta(hours=3)


def queue_of(*rows: object, wanted: QueueFilter | None = None) -> Queue:
    queue = Queue()
    queue.fill(sort_rows(rows), NOW)  # type: ignore[arg-type]
    queue.choose(wanted or QueueFilter(), NOW)
    return queue


def test_that_overdue_comes_first_and_standing_last() -> None:
    queue = queue_of(
        row("3", due_in=LATER),
        row("5", due_in=LATE, standing=True),
        row("4", due_in=None),
        row("1", due_in=LATE),
        row("2", due_in=SOON),
    )
    assert list(queue.numbers()) == ["1", "2", "3", "4", "5"]


def test_that_of_suspended_cases_the_next_to_go_on_is_first() -> None:
    def suspended(number: str, days: int) -> object:
        until = NOW + timedelta(days=days)
        return row(number, due_in=None, stage=Stage.SUSPENDED, standing=True, suspended_until=until)

    queue = queue_of(suspended("1", 30), suspended("2", 2), row("3"), suspended("4", 9))
    assert list(queue.numbers()) == ["3", "2", "4", "1"]


def test_that_a_new_case_goes_in_at_its_place() -> None:
    queue = queue_of(row("1", due_in=LATE), row("3", due_in=LATER))
    new = row("2", due_in=SOON)
    assert queue.plan(new, NOW) == Inserted(1)
    queue.put(new, NOW)
    assert list(queue.numbers()) == ["1", "2", "3"]


def test_that_a_changed_deadline_moves_a_case() -> None:
    queue = queue_of(row("1", due_in=LATE), row("2", due_in=SOON), row("3", due_in=LATER))
    changed = row("1", due_in=timedelta(hours=9), version=2)
    assert queue.plan(changed, NOW) == Moved(0, 2)
    queue.put(changed, NOW)
    assert list(queue.numbers()) == ["2", "3", "1"]


def test_that_a_case_that_keeps_its_place_is_only_renewed() -> None:
    queue = queue_of(row("1", due_in=LATE), row("2", due_in=SOON))
    assert queue.plan(row("1", due_in=LATE, version=2), NOW) == Renewed(0)


def test_that_a_closed_case_leaves() -> None:
    queue = queue_of(row("1", due_in=LATE), row("2", due_in=SOON))
    closed = row("1", due_in=LATE, stage=Stage.CLOSED, version=2)
    assert queue.plan(closed, NOW) == Removed(0)
    queue.put(closed, NOW)
    assert list(queue.numbers()) == ["2"]
    assert queue.counts[Stage.HANDLING] == 1


def test_that_a_case_that_the_filter_no_longer_wants_leaves_the_list_but_is_counted() -> None:
    wanted = QueueFilter(work=Work(stages=frozenset({Stage.FILED})))
    queue = queue_of(row("1", stage=Stage.FILED), wanted=wanted)
    dispatched = row("1", stage=Stage.DISPATCHED, version=2)
    assert queue.plan(dispatched, NOW) == Removed(0)
    queue.put(dispatched, NOW)
    assert len(queue) == 0
    assert queue.counts[Stage.DISPATCHED] == 1


def test_that_filters_narrow_by_street_department_and_lateness() -> None:
    rows = [
        row("1", due_in=LATE, area="110101001001", department="roads"),
        row("2", due_in=LATER, area="110101001002", department="roads"),
        row("3", due_in=LATER, area="110101002001", department=None),
    ]
    assert list(queue_of(*rows, wanted=QueueFilter(overdue=True)).numbers()) == ["1"]
    assert list(queue_of(*rows, wanted=QueueFilter(area="110101001")).numbers()) == ["1", "2"]
    assert list(queue_of(*rows, wanted=QueueFilter(department="")).numbers()) == ["3"]


def test_that_any_sequence_of_changes_leaves_the_queue_as_if_read_anew() -> None:
    dice = random.Random(7)
    queue, known = queue_of(), {}
    for version in range(1, 400):
        number = str(dice.randrange(40))
        changed = row(
            number,
            due_in=dice.choice([None, *(timedelta(minutes=m) for m in range(-90, 90, 7))]),
            stage=dice.choice([Stage.HANDLING, Stage.FILED, Stage.CLOSED]),
            standing=dice.random() < 0.2,
            version=version,
        )
        known[number] = changed
        queue.put(changed, NOW)
    anew = queue_of(*known.values())
    assert list(queue.numbers()) == list(anew.numbers())
    assert +queue.counts == +anew.counts


def test_that_a_post_is_shown_what_waits_for_its_first_step() -> None:
    assert work_at(Post.SHIFT_CHIEF).stages == {Stage.ACCEPTED, Stage.INSPECTED}
    assert not work_at(Post.LEADER)
    assert not work_at(Post.WALL)


def test_that_a_post_is_shown_what_it_decides_and_what_it_is_asked() -> None:
    dispatcher, taker = work_at(Post.DISPATCHER), work_at(Post.CALL_TAKER)
    assert dispatcher.decides == {"return", "endorsed_appeal"}
    assert taker.decides == {"appeal"}
    assert work_at(Post.CALL_TAKER, merged=True).decides == {"appeal", "endorsed_appeal"}
    wanted = QueueFilter(work=taker)
    rows = [
        row("1", stage=Stage.CLOSED, pending="appeal"),
        row("2", stage=Stage.CLOSED, pending="endorsed_appeal"),
        row("3", stage=Stage.CLOSED, asked="post:call-taker"),
        row("4", stage=Stage.REPORTED),
        row("5", stage=Stage.HANDLING, asked="department:roads"),
    ]
    assert set(queue_of(*rows, wanted=wanted).numbers()) == {"1", "3", "4"}


def test_that_an_ended_case_that_waits_is_not_counted_among_the_open_ones() -> None:
    queue = queue_of(
        row("1", stage=Stage.CLOSED, pending="appeal", due_in=LATE), row("2", due_in=SOON)
    )
    assert list(queue.numbers()) == ["2"]
    assert (queue.total, queue.ended_among({"1", "2"})) == (1, 1)
    assert queue.count(work_at(Post.CALL_TAKER)) == 1
    queue.put(row("1", stage=Stage.CLOSED, due_in=LATE, version=2), NOW)
    assert "1" not in queue.rows
    assert queue.count(work_at(Post.CALL_TAKER)) == 0


@pytest.mark.parametrize(
    ("area", "mine", "decided"),
    [
        (None, ["1"], {"4", "5"}),
        ("110101001", ["2"], {"5"}),
        ("110101002", [], set()),
    ],
)
def test_that_what_another_level_dispatches_is_not_the_work_of_this_desk(
    area: str | None, mine: list[str], decided: set[str]
) -> None:
    street, community = "110101001", "110101001001"
    rows = [
        row("1", stage=Stage.FILED),
        replace(row("2", stage=Stage.FILED), held_at=street),
        replace(row("3", stage=Stage.FILED), held_at=community),
        row("4", pending="return"),
        replace(row("5", pending="return"), held_at=street),
    ]
    work = work_at(Post.DISPATCHER, area=area)
    queue = queue_of(*rows, wanted=QueueFilter(work=work))
    assert {*queue.numbers()} == {*mine, *decided}
    assert queue.count(work) == len(mine) + len(decided)
    queue.put(replace(rows[0], held_at=street, version=2), NOW)
    assert queue.count(work) == len({*queue.numbers()})


def work_at(post: Post, *, merged: bool = False, area: str | None = None) -> Work:
    steps = {
        "call-taker": ["accept", "grant_appeal", "reply"],
        "shift-chief": ["file", "void", "close"],
        "dispatcher": ["dispatch", "grant_return", "grant_appeal", "reply"],
    }
    posts = posts_with(steps, merged_centre=merged)
    return work_of(replace(at_desk(str(post), post), area=area), posts, "110101")
