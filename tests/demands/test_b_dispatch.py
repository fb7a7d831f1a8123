"""Complaints about dispatch and several people at once (B26 to B28, B30 to B33, B35 to B37)."""

import ast
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import commandcenter
from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput, NotFound, NotNow, NotPermitted
from commandcenter.models.cases.rules.stage import Closing, Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseDetails, CaseFilter
from commandcenter.services.statistics import By, FigureQuery
from tests.city.life import HAWKER, LAMP, REFUSE, CityLife, FakeClock
from tests.city.posts import POSTS, posts_with
from tests.demands.conftest import Take
from tests.models.cases.lives import DISPATCHER, Life
from tests.models.cases.lives import ROADS as BY_ROADS

ROADS = "department-roads"
OPEN = CaseFilter(open_only=True)


def _open_of(center: CommandCenter, department: str) -> int:
    """What the wall shows, and what the list shows: one number."""
    loads = {load.department: load.open for load in center.statistics.situation(
        viewer=CENTRE_VIEW).loads}  # fmt: skip
    listed = center.casebook.count(replace(OPEN, department=department), viewer=CENTRE_VIEW)
    assert loads.get(department, 0) == listed
    return listed


def test_that_giving_a_case_to_a_busy_department_changes_none_of_its_others(
    center: CommandCenter, city_life: CityLife, take: Take
) -> None:
    """B26: assigning a busy unit silently reset its status."""
    first = city_life.handling()
    take(first, "sub_dispatch", ROADS, crew="二班")
    before = center.casebook.case(first, viewer=CENTRE_VIEW)
    second = city_life.handling()
    take(second, "sub_dispatch", ROADS, crew="二班")
    assert center.casebook.case(first, viewer=CENTRE_VIEW) == before


@pytest.mark.parametrize("merged", [False, True])
def test_that_a_setting_that_is_shown_is_also_kept(merged: bool) -> None:
    """B26: “warn” or “block” could be set, and nothing came of it."""
    life = Life()
    steps = {post.id: post.steps for post in POSTS}
    posts = posts_with(steps | {"dispatcher": {"dispatch", "close"}}, merged_centre=merged)
    life.rules = replace(life.rules, posts=posts)
    life.inspected()
    closing = life.on(DISPATCHER)
    if merged:
        life.case.close(Closing.DONE, on=closing)
        assert life.case.stage is Stage.CLOSED
    else:
        with pytest.raises(NotPermitted):
            life.case.close(Closing.DONE, on=closing)


@pytest.mark.parametrize(
    ("changed", "dispatched"), [({"transfer_cap": 1}, False), ({"transfer_cap": 2}, True)]
)
def test_that_the_cap_on_transfers_is_the_one_that_was_set(
    changed: dict[str, int], dispatched: bool
) -> None:
    """B26: the effect of each setting is observed, not only its value."""
    life = Life().dispatched()
    life.rules = replace(life.rules, **changed)  # type: ignore[arg-type]
    life.case.ask_return("not_ours", on=life.on(BY_ROADS))
    life.case.grant_return(on=life.on(DISPATCHER))
    again = life.on(DISPATCHER)
    if dispatched:
        life.case.dispatch("street", assisting=[], on=again)
    else:
        with pytest.raises(NotNow, match="joint meeting"):
            life.case.dispatch("street", assisting=[], on=again)


def test_that_what_is_chosen_is_what_is_saved_for_every_category(
    center: CommandCenter, city_life: CityLife, take: Take
) -> None:
    """B27: the severity on the screen was not the one that was saved, in 33 of 37 types."""
    catalogue = center.city.facts().categories
    assert len(catalogue) == 4
    for code, row in catalogue.items():
        accepted = take(city_life.reported(), "accept", "call-taker", category=code)
        assert (accepted.row.category, accepted.row.kind) == (code, row.kind)
        for condition in row.conditions:
            number = city_life.accepted(code)
            filed = take(number, "file", "shift-chief", condition=condition.number)
            assert filed.condition == condition.number
            sent = take(number, "dispatch", "dispatcher", department="roads")
            limit = next(clock.limit for clock in sent.clocks if clock.name == "handling")
            assert limit is not None
            assert (str(limit.amount), limit.unit) == (condition.limit_amount, condition.limit_unit)


