"""What the rules of applications say word for word, at their very edges."""

from dataclasses import replace

import pytest

from commandcenter.errors import NotNow
from commandcenter.models.cases.stage import Closing, Step
from commandcenter.models.clocks.staged_limit import parse_limits
from commandcenter.models.staff.actor import Actor
from tests.models.cases.lives import (
    CALL_TAKER,
    CHIEF,
    DISPATCHER,
    INSPECTOR,
    KIND,
    ROADS,
    STREET,
    Life,
)


def _in_parts() -> Life:
    """Handled under a limit in three parts."""
    life = Life()
    first, *later = parse_limits("3工作日 + 3工作日 + 5工作日")
    rule = replace(life.rules.conditions[KIND, 1], limit=first, later_parts=tuple(later))
    life.rules = replace(life.rules, conditions={(KIND, 1): rule})
    return life.handling()


def _extend(life: Life) -> None:
    life.case.ask_extension("parts", until=None, on=life.on(ROADS))
    life.case.grant_extension(on=life.on(DISPATCHER))


def _finish(life: Life) -> None:
    life.case.finish("已完成", ["a" * 64], on=life.on(ROADS))


# ---- two extensions ---------------------------------------------------------------------------


def test_that_a_limit_in_parts_is_extended_twice_over_all_of_them() -> None:
    life = _in_parts()
    _extend(life)
    _finish(life)
    _extend(life)
    _finish(life)
    with pytest.raises(NotNow, match="2 times"):
        life.case.ask_extension("parts", until=None, on=life.on(ROADS))


def test_that_two_extensions_of_one_part_leave_none_for_the_next() -> None:
    life = _in_parts()
    _extend(life)
    _extend(life)
    _finish(life)
    with pytest.raises(NotNow, match="2 times"):
        life.case.ask_extension("parts", until=None, on=life.on(ROADS))


def test_that_only_what_was_granted_counts() -> None:
    life = _in_parts()
    for _ in range(3):
        life.case.ask_extension("parts", until=None, on=life.on(ROADS))
        life.case.refuse(Step.REFUSE_EXTENSION, on=life.on(DISPATCHER))
    _extend(life)
    _extend(life)


@pytest.mark.parametrize(("code", "who"), [("street", STREET), ("roads", ROADS)])
def test_that_a_new_dispatch_begins_with_two_extensions_again(code: str, who: Actor) -> None:
    life = Life().handling()
    _extend(life)
    _extend(life)
    life.case.ask_return("not_ours", on=life.on(ROADS))
    life.case.grant_return(on=life.on(DISPATCHER))
    life.case.dispatch(code, assisting=[], on=life.on(DISPATCHER))
    life.case.acknowledge(on=life.on(who))
    life.case.ask_extension("parts", until=None, on=life.on(who))
    assert life.case.pending == "extension"


def test_that_a_reopened_case_whose_clock_goes_on_keeps_what_was_granted() -> None:
    life = Life().handling()
    _extend(life)
    _extend(life)
    _finish(life)
    life.case.ask_inspect("inspector", on=life.on(CALL_TAKER))
    life.case.pass_inspection(["b" * 64], on=life.on(INSPECTOR))
    life.case.close(Closing.DONE, on=life.on(CHIEF))
    life.case.reopen("came_back", on=life.on(CALL_TAKER))
    life.case.file(1, on=life.on(CHIEF))
    life.case.dispatch("roads", assisting=[], on=life.on(DISPATCHER))
    life.case.acknowledge(on=life.on(ROADS))
    with pytest.raises(NotNow, match="2 times"):
        life.case.ask_extension("parts", until=None, on=life.on(ROADS))
