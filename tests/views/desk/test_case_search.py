"""Finding a case."""

from datetime import timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.views.desk.reading.case_search import MOST_HITS, Hits, find_cases
from commandcenter.views.desk.reading.known_names import KnownNames
from commandcenter.views.look.city_words import CityWords
from tests.city.life import LAMP, MANHOLE, CityLife, FakeClock


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


def test_that_the_newest_cases_are_found_first_and_the_rest_is_not_hushed_up(
    center: CommandCenter, city_life: CityLife, words: CityWords, clock: FakeClock
) -> None:
    numbers = []
    for _ in range(MOST_HITS + 1):
        numbers.append(city_life.reported())
        clock.advance(timedelta(minutes=5))
    hits = find(center, city_life, words, "井盖")
    assert [row.number for row in hits.rows] == numbers[:0:-1]
    assert hits.more


@pytest.mark.parametrize(
    "text",
    [
        "市政所",
        "public works",
        "szs",  # the initials of its pinyin
        "小城街道",
        "xcjd",
        "六条 井盖",
        "井盖 xcjd",
    ],
)
def test_that_a_case_is_found_by_department_street_and_initials(
    center: CommandCenter, city_life: CityLife, words: CityWords, text: str
) -> None:
    wanted = city_life.dispatched(MANHOLE, "roads")
    assert found(center, city_life, words, text) == [wanted]


def test_that_every_word_must_fit(
    center: CommandCenter, city_life: CityLife, words: CityWords
) -> None:
    city_life.dispatched(MANHOLE, "roads")
    assert found(center, city_life, words, "井盖 路灯") == []


def find(
    center: CommandCenter, city_life: CityLife, words: CityWords, text: str, by: str = "dispatcher"
) -> Hits:
    viewer = city_life.account(by).viewer
    names = KnownNames(words.facts)
    return find_cases(text, casebook=center.casebook, viewer=viewer, names=names)


def found(
    center: CommandCenter, city_life: CityLife, words: CityWords, text: str, by: str = "dispatcher"
) -> list[str]:
    return [row.number for row in find(center, city_life, words, text, by).rows]
