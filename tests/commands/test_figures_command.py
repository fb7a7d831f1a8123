"""Figures from the command line, and the cases that each of them counted."""

from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from tests.city.life import MONDAY_10, CityLife, FakeClock
from tests.city.posts import Post
from tests.commands.conftest import Run

DAYS = ("--from", "2026-11-23", "--to", "2026-11-23")


@pytest.fixture
def on_busy(on_tiny: Run, tiny_file: Path) -> Run:
    clock = FakeClock(MONDAY_10)
    with CommandCenter(f"sqlite:///{tiny_file}", clock=clock) as center:
        life = CityLife(center, clock)
        life.reported()
        life.dispatched()
        life.closed()
    return on_tiny


@pytest.mark.parametrize("by", ["area", "department", "post", "category"])
def test_that_every_line_of_a_breakdown_leads_to_its_cases(on_busy: Run, by: str) -> None:
    figures = on_busy("--json", "kpi", *DAYS, "--by", by, "--level", "community").document
    assert figures
    for figure in figures:
        behind = on_busy(
            "--json", "cases", "--kpi", figure["id"], *DAYS, f"--{by}", figure["key"]
        ).document
        counted = figure["numerator"] if figure["denominator"] is None else figure["denominator"]
        assert len(behind) == counted, figure


def test_that_a_post_narrows_figures_to_what_it_did(on_busy: Run) -> None:
    answer = on_busy("--json", "kpi", *DAYS, "--id", "dispatched", "--post", Post.DISPATCHER)
    assert [figure["value"] for figure in answer.document] == [2]
    answer = on_busy("--json", "kpi", *DAYS, "--id", "dispatched", "--post", Post.INSPECTOR)
    assert [figure["value"] for figure in answer.document] == [0]


def test_that_a_post_without_a_figure_is_wrong_usage(on_busy: Run) -> None:
    assert on_busy("cases", "--post", Post.DISPATCHER).status == 2


@pytest.mark.parametrize(
    "limit",
    [
        ("--area", "110101999"), ("--department", "raods"), ("--category", "1001010"),
        ("--post", "dispacher"), ("--level", "stret"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("words", [("kpi", *DAYS), ("cases", "--kpi", "reported", *DAYS)])
def test_that_a_misspelt_limit_is_refused(
    on_busy: Run, words: tuple[str, ...], limit: tuple[str, str]
) -> None:
    answer = on_busy(*words, *limit)
    assert (answer.status, answer.out) == (1, "")
    assert limit[1] in answer.err


@pytest.mark.parametrize(
    "limit", [("--area", "110101999"), ("--department", "raods"), ("--category", "1001010")]
)
def test_that_a_list_with_a_misspelt_limit_is_refused(on_busy: Run, limit: tuple[str, str]) -> None:
    assert on_busy("cases", *limit).status == 1


def _numbers(run: Run, *words: str) -> list[str]:
    return [case["number"] for case in run("--json", "cases", *words).document]


def test_that_days_without_a_figure_ask_for_what_was_reported_in_them(on_busy: Run) -> None:
    everyone = _numbers(on_busy)
    assert _numbers(on_busy, *DAYS) == everyone
    assert _numbers(on_busy, "--to", "2026-11-23") == everyone
    assert _numbers(on_busy, "--to", "2026-11-22") == []
    assert _numbers(on_busy, "--from", "2026-11-24", "--to", "2026-11-30") == []
    closed = _numbers(on_busy, *DAYS, "--stage", "CLOSED")
    assert closed == _numbers(on_busy, "--stage", "CLOSED")
    assert len(closed) == 1


def test_that_days_that_are_reversed_are_refused(on_busy: Run) -> None:
    assert on_busy("cases", "--from", "2026-11-24", "--to", "2026-11-23").status == 1


def test_that_a_level_limits_no_list(on_busy: Run) -> None:
    limits = ("--level", "community", "--area", "110101001")
    assert _numbers(on_busy, *limits) == _numbers(on_busy)
