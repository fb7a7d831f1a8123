"""The forms of the side branches: each field offers what the case and the city allow."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.lifecycle import steps_from
from commandcenter.models.cases.rules.stage import Closing, Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.views.desk.case.case_comparison import CaseComparison
from commandcenter.views.desk.case.case_pane import CasePane
from commandcenter.views.desk.forms.condition_chooser import ConditionChooser
from commandcenter.views.desk.shortcuts import STEP_KEYS
from commandcenter.views.desk.steps.field_choosers import WordChooser
from commandcenter.views.desk.steps.moment_chooser import MomentChooser
from commandcenter.views.desk.steps.step_buttons import StepButtons, in_order, keys_of
from commandcenter.views.look.city_words import CityWords
from tests.city.life import HAWKER, LAMP, MANHOLE, REFUSE, CityLife, FakeClock, photo
from tests.views.desk.conftest import OpenDesk
from tests.views.desk.hand import Hand, enter, form_of

ROADS = "department-roads"


def choices(pane: CasePane, name: str) -> list[str]:
    chooser = form_of(pane).fields[name]
    assert isinstance(chooser, WordChooser)
    return [chooser.itemData(at) for at in range(chooser.count())]


def asked(pane: CasePane) -> str:
    return " ".join(label.text() for label in form_of(pane).findChildren(QLabel))


def until(qtbot: QtBot, say: Callable[[], str], *words: str) -> None:
    qtbot.waitUntil(lambda: all(word in say() for word in words))


def test_that_a_suspension_proposes_a_week_and_never_more_than_a_year(
    hand: Hand, city_life: CityLife
) -> None:
    pane = hand.open(city_life.handling(), ROADS)
    pane.steps.choose(Step.ASK_SUSPENSION)
    chooser = form_of(pane).fields["until"]
    assert isinstance(chooser, MomentChooser)
    assert chooser.value() == "2026-11-30T08:00"
    enter(pane, "until", "2030-01-01T08:00")
    assert chooser.value() == "2027-11-23T10:00"


def test_that_what_an_extension_hopes_for_is_left_open_until_somebody_says_it(
    hand: Hand, city_life: CityLife
) -> None:
    pane = hand.open(city_life.handling(), ROADS)
    pane.steps.choose(Step.ASK_EXTENSION)
    chooser = form_of(pane).fields["until"]
    assert isinstance(chooser, MomentChooser)
    assert (chooser.value(), chooser.edit.text()) == ("", "not chosen")
    enter(pane, "until", "2026-11-24T08:00")
    chooser.clear_button.click()
    assert chooser.value() == ""


@pytest.mark.parametrize(
    ("category", "closings"),
    [
        (MANHOLE, [Closing.DONE, Closing.MADE_SAFE]),
        (LAMP, [Closing.DONE]),
    ],
)
def test_that_a_case_can_only_be_closed_as_its_condition_allows(
    hand: Hand, city_life: CityLife, category: str, closings: list[Closing]
) -> None:
    pane = hand.open(city_life.inspected(category), "shift-chief")
    assert choices(pane, "closing") == closings


def test_that_conditions_follow_the_corrected_kind_and_a_line_says_what_would_change(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    pane = hand.open(city_life.dispatched(MANHOLE), "call-taker")
    pane.steps.choose(Step.CORRECT)
    assert not pane.steps.submit_button.isEnabled()
    enter(pane, "kind", REFUSE)
    conditions = form_of(pane).fields["condition"]
    assert isinstance(conditions, ConditionChooser)
    assert conditions.count() == 1
    assert conditions.value() == 1
    until(
        qtbot,
        pane.steps.preview_label.text,
        "department Public Works → Sanitation Centre",
        "limit 2 urgent hours → 4 working hours",
        "due 11-23 12:00 → 11-23 16:00",
    )


def test_that_before_filing_nobody_is_asked_for_a_condition(
    hand: Hand, city_life: CityLife
) -> None:
    pane = hand.open(city_life.reported(), "call-taker")
    pane.steps.choose(Step.CORRECT)
    assert set(form_of(pane).fields) == {"kind", "place", "note"}
    enter(pane, "kind", LAMP)
    assert pane.steps.submit_button.isEnabled()


def test_that_a_click_on_the_map_corrects_the_place_and_its_grid_is_shown(
    qtbot: QtBot, open_desk: OpenDesk, city_life: CityLife, center: CommandCenter
) -> None:
    number = city_life.reported()
    desk = open_desk("call-taker")
    desk.select(number)
    qtbot.waitUntil(lambda: desk.case.page.content is not None)
    desk.case.steps.choose(Step.CORRECT)
    grid = center.city.territory().grids[-1]
    longitude = sum(x for x, _ in grid.ring[:4]) / 4
    latitude = sum(y for _, y in grid.ring[:4]) / 4
    desk.map.point_chosen.emit(latitude, longitude)
    until(qtbot, desk.case.steps.preview_label.text, f"grid {grid.code}")
    with qtbot.waitSignal(desk.case.stepped):
        desk.case.steps.submit()
    assert center.casebook.case(number, viewer=CENTRE_VIEW).row.unit_grid == grid.code


def test_that_a_place_that_is_none_is_refused_before_it_is_sent(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    pane = hand.open(city_life.reported(), "call-taker")
    pane.steps.choose(Step.CORRECT)
    enter(pane, "place", "Main Street")
    until(qtbot, pane.steps.preview_label.text, "place")


def test_that_a_duplicate_is_compared_side_by_side_and_merged(
    hand: Hand, city_life: CityLife, qtbot: QtBot, clock: FakeClock, center: CommandCenter
) -> None:
    first = city_life.reported(photos=(photo(),))
    city_life.step(first, Step.ACCEPT, "call-taker", {"category": LAMP})
    clock.advance(timedelta(minutes=90))
    second = city_life.reported(latitude=39.9307)
    pane = hand.open(second, "call-taker")
    pane.steps.choose(Step.MERGE)
    qtbot.waitUntil(lambda: hand.workplace.clock() >= clock.now)
    form_of(pane).compare_wanted.emit()
    (comparison,) = pane.findChildren(CaseComparison)
    said = [label.text() for label in comparison.findChildren(QLabel)]
    for words in ("22 m away", "Accepted", "reported 11-23 10:00, 01:30 ago", first):
        assert words in said, words
    comparison.choose_buttons[first].click()
    assert form_of(pane).values()["into"] == first
    with qtbot.waitSignal(pane.stepped):
        pane.steps.submit()
    qtbot.waitUntil(lambda: first in pane.page.related.links)
    kept = center.casebook.case(first, viewer=CENTRE_VIEW)
    assert (kept.absorbed, kept.row.stage) == ((second,), Stage.ACCEPTED)


def test_that_an_ended_case_is_never_proposed_for_a_merge(hand: Hand, city_life: CityLife) -> None:
    ended = city_life.reported()
    city_life.step(ended, Step.DECLINE, "call-taker", {"reason": "unclear"})
    pane = hand.open(city_life.reported(), "call-taker")
    assert pane.page.content is not None
    assert [row.number for row in pane.page.content.similar] == [ended]
    assert pane.page.content.likely == ()


def test_that_a_report_of_two_problems_is_split_by_kind(
    hand: Hand, city_life: CityLife, qtbot: QtBot, center: CommandCenter
) -> None:
    number = city_life.accepted(MANHOLE)
    pane = hand.open(number, "call-taker")
    pane.steps.choose(Step.SPLIT)
    enter(pane, "into", [LAMP, HAWKER])
    with qtbot.waitSignal(pane.stepped):
        pane.steps.submit()
    qtbot.waitUntil(lambda: len(pane.page.related.links) == 2)
    parts = [center.casebook.case(n, viewer=CENTRE_VIEW) for n in pane.page.related.links]
    assert [part.row.category for part in parts] == [LAMP, HAWKER]
    assert {part.split_from for part in parts} == {number}


def test_that_what_was_asked_takes_the_lines_that_it_needs(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.handling()
    note = "The parts that we need come from another city, and the road there is closed. " * 2
    city_life.step(
        number, Step.ASK_EXTENSION, "department-roads", {"reason": "parts", "note": note}
    )
    pane = hand.open(number, "dispatcher")
    pane.resize(620, 900)
    said = next(
        label for label in form_of(pane).findChildren(QLabel) if label.property("role") == "said"
    )
    qtbot.waitUntil(lambda: said.height() == said.heightForWidth(said.width()))


def test_that_who_decides_reads_what_was_asked_in_the_form_itself(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.handling(REFUSE, "sanitation")
    fields = {"reason": "weather", "until": "2026-11-30T08:00", "note": "雪大"}
    city_life.step(number, Step.ASK_SUSPENSION, "department-sanitation", fields)
    pane = hand.open(number, "dispatcher")
    assert form_of(pane).step is Step.GRANT_SUSPENSION
    for words in ("Sanitation Centre, 11-23 10:00", "Weather", "until 11-30 08:00", "“雪大”"):
        assert words in asked(pane), words
    until(qtbot, pane.steps.preview_label.text, "stage Handling → Suspended", "due 11-23 16:00 →")


def test_that_who_is_urged_reads_the_urging_where_he_replies(
    hand: Hand, city_life: CityLife
) -> None:
    number = city_life.handling()
    city_life.step(number, Step.URGE, "dispatcher", {"note": "居民又来电"})
    pane = hand.open(number, ROADS)
    pane.steps.choose(Step.REPLY)
    for words in ("Urge", "居民又来电", "answer due 11-23 12:00"):
        assert words in asked(pane), words


def test_that_a_crew_once_sent_is_proposed_the_next_time(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    one, other = city_life.handling(), city_life.handling()
    pane = hand.open(one, ROADS)
    pane.steps.choose(Step.SUB_DISPATCH)
    enter(pane, "crew", "crew 3")
    with qtbot.waitSignal(pane.stepped):
        pane.steps.submit()
    hand.turn_to(pane, other)
    pane.steps.choose(Step.SUB_DISPATCH)
    line = form_of(pane).fields["crew"]
    QTest.keyClicks(line, "crew")
    assert line.completer().currentCompletion() == "crew 3"  # type: ignore[attr-defined]


def test_that_a_dispatch_after_a_meeting_proposes_what_it_decided(
    hand: Hand, city_life: CityLife
) -> None:
    number = city_life.filed(MANHOLE)
    fields = {"decision": "归环卫", "department": "sanitation"}
    city_life.step(number, Step.MEET, "dispatcher", fields)
    pane = hand.open(number, "dispatcher")
    assert form_of(pane).values()["department"] == "sanitation"
    assert "Decided by the joint meeting: Sanitation Centre" in asked(pane)


def test_that_self_handling_wants_a_photo_before_where_the_report_has_none(
    hand: Hand, city_life: CityLife
) -> None:
    pane = hand.open(city_life.reported(), "inspector")
    pane.steps.choose(Step.SELF_HANDLE)
    for need, value in (("category", LAMP), ("after", [Path("a.jpg")])):
        enter(pane, need, value)
    assert not pane.steps.submit_button.isEnabled()
    enter(pane, "before", [Path("b.jpg")])
    assert pane.steps.submit_button.isEnabled()


@pytest.mark.parametrize("width", [120, 420, 900, 2400])
def test_that_every_step_is_reachable_by_key_however_narrow_the_pane(
    qtbot: QtBot, english: None, words: CityWords, width: int
) -> None:
    row = StepButtons(words)
    qtbot.addWidget(row)
    row.resize(width, 40)
    row.show()
    steps = in_order(steps_from(Stage.REPORTED))
    row.show_steps(steps, keys_of(steps))
    shown = [step for step, button in row.buttons.items() if not button.isHidden()]
    taken = [row.buttons[step] for step in shown] + [row.more_button]
    assert sum(button.sizeHint().width() for button in taken) <= width
    assert [*shown, *(action.data() for action in row.menu.actions())] == steps
    assert len(shown) <= len(STEP_KEYS)
    assert all(action.text().startswith("&") for action in row.menu.actions()[:9])


def test_that_a_step_beyond_the_keys_is_chosen_from_the_menu(
    hand: Hand, city_life: CityLife
) -> None:
    pane = hand.open(city_life.reported(), "call-taker")
    pane.steps.buttons.resize(200, 40)
    last = pane.steps.buttons.menu.actions()[-1]
    last.trigger()
    assert form_of(pane).step is pane.steps.steps[-1]


def test_that_what_leads_on_comes_first_and_what_is_waited_for_next(
    hand: Hand, city_life: CityLife
) -> None:
    number = city_life.handling()
    city_life.step(number, Step.URGE, "dispatcher", {"note": "快"})
    pane = hand.open(number, ROADS)
    assert pane.steps.steps[:2] == [Step.FINISH, Step.REPLY]


def test_that_the_page_tells_every_detour_of_a_case(
    qtbot: QtBot, hand: Hand, city_life: CityLife
) -> None:
    number = city_life.inspecting(LAMP)
    city_life.step(number, Step.FAIL, "inspector", {"reason": "poor_work"})
    fields = {"reason": "parts", "until": "2026-12-01T08:00"}
    city_life.step(number, Step.ASK_SUSPENSION, ROADS, fields)
    city_life.step(number, Step.GRANT_SUSPENSION, "dispatcher", {})
    pane = hand.open(number, "leader")
    said = [label.text() for label in pane.page.facts.lines]
    assert said[said.index("Suspended until") + 1] == "12-01 08:00"
    assert said[said.index("Reworks") + 1] == "1"
    requests = " ".join(label.text() for label in pane.page.requests.lines)
    assert "Granted: Dispatcher, 11-23 10:00" in requests
    history = [label.text() for label in pane.page.history.findChildren(QLabel)]
    assert "Parts missing · until 12-01 08:00" in history
