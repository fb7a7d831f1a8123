"""Who reads a reporter's identity stands in the access log; who needs none is shown none."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import InvalidInput, NotFound, NotPermitted
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.access_log import IdentityRead, IdentityReadReason
from commandcenter.services.casebook import CaseFilter, SoughtWord
from commandcenter.services.casebook.rows import CaseDetails
from tests.city.life import CityLife

Reads = Callable[[], list[tuple[str, str]]]


@pytest.fixture
def reads(address: str) -> Reads:
    """The lines of the access log: which case, by whom."""

    def all_of_them() -> list[tuple[str, str]]:
        database = Database(address)
        with database.read() as session:
            lines = session.scalars(select(IdentityRead).order_by(IdentityRead.number)).all()
            found = [(line.number, line.reader) for line in lines]
        database.close()
        return found

    return all_of_them


@pytest.fixture
def reasons(address: str) -> Callable[[], list[str]]:
    """Why reporters were shown, as the access log has it."""

    def all_of_them() -> list[str]:
        database = Database(address)
        with database.read() as session:
            found = list(session.scalars(select(IdentityReadReason.reason)))
        database.close()
        return found

    return all_of_them


def test_that_whoever_is_shown_a_reporter_stands_in_the_access_log(
    center: CommandCenter,
    city_life: CityLife,
    reads: Reads,
    reasons: Callable[[], list[str]],
) -> None:
    number = city_life.reported()
    viewer = city_life.account("call-taker").viewer
    shown = center.casebook.reporters(number, viewer=viewer, reason="  ask for \n the lamp ")
    assert [reporter.phone for reporter in shown] == ["13800000000"]
    assert reads() == [(number, "call-taker")]
    (why,) = reasons()
    assert why == "ask for the lamp"


def test_that_a_masked_reporter_is_noted_nowhere(
    center: CommandCenter, city_life: CityLife, reads: Reads
) -> None:
    number = city_life.reported()
    case = center.casebook.case(number, viewer=city_life.account("call-taker").viewer)
    assert [(who.name, who.phone) for who in case.reporters] == [("王**", "138****0000")]
    assert reads() == []


def test_that_nobody_is_shown_a_reporter_without_a_reason_or_the_right(
    center: CommandCenter, city_life: CityLife, reads: Reads
) -> None:
    number = city_life.reported()
    with pytest.raises(InvalidInput, match="Say why"):
        center.casebook.reporters(
            number, viewer=city_life.account("call-taker").viewer, reason=" \n"
        )
    with pytest.raises(NotPermitted):
        center.casebook.reporters(
            number, viewer=city_life.account("dispatcher").viewer, reason="curious"
        )
    elsewhere = replace(city_life.account("call-taker").viewer, area="110102")
    with pytest.raises(NotFound):
        center.casebook.reporters(number, viewer=elsewhere, reason="to call back")
    assert reads() == []


def test_that_who_finds_a_case_by_the_telephone_of_its_reporter_is_noted(
    center: CommandCenter, city_life: CityLife, reads: Reads
) -> None:
    number = city_life.reported()
    viewer = city_life.account("call-taker").viewer
    for typed, noted in (("六条", []), ("13800000000", [(number, "call-taker")])):
        found = center.casebook.found([SoughtWord(typed)], viewer=viewer, limit=5)
        assert [row.number for row in found] == [number]
        assert reads() == noted


def test_that_the_reporters_of_a_merged_case_are_noted_under_its_own_number(
    center: CommandCenter, city_life: CityLife, reads: Reads
) -> None:
    main, merged = city_life.reported(), city_life.reported()
    city_life.step(merged, Step.MERGE, "call-taker", {"into": main})
    viewer = city_life.account("call-taker").viewer
    assert len(center.casebook.reporters(main, viewer=viewer, reason="to call back")) == 2
    assert reads() == [(main, "call-taker"), (merged, "call-taker")]


def test_that_a_read_of_many_cases_shows_no_reporter_to_anybody(
    center: CommandCenter, city_life: CityLife, reads: Reads
) -> None:
    number, viewer = city_life.reported(), city_life.account("call-taker").viewer
    read: list[CaseDetails] = [
        *center.casebook.cases(CaseFilter(), viewer=viewer),
        *center.casebook.cases_of([number], viewer=viewer),
    ]
    assert [case.reporters for case in read] == [(), ()]
    assert reads() == []
