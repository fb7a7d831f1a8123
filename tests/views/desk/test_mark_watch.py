"""What the clock alone does to lights and lateness."""

from datetime import timedelta

from commandcenter.views.open_cases.mark_watch import MarkWatch
from tests.views.desk.rows import NOW, row

MINUTE = timedelta(minutes=1)


def test_that_a_case_is_told_when_it_turns_yellow_and_again_when_it_turns_red() -> None:
    watch = MarkWatch([row("1", due_in=60 * MINUTE)], NOW)
    assert watch.ring(NOW + 47 * MINUTE) == []
    assert watch.ring(NOW + 49 * MINUTE) == ["1"]
    assert watch.ring(NOW + 50 * MINUTE) == []
    assert watch.late == set()
    assert watch.ring(NOW + 61 * MINUTE) == ["1"]
    assert watch.late == {"1"}
    assert watch.ring(NOW + 900 * MINUTE) == []


def test_that_what_changed_meanwhile_rings_by_its_new_clock() -> None:
    watch = MarkWatch([row("1", due_in=10 * MINUTE)], NOW)
    watch.put(row("1", due_in=600 * MINUTE, version=2), NOW)
    assert watch.ring(NOW + 60 * MINUTE) == []
    assert watch.late == set()


def test_that_a_case_that_left_rings_no_more() -> None:
    watch = MarkWatch([row("1", due_in=-MINUTE), row("2", due_in=MINUTE)], NOW)
    assert watch.late == {"1"}
    watch.drop("1")
    watch.drop("2")
    assert watch.late == set()
    assert watch.ring(NOW + 60 * MINUTE) == []


def test_that_nothing_rings_twice_where_clocks_meet() -> None:
    rows = [row(str(n), due_in=n * MINUTE) for n in range(1, 50)]
    watch = MarkWatch(rows, NOW)
    assert sorted(watch.ring(NOW + 100 * MINUTE)) == sorted(str(n) for n in range(1, 50))