def test_that_nothing_is_given_to_a_closed_case_without_a_word(
    city_life: CityLife, take: Take
) -> None:
    """B28: assigning to a closed case left it closed and said nothing."""
    number = city_life.closed()
    with pytest.raises(NotNow) as refusal:
        take(number, "dispatch", "dispatcher", department="roads")
    assert "reopen" in refusal.value.sentence("en")
    take(number, "reopen", "call-taker", reason="mistake")  # what it offers leads on
    take(number, "file", "shift-chief", condition=1)
    assert take(number, "dispatch", "dispatcher", department="roads").row.department == "roads"


def test_that_no_case_is_anybody_s_without_a_department_and_every_filter_means_the_same(
    center: CommandCenter, city_life: CityLife, take: Take
) -> None:
    """B30: a person without department; a filter that lost cases corrected by hand."""
    number = city_life.filed()
    with pytest.raises(InvalidInput) as refusal:
        take(number, "dispatch", "dispatcher")
    assert refusal.value.field == "department"
    take(number, "dispatch", "dispatcher", department="roads")
    take(number, "correct", "call-taker", kind=REFUSE, condition=1)
    assert (_open_of(center, "sanitation"), _open_of(center, "roads")) == (1, 0)
    today = center.clock().astimezone(ZoneInfo(center.city.facts().time_zone)).date()
    (figure,) = [
        figure
        for figure in center.statistics.figures(
            ["dispatched"], FigureQuery(today, today), viewer=CENTRE_VIEW, by=By.DEPARTMENT
        )
        if figure.numerator
    ]
    assert (figure.key, figure.numerator) == ("sanitation", 1)


def test_that_a_proposed_department_can_be_overridden_and_none_is_a_value(
    center: CommandCenter, city_life: CityLife, take: Take
) -> None:
    """B31: routing could not be overridden, and “no department” could not be asked for."""
    number, waiting = city_life.filed(HAWKER), city_life.filed(LAMP)
    assert _open_of(center, "") == 2
    note = "街道处已约定由市政所处置"
    sent = take(number, "dispatch", "dispatcher", department="roads", note=note)
    assert sent.row.department == "roads"
    assert center.casebook.history(number, viewer=CENTRE_VIEW)[-1].opinion == note
    without = CaseFilter(department="")
    assert [row.number for row in center.casebook.rows(without, viewer=CENTRE_VIEW)] == [waiting]


def test_that_a_transfer_takes_the_former_off_and_reaches_the_next_at_once(
    center: CommandCenter, city_life: CityLife, take: Take
) -> None:
    """B32: a transferred ticket stayed with the first agent, or vanished for the next."""
    number = city_life.handling()
    take(number, "urge", "dispatcher", note="请尽快")
    take(number, "ask_return", ROADS, reason="not_ours")
    take(number, "sub_dispatch", ROADS, crew="二班")
    take(number, "grant_return", "dispatcher")
    assert (_open_of(center, "roads"), _open_of(center, "")) == (0, 1)
    sent = take(number, "dispatch", "dispatcher", department="sanitation")
    assert (_open_of(center, "roads"), _open_of(center, "sanitation")) == (0, 1)
    assert (sent.row.pending, sent.row.asked) == (frozenset(), frozenset())
    assert all(task.answer is not None for task in sent.tasks)
    viewer = city_life.account("department-sanitation").viewer
    assert [row.number for row in center.casebook.rows(OPEN, viewer=viewer)] == [number]
    with pytest.raises(NotFound):
        center.casebook.case(number, viewer=city_life.account(ROADS).viewer)


