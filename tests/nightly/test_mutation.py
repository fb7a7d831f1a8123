"""The nightly hunt lets no gap of the tests pass unseen."""

import pytest

from setup.mutation import SURVIVORS, Change, change_in, judge, read_survivors

AFTER = "commandcenter.models.clocks.calculation.xǁCalculationǁafter__mutmut_"
DUE = "commandcenter.models.clocks.deadline.x_due__mutmut_"
DIFF = """\
--- calculation.py
+++ calculation.py
@@ -1,3 +1,3 @@
     def after(self, counted):
-        target = counted + 1
+        target = counted - 1
         return target
"""
CHANGE = Change("calculation.Calculation.after", "target = counted + 1", "target = counted - 1")


def _change(mutant: str) -> Change:
    return change_in(mutant, DIFF)


def test_that_a_mutant_is_known_by_what_it_changes() -> None:
    assert _change(f"{AFTER}12") == _change(f"{AFTER}7") == CHANGE
    assert _change(f"{DUE}1").function == "deadline.due"


def test_that_mutants_that_tests_notice_are_good() -> None:
    outcomes = {f"{AFTER}1": "killed", f"{AFTER}2": "timeout", f"{DUE}1": "killed"}
    verdict = judge(outcomes, _change, [])
    assert verdict.good
    assert list(verdict.lines()) == [
        "calculation                       2 of    2  100.0%",
        "deadline                          1 of    1  100.0%",
    ]


@pytest.mark.parametrize("outcome", ["survived", "no tests", "not checked", "suspicious"])
def test_that_a_survivor_needs_a_reason(outcome: str) -> None:
    outcomes = {f"{AFTER}{number}": "killed" for number in range(19)} | {f"{AFTER}19": outcome}
    verdict = judge(outcomes, _change, [])
    assert not verdict.good
    assert verdict.unlisted == (CHANGE,)
    assert "[[survivor]]" in list(verdict.lines())[-1]
    assert judge(outcomes, _change, [CHANGE]).good


def test_that_each_module_must_be_watched_by_its_tests() -> None:
    outcomes = {f"{DUE}{number}": "killed" for number in range(100)}
    outcomes |= {f"{AFTER}{number}": "killed" for number in range(84)}
    outcomes |= {f"{AFTER}{number}": "survived" for number in range(84, 100)}
    verdict = judge(outcomes, _change, [CHANGE])
    assert verdict.low == ("calculation",)
    assert not verdict.good
    assert judge(outcomes | {f"{AFTER}84": "killed"}, _change, [CHANGE]).good


def test_that_a_reason_without_a_survivor_is_told() -> None:
    verdict = judge({f"{DUE}1": "killed"}, _change, [CHANGE])
    assert verdict.outlived == (CHANGE,)
    assert not verdict.good


def test_that_a_run_without_mutants_is_not_taken_for_a_good_one() -> None:
    assert not judge({}, _change, []).good


def test_that_a_listed_survivor_without_a_reason_counts_for_nothing() -> None:
    entry = "[[survivor]]\nfunction = 'calculation.Calculation.after'\nwas = 'a'\nnow = 'b'\nwhy = "
    assert read_survivors(f"{entry}''") == []
    assert read_survivors(f"{entry}'it is the same'") == [
        Change("calculation.Calculation.after", "a", "b")
    ]


def test_that_every_survivor_is_listed_once_with_its_reason() -> None:
    text = SURVIVORS.read_text(encoding="utf-8")
    listed = read_survivors(text)
    assert len(listed) == len(set(listed)) == text.count("[[survivor]]")
