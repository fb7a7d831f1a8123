"""Nobody appends to the log what is not theirs, whatever they know of hashes."""

import pytest

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.models.cases.rules.stage import Step
from tests.city.life import LAMP, MONDAY_10, REFUSE, CityLife, FakeClock
from tests.services.case_lives import CLOSED, REWORKED, Plan, live
from tests.services.rights.roles import (
    asked,
    database_of,
    entry,
    logged_in,
    refusal,
    signed_in,
)
from tests.services.whole_life import live_through


@pytest.fixture
def accepted(city_life: CityLife, center: CommandCenter) -> str:
    """The number of a case that waits for filing, where rights are in force."""
    number = city_life.accepted()
    center.rights.apply()
    return number


def test_that_a_line_with_a_right_hash_in_another_name_is_refused(
    address: str, accepted: str
) -> None:
    with logged_in(address, "postgres") as owner, signed_in(address, "dispatcher") as person:
        line = entry(owner, accepted, "file", "FILED", "shift-chief")
        assert refusal(person, line) == (
            f"event_log: dispatcher@{database_of(address)} may not write in the name of shift-chief"
        )


def test_that_a_line_in_ones_own_name_must_be_a_step_of_ones_post(
    address: str, accepted: str
) -> None:
    with logged_in(address, "postgres") as owner, signed_in(address, "dispatcher") as person:
        line = entry(owner, accepted, "file", "FILED", "dispatcher")
        assert refusal(person, line) == (
            "event_log: the post dispatcher of dispatcher may not take file"
        )
        assert refusal(person, entry(owner, accepted, "urge", "ACCEPTED", "dispatcher")) is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"version": 7}, "version 7 does not follow version 2"),
        ({"number": "nowhere", "version": 1, "step": "report", "stage": "REPORTED"}, "is no case"),
        ({"stage": "CLOSED"}, "does not lead from ACCEPTED to CLOSED"),
        ({"step": "close", "stage": "CLOSED"}, "does not lead from ACCEPTED to CLOSED"),
        ({"subject": "person", "version": 1}, "there is no person"),
        ({"sequence": 90}, "does not continue the chain"),
        ({"hash": "0" * 64}, "does not continue the chain"),
        ({"centre": "999999", "version": 1}, "there is no case"),
    ],
)
def test_that_only_what_may_follow_is_appended(
    address: str, accepted: str, changed: dict[str, object], said: str
) -> None:
    with logged_in(address, "postgres") as owner, signed_in(address, "shift-chief") as person:
        wanted = {"step": "file", "stage": "FILED", "actor": "shift-chief", **changed}
        line = entry(owner, accepted, **wanted)
        assert said in (refusal(person, line) or "")
        assert refusal(person, entry(owner, accepted, "file", "FILED", "shift-chief")) is None


def test_that_set_role_does_not_change_who_writes(address: str, accepted: str) -> None:
    with logged_in(address, "postgres") as owner, signed_in(address, "dispatcher") as person:
        person.execute(f'SET ROLE "cc_{database_of(address)}_dispatcher"')
        line = entry(owner, accepted, "file", "FILED", "shift-chief")
        assert "in the name of" in (refusal(person, line) or "")


def test_that_an_account_writes_nothing_from_the_moment_it_is_disabled(
    address: str, accepted: str, center: CommandCenter
) -> None:
    with logged_in(address, "postgres") as owner, signed_in(address, "shift-chief") as person:
        line = entry(owner, accepted, "file", "FILED", "shift-chief")
        center.access.disable_account("shift-chief")
        assert refusal(person, line)
        assert asked(person, "SELECT * FROM cases") == []


def test_that_the_program_lives_through_everything_under_the_guard(
    address: str, center: CommandCenter, clock: FakeClock
) -> None:
    """Mergers, splits, imports and what jobs write included: nothing that it does is refused."""
    center.rights.apply()
    live_through(center, address, clock)
    assert center.log_audit.verify().faults == ()


def test_that_what_a_step_leaves_on_other_cases_is_taken(
    center: CommandCenter, city_life: CityLife
) -> None:
    center.rights.apply()
    first, second, third = (city_life.reported() for _ in range(3))
    city_life.step(second, Step.MERGE, "call-taker", {"into": first})
    city_life.step(third, Step.MERGE, "call-taker", {"into": first})
    city_life.step(third, Step.UNMERGE, "call-taker", {})
    city_life.step(first, Step.DECLINE, "call-taker", {"reason": "unclear"})
    city_life.step(second, Step.SPLIT, "call-taker", {"into": [LAMP, REFUSE]})
    assert center.log_audit.verify().faults == ()


def test_that_a_department_that_assists_takes_no_step(
    address: str, center: CommandCenter, city_life: CityLife
) -> None:
    number = city_life.filed()
    both = {"department": "roads", "assisting": ["street"]}
    city_life.step(number, Step.DISPATCH, "dispatcher", both)
    center.rights.apply()
    with logged_in(address, "postgres") as owner, signed_in(address, "department-street") as person:
        assert asked(person, "SELECT number FROM cases") == [(number,)]
        line = entry(owner, number, "acknowledge", "HANDLING", "department-street")
        assert "may not take acknowledge" in (refusal(person, line) or "")
    with logged_in(address, "postgres") as owner, signed_in(address, "department-roads") as person:
        line = entry(owner, number, "acknowledge", "HANDLING", "department-roads")
        assert refusal(person, line) is None


def test_that_many_entries_of_a_case_may_come_in_one_transaction(
    address: str, center: CommandCenter
) -> None:
    center.rights.apply()
    database = Database(address)
    live(database, [Plan(MONDAY_10, steps) for steps in (CLOSED, REWORKED, "afg", "n", "av")])
    database.close()


def test_that_the_log_only_grows_also_for_services(
    address: str, center: CommandCenter, accepted: str
) -> None:
    with logged_in(address, "postgres") as owner:
        owner.execute(f'SET ROLE "cc_{database_of(address)}:services"')
        for table in ("event_log", "seals", "anchors"):
            for order in ("UPDATE {} SET hash = ''", "DELETE FROM {}", "TRUNCATE {}"):
                assert refusal(owner, order.format(table)) == f"permission denied for table {table}"
