"""Who may come in: under which names, until when, and who acted as them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import InvalidInput, NotFound, NotIdentified, NotNow, NotPermitted
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.access_log import CommandLineUse
from commandcenter.models.staff.account import WHOLE_CENTRE
from commandcenter.services.access import AccountRow, CommandLine
from commandcenter.services.casebook import CaseFilter
from commandcenter.services.statistics import FigureQuery
from tests.city.life import MANHOLE, MONDAY_10, CityLife, FakeClock
from tests.city.posts import Post

HOSTILE = ["a\nb", "a\tb", "a\u202eb", "a\u200db"]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_that_no_account_and_no_key_has_a_name_that_breaks_a_list(
    center: CommandCenter, name: str
) -> None:
    before = center.access.accounts()
    with pytest.raises(InvalidInput):
        center.access.add_account(name, Post.DISPATCHER)
    with pytest.raises(InvalidInput):
        center.access.add_key(name, WHOLE_CENTRE)
    assert center.access.accounts() == before


def test_that_a_name_is_in_any_language(center: CommandCenter) -> None:
    assert center.access.add_account("调度员 Zoë", Post.DISPATCHER).name == "调度员 Zoë"


def test_that_whoever_sits_with_a_disabled_account_takes_no_step(
    center: CommandCenter, city_life: CityLife
) -> None:
    number, sitting = city_life.reported(), city_life.account("call-taker")
    center.access.disable_account("call-taker")
    by, viewer, fields = sitting.actor, sitting.viewer, {"category": MANHOLE}
    with pytest.raises(NotPermitted, match="The account call-taker was disabled at"):
        center.desk.take(number, Step.ACCEPT, fields, version=1, by=by, viewer=viewer)
    with pytest.raises(NotPermitted):
        center.desk.preview(number, Step.ACCEPT, fields, by=by, viewer=viewer)
    with pytest.raises(NotPermitted):
        center.erasing.erase_reporters(number, viewer=sitting.viewer)
    assert len(center.casebook.history(number, viewer=city_life.account("leader").viewer)) == 1


def _reads(center: CommandCenter, number: str, who: AccountRow) -> list[Callable[[], object]]:
    book, viewer = center.casebook, who.viewer
    today = FigureQuery(MONDAY_10.date(), MONDAY_10.date())
    return [
        lambda: center.statistics.cases_behind("reported", today, viewer=viewer),
        lambda: center.statistics.figures(["reported"], today, viewer=viewer),
        lambda: book.rows(CaseFilter(), viewer=viewer),
        lambda: book.rows_of([number], viewer=viewer),
        lambda: book.count(CaseFilter(), viewer=viewer),
        lambda: book.counts(viewer=viewer),
        lambda: book.case(number, viewer=viewer),
        lambda: list(book.cases(CaseFilter(), viewer=viewer)),
        lambda: list(book.cases_of([number], viewer=viewer)),
        lambda: book.history(number, viewer=viewer),
        lambda: book.explain(number, ClockName.HANDLING, 1, viewer=viewer),
        lambda: book.photo(number, "0" * 64, viewer=viewer),
        lambda: book.similar(number, viewer=viewer, metres=50, seconds=60),
        lambda: center.board.centre_at(MONDAY_10, viewer=viewer),
        lambda: center.warnings.of_open(viewer=viewer),
        lambda: center.warnings.held_back(viewer=viewer),
        lambda: center.warnings.release(viewer=viewer),
    ]


def test_that_whoever_sits_with_a_disabled_account_reads_nothing(
    center: CommandCenter, city_life: CityLife
) -> None:
    number, sitting = city_life.reported(), city_life.account("call-taker")
    center.access.disable_account("call-taker")
    for read in _reads(center, number, sitting):
        with pytest.raises(NotPermitted) as refused:
            read()
        assert refused.value.error_id == "account-disabled"
    with pytest.raises(NotPermitted):
        center.access.account("call-taker")
    assert "call-taker" not in [row.name for row in center.access.accounts()]


def test_that_an_enabled_account_goes_on_where_it_was(
    center: CommandCenter, city_life: CityLife
) -> None:
    number, sitting = city_life.reported(), city_life.account("call-taker")
    center.access.disable_account("call-taker")
    assert center.access.enable_account("call-taker") == sitting
    assert center.casebook.rows(CaseFilter(), viewer=sitting.viewer)[0].number == number


def test_that_disabling_twice_keeps_the_first_moment(
    center: CommandCenter, clock: FakeClock
) -> None:
    first = center.access.disable_account("leader")
    clock.advance(timedelta(hours=1))
    assert center.access.disable_account("leader") == first


def test_that_a_revoked_key_says_since_when(center: CommandCenter, clock: FakeClock) -> None:
    key = center.access.add_key("hotline-system", "hotline").key
    assert center.access.holder(key).actor.name == "hotline-system"
    revoked = center.access.revoke_key("hotline-system")
    assert revoked.revoked_at == clock.now
    clock.advance(timedelta(hours=1))
    assert center.access.revoke_key("hotline-system") == revoked
    with pytest.raises(NotIdentified, match="The key of hotline-system was revoked at"):
        center.access.holder(key)
    with pytest.raises(NotNow, match="revoked"):
        center.access.rotate_key("hotline-system")


def test_that_a_rotated_key_is_the_same_holder_with_another_secret(center: CommandCenter) -> None:
    old = center.access.add_key("hotline-system", "hotline").key
    new = center.access.rotate_key("hotline-system").key
    with pytest.raises(NotIdentified):
        center.access.holder(old)
    assert center.access.holder(new).sources == frozenset({"hotline"})
    assert [(row.name, row.scope) for row in center.access.all_keys()] == [
        ("hotline-system", "hotline")
    ]


@pytest.mark.parametrize("verb", ["disable_account", "enable_account", "revoke_key", "rotate_key"])
def test_that_nobody_is_shut_out_under_a_name_that_is_none(
    center: CommandCenter, verb: str
) -> None:
    with pytest.raises(NotFound, match="nobody"):
        getattr(center.access, verb)("nobody")


def test_that_who_acts_from_a_command_line_stands_in_the_access_log(
    center: CommandCenter, address: str, clock: FakeClock
) -> None:
    for number in (None, "1"):
        center.access.act_as("leader", CommandLine("ann@ward-7", "step urge", number))
    center.access.disable_account("leader")
    with pytest.raises(NotPermitted):
        center.access.act_as("leader", CommandLine("ann@ward-7", "desk"))
    database = Database(address)
    with database.read() as session:
        lines = session.scalars(select(CommandLineUse).order_by(CommandLineUse.ordinal)).all()
        found = [(line.ordinal, line.account, line.system_user, line.number) for line in lines]
        assert {line.used_at for line in lines} == {clock.now}
    database.close()
    assert found == [(1, "leader", "ann@ward-7", None), (2, "leader", "ann@ward-7", "1")]
