"""Finding a case."""

import pytest

from commandcenter.center import CommandCenter
from commandcenter.services.casebook import CaseFilter
from commandcenter.views.city_words import CityWords
from commandcenter.views.desk.case_search import find_cases
from tests.views.city_life import LAMP, CityLife


@pytest.mark.parametrize("text", ["积水", "井盖", "manhole", "MANHOLE"])
def test_that_a_case_is_found_by_what_was_said_and_by_its_kind(
    center: CommandCenter, city_life: CityLife, words: CityWords, text: str
) -> None:
    wanted = city_life.accepted(description="路面积水")
    city_life.accepted(LAMP, description="很暗")
    assert found(center, city_life, words, text) == [wanted]


def test_that_a_closed_case_is_found_by_a_part_of_its_number(
    center: CommandCenter, city_life: CityLife, words: CityWords
) -> None:
    closed = city_life.closed()
    city_life.reported()
    assert found(center, city_life, words, closed[-6:]) == [closed]


def test_that_one_letter_is_not_looked_for(
    center: CommandCenter, city_life: CityLife, words: CityWords
) -> None:
    city_life.reported()
    assert found(center, city_life, words, "1") == []


def test_that_a_department_does_not_find_the_cases_of_others(
    center: CommandCenter, city_life: CityLife, words: CityWords
) -> None:
    own = city_life.dispatched(LAMP, "roads")
    assert found(center, city_life, words, own, "department-roads") == [own]
    assert found(center, city_life, words, own, "department-street") == []


def found(
    center: CommandCenter, city_life: CityLife, words: CityWords, text: str, by: str = "dispatcher"
) -> list[str]:
    viewer = city_life.account(by).viewer
    open_rows = center.casebook.rows(CaseFilter(open_only=True), viewer=viewer)
    hits = find_cases(
        text, casebook=center.casebook, viewer=viewer, words=words, open_rows=open_rows
    )
    return [row.number for row in hits]
