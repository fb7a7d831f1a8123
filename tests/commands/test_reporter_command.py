"""`reporter erase`: who reported is forgotten, what happened stays provable."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from commandcenter.database import Database
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.staff.access_log import CommandLineUse
from commandcenter.services.casebook import SoughtWord
from commandcenter.system_user import system_user
from tests.city.life import CityLife, add_with_password
from tests.city.posts import Post
from tests.commands.conftest import Run

ERASE = ("reporter", "erase")
BY_CALL_TAKER = ("--as", "call-taker")


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    opened = Database(address)
    yield opened
    opened.close()


def _names(database: Database) -> list[str | None]:
    with database.read() as session:
        return list(session.scalars(select(Reporter.name)))


def _uses(database: Database) -> list[tuple[str, str, str, str | None]]:
    with database.read() as session:
        uses = session.scalars(select(CommandLineUse).order_by(CommandLineUse.ordinal))
        return [(use.account, use.system_user, use.command, use.number) for use in uses]


def test_that_a_reporter_is_erased_and_the_log_stays_whole(
    on_city: Run, last_year: CityLife, database: Database
) -> None:
    number = last_year.handling()
    asked = on_city(*ERASE, number, *BY_CALL_TAKER, "--json")
    assert (asked.status, asked.document) == (0, {"number": number, "erased": 1})
    assert _names(database) == [None]
    checked = on_city("verify-log", "--json")
    assert (checked.status, checked.document["faults"]) == (0, [])
    again = on_city(*ERASE, number, *BY_CALL_TAKER, "--json")
    assert (again.status, again.document["erased"]) == (0, 0)


def test_that_who_acted_as_the_account_is_in_the_access_log(
    on_city: Run, last_year: CityLife, database: Database
) -> None:
    number = last_year.reported()
    on_city(*ERASE, number, *BY_CALL_TAKER)
    assert _uses(database) == [("call-taker", system_user(), "reporter erase", number)]


@pytest.mark.parametrize("account", ["dispatcher", "department-roads", "leader", "wall"])
def test_that_only_who_may_see_a_reporter_may_erase_one_by_command(
    on_city: Run, last_year: CityLife, database: Database, account: str
) -> None:
    number = last_year.handling()
    refused = on_city(*ERASE, number, "--as", account, "--json")
    assert (refused.status, refused.document["status"]) == (1, 403)
    assert _names(database) == ["王女士"]


def test_that_a_call_taker_of_another_community_erases_nobody(
    on_city: Run, last_year: CityLife, database: Database
) -> None:
    add_with_password(last_year.center, "elsewhere", Post.CALL_TAKER, area="110101001002")
    number = last_year.reported()
    refused = on_city(*ERASE, number, "--as", "elsewhere", "--json")
    assert (refused.status, refused.document["status"]) == (1, 404)
    assert _names(database) == ["王女士"]


def test_that_erasing_says_how_many_in_both_languages(on_city: Run, last_year: CityLife) -> None:
    number = last_year.reported()
    answer = on_city(*ERASE, number, *BY_CALL_TAKER)
    assert answer.out == f"Case {number}: reporters erased: 1.\n"
    answer = on_city(*ERASE, number, *BY_CALL_TAKER, "--lang", "zh")
    assert answer.out == f"案件 {number}：已删除举报人 0 名。\n"


def test_that_an_administrator_lists_who_was_shown_a_reporter(
    on_city: Run, last_year: CityLife
) -> None:
    nobody = on_city("reporter", "reads", "--as", "administrator")
    assert nobody.out == "Nobody was shown a reporter.\n"
    number, other = last_year.reported(), last_year.reported()
    viewer, casebook = last_year.account("call-taker").viewer, last_year.center.casebook
    casebook.reporters(number, viewer=viewer, reason="to call back")
    casebook.found([SoughtWord("13800000000")], viewer=viewer, limit=1)
    answer = on_city("reporter", "reads", number, "--as", "administrator", "--json")
    (read,) = [row for row in answer.document if row["reason"]]
    assert read.pop("at").startswith("20")
    assert read == {"number": number, "reader": "call-taker", "reason": "to call back"}
    every = on_city("reporter", "reads", "--as", "administrator", "--lang", "zh")
    assert "to call back" in every.out
    assert "（按电话号码查到）" in every.out
    assert other in every.out
    refused = on_city("reporter", "reads", "--as", "call-taker", "--json")
    assert (refused.status, refused.document["status"]) == (1, 403)


def test_that_the_reasons_to_look_at_a_reporter_are_erased_too(
    on_city: Run, last_year: CityLife
) -> None:
    main, merged, other = (last_year.reported() for _ in range(3))
    last_year.step(merged, Step.MERGE, "call-taker", {"into": main})
    viewer, casebook = last_year.account("call-taker").viewer, last_year.center.casebook
    for number in (main, other):
        casebook.reporters(number, viewer=viewer, reason="王女士 asked for it")
    assert on_city(*ERASE, merged, *BY_CALL_TAKER).status == 0
    reads = on_city("reporter", "reads", "--as", "administrator", "--json").document
    reasons = {row["number"]: row["reason"] for row in reads}
    assert reasons == {main: "", merged: "", other: "王女士 asked for it"}
    checked = on_city("verify-log", "--json")
    assert (checked.status, checked.document["faults"]) == (0, [])


def test_that_erasing_without_an_account_or_a_case_is_refused(on_city: Run) -> None:
    assert on_city(*ERASE, "1").status == 2
    assert on_city(*ERASE, *BY_CALL_TAKER).status == 2
    assert on_city(*ERASE, "1", *BY_CALL_TAKER).status == 1
    assert on_city(*ERASE, "1", "--as", "nobody").err.startswith("There is no account nobody.")
