"""Cases found by words and by what the words name."""

from datetime import timedelta

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.casebook import SoughtWord
from tests.city.life import LAMP, MANHOLE, CityLife, FakeClock


def test_that_cases_are_found_newest_first_by_what_a_word_names(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    older = city_life.dispatched(MANHOLE, "roads")
    clock.advance(timedelta(minutes=5))
    newer = city_life.dispatched(LAMP, "roads")
    named = SoughtWord("?", departments=frozenset({"roads"}))
    assert found(center, named) == [newer, older]
    assert found(center, named, limit=1) == [newer]
    assert found(center, named, SoughtWord("?", categories=frozenset({MANHOLE}))) == [older]
    assert found(center, SoughtWord("?", areas=frozenset({"110101001001"}))) == [newer, older]
    assert found(center, SoughtWord(older[-5:])) == [older]
    assert found(center, SoughtWord("?")) == []


def test_that_nobody_finds_the_cases_of_others(center: CommandCenter, city_life: CityLife) -> None:
    number = city_life.dispatched(MANHOLE, "roads")
    street = Viewer("street", department="street")
    assert center.casebook.found([SoughtWord(number)], viewer=street, limit=9) == []


def test_that_a_row_says_what_was_reported_until_its_kind_is_known(
    center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.reported("门口的井盖不见了")
    (row,) = center.casebook.rows_of([number], viewer=CENTRE_VIEW)
    assert row.words == "门口的井盖不见了"
    city_life.step(number, Step.ACCEPT, "call-taker", {"category": MANHOLE})
    (row,) = center.casebook.rows_of([number], viewer=CENTRE_VIEW)
    assert row.words is None


def found(center: CommandCenter, *words: SoughtWord, limit: int = 9) -> list[str]:
    rows = center.casebook.found(words, viewer=CENTRE_VIEW, limit=limit)
    return [row.number for row in rows]
