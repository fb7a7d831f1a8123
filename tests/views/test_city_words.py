"""Moments as the screens say them: short in the year that runs, whole in every other."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.staff.actor import RESIDENT, SYSTEM
from commandcenter.resources import resource
from commandcenter.views.look.city_words import CityWords
from tests.views.desk.rows import row
from tests.views.test_translations import CHINESE, messages

#: 1 January in Beijing, still 31 December in Greenwich.
NEW_YEAR = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2027, 3, 4, 5, 6, tzinfo=UTC), "03-04 13:06"),
        (datetime(2026, 12, 31, 16, 30, tzinfo=UTC), "01-01 00:30"),
        (datetime(2026, 12, 31, 15, 30, tzinfo=UTC), "2026-12-31 23:30"),
        (datetime(2028, 1, 2, 0, 0, tzinfo=UTC), "2028-01-02 08:00"),
    ],
)
def test_that_another_year_is_named(center: CommandCenter, at: datetime, said: str) -> None:
    words = CityWords(center.city.facts(), "en", lambda: NEW_YEAR)
    assert words.moment(at) == said


def test_that_overdue_has_one_word_on_every_screen_and_a_late_step_another() -> None:
    """Marks, counters and figures count the same: late handling."""
    said = {(screen, source): told.text for screen, source, told in messages(CHINESE)}
    overdue = {
        said["MapView", "overdue"],
        said["CaseHeader", "overdue"],
        said["FigureBoard", "Overdue"],
    }
    assert overdue == {"超期"}
    assert {said[screen, "step late"] for screen in ("MapView", "CaseHeader")} == {"环节超时"}


def test_that_no_word_of_the_city_calls_an_overdue_case_otherwise() -> None:
    """The lateness appeal is a term of the trade; a step that is late has its own word."""
    kept = re.compile("超时申诉|环节超时")
    for file in (("translations", "terms.toml"), ("simulation", "phrases.toml")):
        assert "超时" not in kept.sub("", resource(*file).read_text(encoding="utf-8")), file


@pytest.mark.parametrize(
    ("language", "said"), [("en", ("Resident", "System")), ("zh", ("居民", "系统"))]
)
def test_that_who_acts_without_an_account_has_a_name_in_every_language(
    center: CommandCenter, language: str, said: tuple[str, str]
) -> None:
    words = CityWords(center.city.facts(), language)
    assert (words.actor(RESIDENT.name), words.actor(SYSTEM.name)) == said


@pytest.mark.parametrize(
    ("reported", "address", "said"),
    [
        ("朝阳门内大街 12 号井盖缺失", "朝阳门内大街 12 号", "井盖缺失"),
        ("朝阳门内大街12号，井盖缺失", "朝阳门内大街12号", "井盖缺失"),
        ("12 High Street: a hole", "12 High Street", "a hole"),
        ("甲街12号漏水", "甲街1", "甲街12号漏水"),
        ("High Streets are dark", "High Street", "High Streets are dark"),
        ("甲街1号", "甲街1号", "甲街1号"),
        ("漏水，甲街1号", "甲街1号", "漏水，甲街1号"),
        ("漏水", None, "漏水"),
    ],
)
def test_that_an_address_is_not_said_twice(
    center: CommandCenter, reported: str, address: str | None, said: str
) -> None:
    words = CityWords(center.city.facts(), "zh")
    case = replace(row("1", words=reported), address=address)
    assert words.kind_or_words(case) == said


@pytest.mark.parametrize(
    ("code", "grid", "said"),
    [
        (None, None, "Tiny District"),
        ("110101", None, "Tiny District"),
        ("110101001", None, "Tiny District › Tiny Street"),
        ("110101001002", None, "Tiny District › Tiny Street › South Community"),
        (
            "110101001002",
            "110101001002001",
            "Tiny District › Tiny Street › South Community › 110101001002001",
        ),
    ],
)
def test_that_an_area_is_named_after_those_that_contain_it(
    center: CommandCenter, code: str | None, grid: str | None, said: str
) -> None:
    assert CityWords(center.city.facts(), "en").area_path(code, grid) == said
