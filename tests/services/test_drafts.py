"""What is typed and not sent: it outlives the program, and belongs to one account."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.database import QUEUE_KEY
from commandcenter.jobs import run_once
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from tests.city.life import LAMP, CityLife, FakeClock

WORDS = {"note": "王女士 13800000000 又来电", "reason": "not_ours"}


def actor(city_life: CityLife, name: str) -> Actor:
    return city_life.account(name).actor


def notes(center: CommandCenter, number: str, by: Actor) -> list[object]:
    return [draft.values["note"] for draft in center.drafts.kept(number, by=by)]


def test_that_a_draft_outlives_the_program_and_is_found_at_another_desk(
    address: str, center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    number, dispatcher = city_life.filed(), actor(city_life, "dispatcher")
    kept_at = center.drafts.keep(number, Step.GIVE_BACK, "FILED", WORDS, by=dispatcher, since=None)
    center.close()
    with CommandCenter(address, clock=clock) as other_desk:
        (draft,) = other_desk.drafts.kept(number, by=dispatcher)
    assert (draft.step, draft.basis, dict(draft.values)) == (Step.GIVE_BACK, "FILED", WORDS)
    assert draft.kept_at == kept_at == clock()


def test_that_nobody_is_given_the_draft_of_another_account(
    center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.filed()
    dispatcher, chief = actor(city_life, "dispatcher"), actor(city_life, "shift-chief")
    center.drafts.keep(number, Step.URGE, "", {"note": "a"}, by=dispatcher, since=None)
    center.drafts.keep(number, Step.URGE, "", {"note": "b"}, by=chief, since=None)
    assert notes(center, number, dispatcher) == ["a"]
    assert notes(center, number, chief) == ["b"]
    center.drafts.drop(number, Step.URGE, by=chief)
    assert (notes(center, number, dispatcher), notes(center, number, chief)) == (["a"], [])


def test_that_what_is_typed_later_takes_the_place_of_what_was_kept(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    number, dispatcher = city_life.filed(), actor(city_life, "dispatcher")
    first = center.drafts.keep(number, Step.URGE, "", {"note": "a"}, by=dispatcher, since=None)
    clock.advance(timedelta(seconds=5))
    center.drafts.keep(number, Step.SUPERVISE, "", {"note": "c"}, by=dispatcher, since=None)
    assert center.drafts.keep(number, Step.URGE, "", {"note": "ab"}, by=dispatcher, since=first)
    clock.advance(timedelta(seconds=5))
    center.drafts.keep(number, Step.URGE, "", {"note": "abc"}, by=dispatcher, since=None)
    assert notes(center, number, dispatcher) == ["abc", "c"]  # the newest first


def test_that_the_draft_of_a_step_goes_with_the_step_and_others_stay(
    center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.filed(LAMP)
    dispatcher, chief = actor(city_life, "dispatcher"), actor(city_life, "shift-chief")
    for step in (Step.DISPATCH, Step.GIVE_BACK):
        center.drafts.keep(number, step, "", {"note": step}, by=dispatcher, since=None)
    center.drafts.keep(number, Step.VOID, "", {"note": "mine"}, by=chief, since=None)
    city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
    assert notes(center, number, dispatcher) == [Step.GIVE_BACK]
    assert notes(center, number, chief) == ["mine"]


def test_that_a_step_that_is_refused_leaves_its_draft(
    center: CommandCenter, city_life: CityLife
) -> None:
    number, dispatcher = city_life.filed(LAMP), actor(city_life, "dispatcher")
    center.drafts.keep(number, Step.DISPATCH, "", {"note": "a"}, by=dispatcher, since=None)
    with pytest.raises(Exception, match="nowhere"):
        city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "nowhere"})
    assert notes(center, number, dispatcher) == ["a"]


def test_that_a_draft_that_was_sent_elsewhere_does_not_come_back(
    center: CommandCenter, city_life: CityLife
) -> None:
    number, dispatcher = city_life.filed(LAMP), actor(city_life, "dispatcher")
    since = center.drafts.keep(number, Step.DISPATCH, "", {"note": "a"}, by=dispatcher, since=None)
    city_life.step(number, Step.DISPATCH, "dispatcher", {"department": "roads"})
    keep = center.drafts.keep
    assert keep(number, Step.DISPATCH, "", {"note": "ab"}, by=dispatcher, since=since) is None
    assert notes(center, number, dispatcher) == []


def test_that_a_draft_leaves_no_line_in_history_and_none_in_the_feed(
    center: CommandCenter, city_life: CityLife
) -> None:
    number, dispatcher = city_life.filed(), actor(city_life, "dispatcher")
    before = center.change_feed.latest()
    center.drafts.keep(number, Step.URGE, "", WORDS, by=dispatcher, since=None)
    center.drafts.drop(number, Step.URGE, by=dispatcher)
    assert center.change_feed.since(before, viewer=CENTRE_VIEW, limit=10) == ([], before)


def test_that_erasing_a_reporter_leaves_no_draft_with_the_name(
    address: str, center: CommandCenter, city_life: CityLife
) -> None:
    """Whoever looks at the case that goes on sees the reporters of what was merged into it."""
    number, main, other = city_life.accepted(LAMP), city_life.accepted(LAMP), city_life.filed()
    city_life.step(number, Step.MERGE, "call-taker", {"into": main})
    caller, chief = actor(city_life, "call-taker"), actor(city_life, "shift-chief")
    kept_at = center.drafts.keep(main, Step.URGE, "", WORDS, by=chief, since=None)
    center.drafts.keep(number, Step.UNMERGE, "", WORDS, by=caller, since=None)
    center.drafts.keep(other, Step.URGE, "", {"note": "another case"}, by=caller, since=None)
    assert center.erasing.erase_reporters(number, viewer=city_life.account("call-taker").viewer)
    assert [notes(center, one, by) for one, by in ((main, chief), (number, caller))] == [[], []]
    assert notes(center, other, caller) == ["another case"]
    # and a desk that still shows the words does not bring them back
    assert center.drafts.keep(main, Step.URGE, "", WORDS, by=chief, since=kept_at) is None
    assert "13800000000" not in everything_drafted(address)


def test_that_a_draft_waits_for_no_writer_of_a_server(
    address: str, center: CommandCenter, city_life: CityLife
) -> None:
    if address.startswith("sqlite"):
        pytest.skip("a file has one writer at a time")
    number, dispatcher = city_life.filed(), actor(city_life, "dispatcher")
    with queue_held(address):
        assert center.drafts.keep(number, Step.URGE, "", WORDS, by=dispatcher, since=None)
        center.drafts.drop(number, Step.URGE, by=dispatcher)


@contextmanager
def queue_held(address: str) -> Iterator[None]:
    """Another process is writing and does not end."""
    database = Database(address)
    with database.raw_write() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": QUEUE_KEY})
        yield
    database.close()


def everything_drafted(address: str) -> str:
    database = Database(address)
    with database.raw_read() as connection:
        found = connection.execute(text("SELECT content FROM drafts")).scalars().all()
    database.close()
    return "\n".join(found)


def test_that_drafts_are_forgotten_after_thirty_days(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    number, dispatcher = city_life.filed(), actor(city_life, "dispatcher")
    center.drafts.keep(number, Step.URGE, "", {"note": "old"}, by=dispatcher, since=None)
    clock.advance(timedelta(days=29))
    center.drafts.keep(number, Step.DISPATCH, "", {"note": "new"}, by=dispatcher, since=None)
    assert center.housekeeping.forget_old_drafts() == 0
    clock.advance(timedelta(days=1, seconds=1))
    assert center.housekeeping.forget_old_drafts() == 1
    assert notes(center, number, dispatcher) == ["new"]


def test_that_words_for_a_step_that_ended_with_its_case_can_be_read_for_a_day(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    number, chief = city_life.inspected(), actor(city_life, "shift-chief")
    center.drafts.keep(number, Step.SUPERVISE, "", {"note": "a"}, by=chief, since=None)
    center.drafts.keep(number, Step.REOPEN, "", {"note": "b"}, by=chief, since=None)
    clock.advance(timedelta(days=2))
    assert center.housekeeping.forget_old_drafts() == 0  # the case is open
    center.drafts.keep(number, Step.URGE, "", {"note": "c"}, by=chief, since=None)
    city_life.step(number, Step.CLOSE, "shift-chief", {"closing": "done"})
    assert center.housekeeping.forget_old_drafts() == 1
    assert notes(center, number, chief) == ["c", "b"]  # a closed case can be reopened
    clock.advance(timedelta(days=1, seconds=1))
    assert center.housekeeping.forget_old_drafts() == 1
    assert notes(center, number, chief) == ["b"]


def test_that_the_jobs_forget_old_drafts_and_say_so(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    number, dispatcher = city_life.filed(), actor(city_life, "dispatcher")
    center.drafts.keep(number, Step.URGE, "", WORDS, by=dispatcher, since=None)
    clock.advance(timedelta(days=31))
    assert "deleted 1 old unsent draft" in (run_once(center) or [])
    assert notes(center, number, dispatcher) == []
