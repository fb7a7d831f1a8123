"""When a change counts as seen."""

import pytest

from commandcenter.views.wall.paint_ledger import PaintLedger


@pytest.fixture
def ledger() -> PaintLedger:
    ledger = PaintLedger()
    ledger.expect(["first"], map_token="cases-1", figures_reading=4)
    ledger.expect(["second", "third"], map_token="cases-2", figures_reading=5)
    return ledger


def test_that_a_case_is_seen_when_map_and_figures_have_painted_it(ledger: PaintLedger) -> None:
    assert ledger.map_painted("cases-1") == []
    assert ledger.figures_painted(4) == ["first"]
    assert ledger.figures_painted(5) == []
    assert ledger.map_painted("cases-2") == ["second", "third"]


def test_that_a_later_answer_speaks_for_those_before_it(ledger: PaintLedger) -> None:
    assert ledger.figures_painted(6) == []
    assert ledger.map_painted("cases-2") == ["first", "second", "third"]


def test_that_figures_painted_before_the_map_was_told_are_not_waited_for() -> None:
    ledger = PaintLedger()
    assert ledger.figures_painted(7) == []
    ledger.expect(["late"], map_token="cases-9", figures_reading=7)
    assert ledger.map_painted("cases-9") == ["late"]


def test_that_each_case_is_told_once(ledger: PaintLedger) -> None:
    ledger.map_painted("cases-2")
    ledger.figures_painted(5)
    assert ledger.figures_painted(6) == []
    assert ledger.map_painted("cases-2") == []
