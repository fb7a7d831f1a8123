"""Cases as marks: made once, and again when the case or its light has changed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.theme import CaseMark
from commandcenter.views.map.city_map import MapCases
from tests.views.desk.rows import NOW, row


@pytest.fixture
def marks(center: CommandCenter) -> MapCases:
    return MapCases(CityWords(center.city.facts(), "en"))


def test_that_a_case_without_a_point_has_no_mark(marks: MapCases) -> None:
    placed = row("1")
    assert [case.number for case in marks.of([placed, replace(row("2"), latitude=None)], NOW)] == [
        "1"
    ]


def test_that_an_unchanged_case_keeps_its_mark(marks: MapCases) -> None:
    case = row("1")
    (first,) = marks.of([case], NOW)
    (second,) = marks.of([case], NOW)
    assert second is first


def test_that_the_clock_alone_changes_a_mark(marks: MapCases) -> None:
    case = row("1", due_in=timedelta(hours=1))
    (early,) = marks.of([case], NOW)
    (late,) = marks.of([case], NOW + timedelta(hours=2))
    assert (early.mark, late.mark) == (CaseMark.RUNNING, CaseMark.OVERDUE)


def test_that_a_changed_case_is_told_anew(marks: MapCases) -> None:
    marks.of([row("1")], NOW)
    (told,) = marks.of([replace(row("1", version=2), address="七条 3 号")], NOW)
    assert told.detail.endswith("七条 3 号")
