"""`board --at`: the centre as it stood, in the shapes that scripts know."""

from datetime import timedelta
from typing import Any

import pytest

from commandcenter.models.cases.rules.stage import Stage, Step
from tests.city.life import LAMP, MANHOLE, CityLife, add_with_password
from tests.city.posts import Post
from tests.commands.conftest import Run

SHAPE = {"at", "area", "open", "overdue", "standing", "stages", "lights", "cases"}
BOARD = ("board", "--json", "--at")


@pytest.fixture
def day(last_year: CityLife) -> tuple[str, str]:
    """In handling from 10:00, due at 12:00, finished at 13:00; another declined at 11:00."""
    handled, declined = last_year.handling(MANHOLE), last_year.reported()
    last_year.clock.advance(timedelta(hours=1))
    last_year.step(declined, Step.DECLINE, "call-taker", {"reason": "unclear"})
    last_year.clock.advance(timedelta(hours=2))
    by = "department-roads"
    last_year.step(handled, Step.ASK_RETURN, by, {"reason": "not_ours"})
    last_year.step(handled, Step.GRANT_RETURN, "dispatcher", {})
    return handled, declined


def _numbers(document: Any) -> list[str]:
    return [case["number"] for case in document["cases"]]


def test_that_the_board_shows_counters_and_open_cases_as_they_stood(
    on_city: Run, day: tuple[str, str]
) -> None:
    handled, declined = day
    document = on_city(*BOARD, "2025-11-24T10:30").document
    assert set(document) == SHAPE
    assert (document["at"], document["area"]) == ("2025-11-24T10:30:00+08:00", None)
    assert set(document["stages"]) == set(Stage)
    assert {stage: n for stage, n in document["stages"].items() if n} == {
        "HANDLING": 1,
        "REPORTED": 1,
    }
    assert (document["open"], document["overdue"]) == (2, 0)  # only a step is late
    assert document["lights"] == {"green": 1, "yellow": 0, "red": 1}
    assert _numbers(document) == [handled, declined]
    later = on_city(*BOARD, "2025-11-24 12:30").document
    assert (later["open"], later["overdue"], later["stages"]["DECLINED"]) == (1, 1, 1)
    (case,) = later["cases"]
    assert (case["number"], case["stage"], case["light"], case["late"]) == (
        handled, "HANDLING", "red", True,
    )  # fmt: skip


def test_that_a_case_of_the_past_has_the_shape_of_a_listed_one(
    on_city: Run, day: tuple[str, str]
) -> None:
    (listed,) = (one for one in on_city("cases", "--json").document if one["stage"] == "FILED")
    then = on_city(*BOARD, "2025-11-24T13:00").document["cases"][0]
    assert set(then) == set(listed)
    unknown = {"description": None, "address": None}  # words are no part of history
    now = {"light": listed["light"], "late": listed["late"]}
    assert then | now == listed | unknown


def test_that_a_moment_is_the_citys_unless_it_says_its_offset(
    on_city: Run, day: tuple[str, str]
) -> None:
    for moment in ("2025-11-24T10:59:59", "2025-11-24T02:59:59Z", "2025-11-24T03:59:59+01:00"):
        assert on_city(*BOARD, moment).document["stages"]["DECLINED"] == 0
    assert on_city(*BOARD, "2025-11-24T03:00:00Z").document["stages"]["DECLINED"] == 1


def test_that_the_board_of_an_account_is_what_it_would_have_seen(
    on_city: Run, last_year: CityLife
) -> None:
    add_with_password(last_year.center, "north", Post.SHIFT_CHIEF, area="110101001001")
    add_with_password(last_year.center, "south", Post.SHIFT_CHIEF, area="110101001002")
    of_roads, of_street = last_year.handling(MANHOLE), last_year.handling(LAMP, "street")
    moment = "2025-11-24T10:00"
    for words, numbers in (
        ((), [of_roads, of_street]),
        (("--as", "dispatcher"), [of_roads, of_street]),
        (("--as", "department-roads"), [of_roads]),
        (("--as", "north"), [of_roads, of_street]),
        (("--as", "south"), []),
        (("--as", "south", "--area", "110101001001"), []),
        (("--area", "110101001"), [of_roads, of_street]),
        (("--area", "110101001002"), []),
        (("--as", "department-street", "--area", "110101001001"), [of_street]),
    ):
        document = on_city(*BOARD, moment, *words).document
        assert _numbers(document) == numbers, words
        assert sum(document["stages"].values()) == document["open"] == len(numbers)


@pytest.mark.parametrize(
    ("words", "status", "field"),
    [
        (("2199-01-01",), 422, "at"),
        (("1999-01-01T08:00",), 422, "at"),
        (("0001-01-01T00:00+14:00",), 422, "at"),
        (("9999-12-31T23:59-12:00",), 422, "at"),
        (("yesterday",), 422, "at"),
        (("2025-11-24T10:00", "--area", "nowhere"), 422, "area"),
        (("2025-11-24T10:00", "--as", "nobody"), 404, None),
    ],
)
def test_that_a_board_that_cannot_be_shown_is_refused_with_its_field(
    on_city: Run, last_year: CityLife, words: tuple[str, ...], status: int, field: str | None
) -> None:
    last_year.reported()
    refused = on_city(*BOARD, *words)
    assert (refused.status, refused.document["status"]) == (1, status)
    assert refused.document.get("field") == field


def test_that_the_board_and_its_refusals_are_said_in_both_languages(
    on_city: Run, day: tuple[str, str]
) -> None:
    at = ("board", "--at", "2025-11-24T12:30")
    head, stages, case = on_city(*at).out.splitlines()
    assert head == (
        "2025-11-24 12:30:00: 1 open, 1 overdue, 0 suspended; 0 green, 0 yellow, 1 red."
    )
    assert stages == "handling 1 · declined 1"
    assert case.split("\t")[:4] == [day[0], "HANDLING", MANHOLE, "roads"]
    head, stages, _ = on_city(*at, "--lang", "zh").out.splitlines()
    assert head == "2025-11-24 12:30:00：未结 1 件，超时 1 件，挂账 0 件；绿 0，黄 0，红 1。"
    assert stages == "处置中 1 · 不予受理 1"
    early = ("board", "--at", "1999-01-01")
    begins = "The history of this centre begins at 2025-11-24 10:00:"
    assert on_city(*early).err.startswith(begins)
    assert "本中心的记录始于 2025-11-24 10:00" in on_city(*early, "--lang", "zh").err
    assert on_city("board").status == 2


def test_that_the_list_of_overdue_cases_leaves_out_the_others(
    on_city: Run, last_year: CityLife
) -> None:
    overdue = last_year.handling()
    last_year.reported()
    document = on_city("cases", "--json", "--overdue").document
    assert [case["number"] for case in document] == [overdue]
