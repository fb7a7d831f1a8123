"""Figures as people read them."""

import pytest

from commandcenter.views.figures.figure_text import (
    basis_text,
    count_text,
    percent_text,
    value_text,
)
from tests.views.statistics.figures import figure

THIN = "\N{THIN SPACE}"


@pytest.mark.parametrize(
    ("n", "chinese", "english"),
    [
        (0, "0", "0"),
        (1284, f"1{THIN}284", f"1{THIN}284"),
        (9999, f"9{THIN}999", f"9{THIN}999"),
        (12_840, f"1.284{THIN}万", f"12.84{THIN}k"),
        (125_402, f"12.54{THIN}万", f"125.4{THIN}k"),
        (3_000_000, f"300{THIN}万", f"3{THIN}M"),
    ],
)
def test_that_a_count_has_four_digits_at_most(n: int, chinese: str, english: str) -> None:
    assert count_text(n, "zh") == chinese
    assert count_text(n, "en") == english


def test_that_rates_have_two_places_and_halves_go_up() -> None:
    assert percent_text(291, 323, 2) == "90.09%"
    assert percent_text(290, 323, 2) == "89.78%"
    assert percent_text(1, 800, 2) == "0.13%"  # exactly 0.125
    assert percent_text(1, 16, 1) == "6.3%"  # exactly 6.25


def test_that_nothing_divided_by_nothing_is_a_dash() -> None:
    assert percent_text(0, 0, 2) == "\N{EM DASH}"
    assert value_text(figure("closure_rate", 0, 0), "en") == "\N{EM DASH}"
    assert value_text(figure("mean_handling_hours", 0.0, 0), "en") == "\N{EM DASH}"


def test_that_every_rate_and_mean_shows_what_it_rests_on() -> None:
    assert basis_text(figure("closure_rate", 290, 1323)) == f"290/1{THIN}323"
    assert basis_text(figure("mean_handling_hours", 121.0, 10)) == "n=10"
    assert value_text(figure("mean_handling_hours", 121.0, 10), "en") == f"12.1{THIN}h"
    assert basis_text(figure("closed", 290)) == ""
