"""A case in hand: what its page says, and that nothing typed is ever lost."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.field_declaration import declared
from commandcenter.models.cases.rules.lifecycle import LIFE
from commandcenter.models.cases.rules.report import PhotoUpload, Report
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.datum import Datum, gcj02_of
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.views.desk.case.case_pane import CasePane
from commandcenter.views.desk.reading.case_reader import read_case
from tests.city.life import LAMP, MANHOLE, CityLife, photo
from tests.views.desk.hand import Hand, enter, form_of, texts

NOTE = "已电话联系，路口有人值守。"
#: A meeting's decision is its note; before filing there is no condition to correct.
NOT_SHOWN = {
    (Stage.FILED, Step.MEET): {"note"},
    (Stage.REPORTED, Step.CORRECT): {"condition"},
    (Stage.ACCEPTED, Step.CORRECT): {"condition"},
}


def test_that_a_page_tells_facts_condition_and_history(hand: Hand, city_life: CityLife) -> None:
    number = city_life.dispatched(MANHOLE)
    said = texts(hand.open(number, "leader"))
    for text in (
        "Water-supply manhole cover",
        "Dispatched",
        number,
        "六条 12 号",
        "1  The cover is gone and the shaft is open",
        "2 urgent hours · rule v1",
        "The shaft is covered",
        "Public Works",
        "Shift chief",
    ):
        assert text in said, text


def test_that_opinions_stand_in_history_as_typed(hand: Hand, city_life: CityLife) -> None:
    number = city_life.accepted()
    city_life.step(number, Step.FILE, "shift-chief", {"condition": 1, "note": "<b>急</b> & 重要"})
    assert "<b>急</b> & 重要" in texts(hand.open(number, "leader"))


def test_that_history_says_what_brought_a_merged_case_back(hand: Hand, city_life: CityLife) -> None:
    merged, other = city_life.handling(), city_life.accepted()
    city_life.step(merged, Step.MERGE, "call-taker", {"into": other})
    city_life.step(other, Step.VOID, "shift-chief", {"reason": "duplicate"})
    assert f"after “Void” of {other}" in texts(hand.open(merged, "leader"))


def test_that_photos_before_and_after_are_shown(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.reported(photos=(photo(),))
    pane = hand.open(number, "leader")
    thumbs = pane.page.photos.thumbs
    assert len(thumbs) == 1
    qtbot.waitUntil(lambda: all(not thumb.icon().isNull() for thumb in thumbs.values()))


def test_that_a_page_says_what_a_report_gave_otherwise_than_it_is_kept(
    hand: Hand, center: CommandCenter
) -> None:
    whole = photo()
    report = Report(
        "public",
        "x",
        *gcj02_of((39.9305, 116.4105)),
        datum=Datum.GCJ02,
        observed_at=center.clock() + timedelta(minutes=20),
        photos=(PhotoUpload("a.jpg", whole.content[:-20]),),
    )
    number = center.intake.receive(report, by=RESIDENT).number
    said = "\n".join(texts(hand.open(number, "leader")))
    for text in (
        "39.931904, 116.416744 · GCJ-02",
        "10:20 · the device's clock was ahead; the time of observation is unknown",
        "incomplete on arrival",
    ):
        assert text in said, text


def test_that_a_page_says_that_its_place_may_be_of_another_datum(
    hand: Hand, center: CommandCenter, city_life: CityLife, qtbot: QtBot
) -> None:
    for cell in center.city.territory().grids:
        corners = cell.ring[:-1]
        longitude, latitude = (sum(axis) / len(corners) for axis in zip(*corners, strict=True))
        shifted = Report("public", "x", *gcj02_of((latitude, longitude)))
        number = center.intake.receive(shifted, by=RESIDENT).number
    doubt = "coordinates from public seem to be GCJ-02, not WGS-84"
    pane = hand.open(number, "call-taker")
    qtbot.waitUntil(lambda: _opened_again(hand, pane, number, doubt))
    city_life.step(number, Step.CORRECT, "call-taker", {"place": "39.9305,116.4105"})
    pane.open("", None)
    hand.turn_to(pane, number)
    assert not any(doubt in text for text in texts(pane))


def _opened_again(hand: Hand, pane: CasePane, number: str, doubt: str) -> bool:
    """The sources are looked at while the first case is opened."""
    pane.open("", None)
    hand.turn_to(pane, number)
    return any(doubt in text for text in texts(pane))


def test_that_a_similar_case_near_by_is_a_click_away(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    one, other = city_life.accepted(LAMP), city_life.accepted(LAMP)
    pane = hand.open(one, "leader")
    with qtbot.waitSignal(pane.case_chosen) as chosen:
        pane.page.similar.links[0].click()
    assert chosen.args == [other]


@pytest.mark.parametrize(
    ("stage", "account"),
    [
        (Stage.REPORTED, "call-taker"),
        (Stage.ACCEPTED, "shift-chief"),
        (Stage.FILED, "dispatcher"),
        (Stage.DISPATCHED, "department-roads"),
        (Stage.HANDLING, "department-roads"),
        (Stage.FINISHED, "call-taker"),
        (Stage.INSPECTING, "inspector"),
        (Stage.INSPECTED, "shift-chief"),
    ],
)
def test_that_every_step_has_a_form_with_all_it_needs(
    hand: Hand, city_life: CityLife, stage: Stage, account: str
) -> None:
    number: str = getattr(city_life, stage.lower())()
    pane = hand.open(number, account)
    assert pane.steps.steps
    for step in list(pane.steps.steps):
        pane.steps.choose(step)
        wanted = set(declared(LIFE[stage, step].fields))
        assert set(form_of(pane).fields) == wanted - NOT_SHOWN.get((stage, step), set())


def test_that_a_step_wants_all_its_fields_before_it_can_be_sent(
    hand: Hand, city_life: CityLife
) -> None:
    pane = hand.open(city_life.reported(), "call-taker")
    assert not pane.steps.submit_button.isEnabled()
    enter(pane, "category", LAMP)
    assert pane.steps.submit_button.isEnabled()


def test_that_a_photo_is_read_from_its_file_when_the_step_is_taken(
    hand: Hand, city_life: CityLife, qtbot: QtBot, tmp_path: Path, center: CommandCenter
) -> None:
    file = tmp_path / "done.jpg"
    file.write_bytes(photo().content)
    number = city_life.handling()
    pane = hand.open(number, "department-roads")
    enter(pane, "note", NOTE)
    enter(pane, "photo", [file])
    with qtbot.waitSignal(pane.stepped):
        pane.steps.submit()
    viewer = city_life.account("leader").viewer
    assert [one.phase for one in center.casebook.case(number, viewer=viewer).photos] == ["after"]
    assert center.casebook.history(number, viewer=viewer)[-1].opinion == NOTE


def test_that_who_sends_a_photo_that_lacks_its_end_is_told(
    hand: Hand, city_life: CityLife, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "done.jpg"
    file.write_bytes(photo().content[:-20])
    pane = hand.open(city_life.handling(), "department-roads")
    enter(pane, "note", NOTE)
    enter(pane, "photo", [file])
    said: list[str] = []
    hand.workplace.messages.said.connect(said.append)
    with qtbot.waitSignal(pane.stepped):
        pane.steps.submit()
    assert len(said) == 1
    assert said[0].startswith("Photo 1 is cut off. The part that arrived was stored and marked")


def test_that_a_photo_that_cannot_be_read_is_refused_and_nothing_is_lost(
    hand: Hand, city_life: CityLife, qtbot: QtBot, tmp_path: Path
) -> None:
    pane = hand.open(city_life.handling(), "department-roads")
    enter(pane, "note", NOTE)
    enter(pane, "photo", [tmp_path / "gone.jpg"])
    pane.steps.submit()
    qtbot.waitUntil(lambda: "gone.jpg" in pane.steps.notice_label.text())
    assert form_of(pane).values()["note"] == NOTE
    assert pane.steps.submit_button.isEnabled()


def test_that_who_was_slower_reads_who_was_faster_and_keeps_what_he_typed(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.filed()
    pane = hand.open(number, "dispatcher")
    enter(pane, "note", NOTE)
    city_life.step(number, Step.VOID, "shift-chief", {"reason": "mistake"})
    pane.steps.submit()
    qtbot.waitUntil(lambda: form_of(pane).is_frozen)
    assert "Shift chief" in pane.steps.notice_label.text()
    assert form_of(pane).values()["note"] == NOTE


def test_that_drafts_wait_for_who_looks_at_another_case_meanwhile(
    hand: Hand, city_life: CityLife
) -> None:
    one, other = city_life.filed(), city_life.filed()
    pane = hand.open(one, "dispatcher")
    pane.steps.choose(Step.GIVE_BACK)
    enter(pane, "reason", "wrong_kind")
    enter(pane, "note", NOTE)
    hand.turn_to(pane, other)
    assert form_of(pane).values()["note"] == ""
    hand.turn_to(pane, one)
    assert form_of(pane).step is Step.GIVE_BACK
    assert form_of(pane).values() == {"reason": "wrong_kind", "note": NOTE}


def test_that_what_was_sent_is_no_longer_a_draft(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.dispatched(LAMP)
    pane = hand.open(number, "department-roads")
    enter(pane, "note", NOTE)
    with qtbot.waitSignal(pane.stepped):
        pane.steps.submit()
    qtbot.waitUntil(lambda: form_of(pane).step is Step.FINISH)
    assert form_of(pane).values()["note"] == ""


def test_that_two_cases_are_never_printed_over_each_other(
    hand: Hand, city_life: CityLife, center: CommandCenter
) -> None:
    """However late the event loop finds time to delete what is gone."""
    former, next_one = city_life.dispatched(MANHOLE), city_life.accepted(LAMP, "路灯不亮")
    pane, other = hand.open(former, "leader"), hand.open_beside(next_one, "leader")
    only_of_the_former = set(texts(pane)) - {*texts(other), ""}
    assert len(only_of_the_former) > 10
    account = city_life.account("leader")
    read = partial(read_case, casebook=center.casebook, desk=center.desk, drafts=center.drafts)
    content = read(next_one, account)
    pane.page.open(next_one, None)
    assert only_of_the_former.isdisjoint(texts(pane))
    pane.page.show_content(content, viewer=account.viewer)
    assert only_of_the_former.isdisjoint(texts(pane))


def test_that_the_form_of_one_case_is_not_left_under_the_head_of_the_next(
    hand: Hand, city_life: CityLife
) -> None:
    former, next_one = city_life.filed(), city_life.filed()
    pane = hand.open(former, "dispatcher")
    assert form_of(pane).number == former
    pane.page.open(next_one, None)
    assert pane.steps.form is None
    assert pane.steps.submit_button.isHidden()
    assert pane.steps.buttons.isHidden()


def test_that_a_case_that_may_not_be_seen_is_refused_in_words(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    pane = hand.open(city_life.dispatched(LAMP, "roads"), "department-roads")
    other = city_life.filed()
    pane.open(other, None)
    qtbot.waitUntil(lambda: other in pane.page.refusal_label.text())


def test_that_a_case_that_is_passed_on_says_so_and_names_no_next_step(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.dispatched(LAMP)
    city_life.step(number, Step.ASK_RETURN, "department-roads", {"reason": "not_ours"})
    pane = hand.open(number, "department-roads")
    city_life.step(number, Step.GRANT_RETURN, "dispatcher", {})
    notice = pane.steps.notice_label
    qtbot.waitUntil(lambda: notice.text().startswith("You can no longer see this case"))
    assert pane.steps.waiting_label.isHidden()
    assert pane.steps.form is None
    city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
    qtbot.waitUntil(lambda: pane.steps.form is not None)
    assert notice.isHidden()
