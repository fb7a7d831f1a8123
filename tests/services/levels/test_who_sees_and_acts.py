"""Every level of a city, its own cases and those of others: who reads, who dispatches, what is
counted. The matrix is made of the areas of the pack."""

from itertools import product

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import NotFound, NotPermitted
from commandcenter.models.cases.rules.stage import Step
from commandcenter.packs.content.pack import CityPack
from commandcenter.services.access import AccountRow
from commandcenter.services.casebook import CaseFilter
from commandcenter.services.statistics import By, FigureQuery
from tests.city.five_levels import CITY, NORTH, SOUTH, SOUTH_POINT
from tests.city.life import MONDAY_10
from tests.services.levels.conftest import LevelLife

TODAY = FigureQuery(MONDAY_10.date(), MONDAY_10.date())
_STEPS = {
    Step.DISPATCH: {"department": "roads"},
    Step.GIVE_BACK: {"reason": "not_ours"},
    Step.MEET: {"decision": "归市政"},
}


def _sees(center: CommandCenter, number: str, account: AccountRow) -> bool:
    try:
        return center.casebook.case(number, viewer=account.viewer).row.number == number
    except NotFound:
        return False


def _may(center: CommandCenter, number: str, step: Step, account: AccountRow) -> bool:
    fields, actor, viewer = _STEPS[step], account.actor, account.viewer
    try:
        center.desk.preview(number, step, fields, by=actor, viewer=viewer)
    except (NotFound, NotPermitted):
        return False
    return True


def test_that_reading_goes_by_place_and_dispatching_by_who_has_the_case(
    center: CommandCenter, life: LevelLife, pack: CityPack
) -> None:
    cases = {(holder, NORTH[-1]): life.filed_at(holder) for holder in (CITY, *NORTH)}
    cases |= {
        (holder, SOUTH[-1]): life.filed_at(holder, point=SOUTH_POINT) for holder in (CITY, *SOUTH)
    }
    areas = [area.code for area in pack.areas]
    assert len({len(code) for code in areas}) == len(pack.levels) == 5
    cells = 0
    for area, ((holder, place), number) in product(areas, cases.items()):
        account = life.account(area)
        cell = f"{area} on a case of {place} at {holder}"
        assert _sees(center, number, account) == place.startswith(area), cell
        acts = place.startswith(area) and holder.startswith(area)
        for step in _STEPS:
            assert _may(center, number, step, account) == acts, f"{step}: {cell}"
            cells += 1
        cells += 1
    assert cells == 9 * 10 * 4


def test_that_lists_and_figures_of_a_level_count_what_lies_there(
    center: CommandCenter, life: LevelLife, pack: CityPack
) -> None:
    for holder in (CITY, *NORTH):
        life.filed_at(holder)
    life.filed_at(SOUTH[0], point=SOUTH_POINT)
    for area in pack.areas:
        viewer = life.account(area.code).viewer
        expected = sum(
            n for n, place in ((5, NORTH[-1]), (1, SOUTH[-1])) if place.startswith(area.code)
        )
        (filed,) = center.statistics.figures(["filed"], TODAY, viewer=viewer)
        assert filed.value == expected, area.code
        assert len(center.casebook.rows(CaseFilter(open_only=True), viewer=viewer)) == expected
        assert center.statistics.situation(viewer=viewer).open == expected
        changes, _ = center.change_feed.since("0", viewer=viewer)
        assert len({change.number for change in changes}) == expected
        by_area = center.statistics.figures(
            ["filed"], TODAY, viewer=viewer, by=By.AREA, level="community"
        )
        assert sum(figure.numerator for figure in by_area) == expected


def test_that_a_desk_offers_a_level_only_what_it_may_do(
    center: CommandCenter, life: LevelLife
) -> None:
    number = life.filed_at(NORTH[1])
    for area in (CITY, *NORTH):
        account = life.account(area)
        (row,) = center.casebook.rows_of([number], viewer=account.viewer)
        offered = center.desk.steps(row.step_place(), account.actor, centre=row.centre)
        has_it = NORTH[1].startswith(area)
        for step in (Step.DISPATCH, Step.HAND_DOWN, Step.ESCALATE):
            assert (step in offered) == has_it, (area, step)
        assert Step.URGE in offered


def test_that_no_desk_is_offered_a_level_above_the_top(
    center: CommandCenter, life: LevelLife
) -> None:
    account = life.account("dispatcher")
    (row,) = center.casebook.rows_of([life.filed_at(CITY)], viewer=account.viewer)
    offered = center.desk.steps(row.step_place(), account.actor, centre=row.centre)
    assert Step.HAND_DOWN in offered
    assert Step.ESCALATE not in offered


@pytest.mark.parametrize("step", [Step.HAND_DOWN, Step.ESCALATE])
def test_that_a_level_does_not_pass_on_what_another_has(life: LevelLife, step: Step) -> None:
    number = life.filed_at(NORTH[0])
    fields = {"area": NORTH[-1]} if step is Step.HAND_DOWN else {"reason": "not_ours"}
    with pytest.raises(NotPermitted) as refusal:
        life.step(number, step, NORTH[1], fields)
    assert refusal.value.error_id == "held-by-other-level"
    assert NORTH[0] in refusal.value.sentence("en")