def test_that_a_department_gets_back_what_it_once_gave_up(
    city_life: CityLife, take: Take, center: CommandCenter
) -> None:
    """B33: once a department had given a case up it could never receive it again."""
    number = city_life.handling()
    take(number, "ask_return", ROADS, reason="not_ours")
    take(number, "grant_return", "dispatcher")
    sent = take(number, "dispatch", "dispatcher", department="roads")
    assert sent.row.department == "roads"
    assert _open_of(center, "roads") == 1
    assert take(number, "acknowledge", ROADS).row.stage is Stage.HANDLING


def test_that_a_wrong_kind_is_corrected_with_its_consequences_shown_first(
    center: CommandCenter, city_life: CityLife, take: Take
) -> None:
    """B35: staff could not change a wrong category, and the former recipient kept the case."""
    number = city_life.handling()
    who = city_life.account("call-taker")
    fields = {"kind": REFUSE, "condition": 1}
    seen = center.desk.preview(number, Step.CORRECT, fields, by=who.actor, viewer=who.viewer)
    assert (seen.before.department, seen.after.department) == ("roads", "sanitation")
    assert seen.before.due_at != seen.after.due_at
    corrected = take(number, "correct", "call-taker", **fields)
    assert corrected.row.hands.due_at == seen.after.due_at
    with pytest.raises(NotFound):
        center.casebook.case(number, viewer=city_life.account(ROADS).viewer)


def test_that_a_case_cannot_be_passed_round_without_end(
    center: CommandCenter, city_life: CityLife, take: Take
) -> None:
    """B36: 3.2 transfers on average, and a third of all cases returned."""
    number = city_life.filed()
    with pytest.raises(InvalidInput):
        _pass_on(take, number, "roads", reason="we do not like it")
    take(number, "ask_return", ROADS, reason="not_ours")
    take(number, "grant_return", "dispatcher")
    assert _pass_on(take, number, "sanitation", reason="beyond_means").transfers == 2
    with pytest.raises(NotNow, match="returned 2 times"):
        take(number, "dispatch", "dispatcher", department="roads")
    take(number, "meet", "dispatcher", decision="市政主办", department="roads")
    take(number, "dispatch", "dispatcher", department="roads")
    with pytest.raises(NotNow, match="decided which department"):
        take(number, "ask_return", ROADS, reason="not_ours")


def _pass_on(take: Take, number: str, department: str, *, reason: str) -> CaseDetails:
    take(number, "dispatch", "dispatcher", department=department)
    take(number, "ask_return", f"department-{department}", reason=reason)
    return take(number, "grant_return", "dispatcher")


def test_that_a_case_that_was_voided_is_on_no_live_board(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, take: Take
) -> None:
    """B37: a deleted incident stayed on the live board for 22 hours."""
    number, merged = city_life.filed(), city_life.filed()
    take(merged, "merge", "call-taker", into=city_life.filed(REFUSE))
    take(number, "void", "shift-chief", reason="mistake")
    clock.advance(timedelta(days=2))
    for wanted in (OPEN, replace(OPEN, overdue=True), replace(OPEN, department="")):
        rows = center.casebook.rows(wanted, viewer=CENTRE_VIEW)
        assert not {number, merged} & {row.number for row in rows}
        assert len(rows) == center.casebook.count(wanted, viewer=CENTRE_VIEW)
    situation = center.statistics.situation(viewer=CENTRE_VIEW)
    assert (situation.open, situation.overdue) == (1, 0)


def test_that_no_screen_asks_the_database_past_the_services() -> None:
    """B37: 53 more lists had no filter, because each screen wrote its own query."""
    package = Path(commandcenter.__file__).parent
    for folder in ("views", "gateway"):
        for file in (package / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom):
                    names = [node.module or ""]
                assert not any(
                    name.startswith(("sqlalchemy", "sqlite3", "psycopg", "commandcenter.database"))
                    for name in names
                ), file.name
