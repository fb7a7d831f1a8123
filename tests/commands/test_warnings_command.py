"""`warnings`: which marks were crossed, which are held back, and letting those go."""

from datetime import timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Step
from tests.city.life import LAMP, MANHOLE, MONDAY_10, CityLife, FakeClock, add_with_password
from tests.city.posts import Post
from tests.commands.conftest import Run

SHAPE = {
    "subject", "number", "clock", "ordinal", "mark", "at", "deliver_after", "recipient_kind",
    "recipient", "held",
}  # fmt: skip


def _later(life: CityLife, **span: float) -> None:
    life.clock.advance(timedelta(**span))
    life.center.warnings.raise_due()


@pytest.fixture
def watched(last_year: CityLife) -> CityLife:
    """A centre whose jobs have run before."""
    _later(last_year, seconds=0)
    return last_year


def _numbers(run: Run, *words: str) -> set[str]:
    return {row["number"] for row in run("warnings", *words, "--json").document}


def test_that_warnings_of_open_cases_are_listed_the_newest_mark_first(
    on_city: Run, watched: CityLife
) -> None:
    declined, number = watched.reported(), watched.handling()
    _later(watched, days=3)
    assert _numbers(on_city) == {declined, number}
    watched.step(declined, Step.DECLINE, "call-taker", {"reason": "unclear"})
    rows = on_city("warnings", "--json").document
    assert [set(row) for row in rows] == [SHAPE] * 2
    assert [(row["number"], row["clock"], row["mark"]) for row in rows] == [
        (number, "handling", 1.0),
        (number, "handling", 0.8),
    ]
    assert rows[0]["at"] == "2025-11-24T12:00:00+08:00"
    assert (rows[0]["recipient_kind"], rows[0]["recipient"]) == ("department", "roads")
    assert not any(row["held"] for row in rows)
    assert _numbers(on_city, "--held") == set()


def test_that_held_warnings_are_listed_and_let_go_and_the_log_stays_whole(
    on_city: Run, last_year: CityLife
) -> None:
    number = last_year.handling()
    _later(last_year, days=3)  # nobody watched before
    held = on_city("warnings", "--held", "--json").document
    assert [(row["number"], row["held"]) for row in held] == [(number, True)] * 2
    assert on_city("warnings", "--held", "--release", "--json").document == {"released": 2}
    assert on_city("warnings", "--held", "--json").document == []
    assert [row["held"] for row in on_city("warnings", "--json").document] == [False, False]
    assert on_city("warnings", "--release", "--json").document == {"released": 0}
    assert on_city("verify-log", "--json").document["faults"] == []


def test_that_what_waits_for_the_hours_of_a_department_is_listed_and_not_let_go(
    on_city: Run, address: str
) -> None:
    clock = FakeClock(MONDAY_10 + timedelta(weeks=52 * 60, hours=4))  # 14:00, due at 18:00
    with CommandCenter(address, clock=clock) as center:
        life = CityLife(center, clock)
        _later(life, seconds=0)
        number = life.handling("20010100", "sanitation")
        _later(life, hours=5)
    waiting = on_city("warnings", "--held", "--json").document[0]
    assert (waiting["number"], waiting["mark"], waiting["held"]) == (number, 1.0, False)
    assert (waiting["at"][11:16], waiting["deliver_after"][11:16]) == ("18:00", "08:00")
    assert on_city("warnings", "--release", "--json").document == {"released": 0}
    assert "waits until 2086-" in on_city("warnings", "--held").out


def test_that_an_account_sees_and_lets_go_the_warnings_of_its_own_cases_only(
    on_city: Run, last_year: CityLife
) -> None:
    add_with_password(last_year.center, "north", Post.SHIFT_CHIEF, area="110101001001")
    add_with_password(last_year.center, "south", Post.SHIFT_CHIEF, area="110101001002")
    of_roads, of_street = last_year.handling(MANHOLE), last_year.handling(LAMP, "street")
    _later(last_year, days=3)
    assert _numbers(on_city) == _numbers(on_city, "--as", "north") == {of_roads, of_street}
    assert _numbers(on_city, "--as", "south") == set()
    assert _numbers(on_city, "--held", "--as", "department-roads") == {of_roads}
    south = on_city("warnings", "--release", "--as", "south", "--json")
    assert south.document == {"released": 0}
    roads = on_city("warnings", "--release", "--as", "department-roads", "--json")
    assert roads.document["released"] > 0
    assert _numbers(on_city, "--held") == {of_street}


def test_that_an_account_that_may_not_be_used_reads_no_warnings(
    on_city: Run, last_year: CityLife
) -> None:
    last_year.center.access.disable_account("leader")
    for account, status in (("leader", 403), ("nobody", 404)):
        refused = on_city("warnings", "--as", account, "--json")
        assert (refused.status, refused.document["status"]) == (1, status)


def test_that_warnings_are_said_in_both_languages(on_city: Run, last_year: CityLife) -> None:
    assert on_city("warnings").out == "There are no such warnings.\n"
    number = last_year.reported()
    _later(last_year, days=3)
    first = on_city("warnings").out.splitlines()[0]
    assert first == f"2025-11-24 10:15\t{number}\taccept\t100 %\tcall-taker\theld back"
    chinese = on_city("warnings", "--lang", "zh").out.splitlines()[0]
    assert chinese == f"2025-11-24 10:15\t{number}\t受理时限\t100 %\t受理员\t暂未发出"
    assert on_city("warnings", "--release").out == "Warnings released: 2.\n"
    assert on_city("warnings", "--release", "--lang", "zh").out == "已放行预警 0 条。\n"


def test_that_the_list_of_cases_is_cut_to_what_an_account_sees(
    on_city: Run, last_year: CityLife
) -> None:
    add_with_password(last_year.center, "south", Post.SHIFT_CHIEF, area="110101001002")
    number, other = last_year.handling(MANHOLE), last_year.handling(LAMP, "street")

    def listed(*words: str) -> set[str]:
        return {case["number"] for case in on_city("cases", *words, "--json").document}

    of_a_year = ("--from", "2025-11-01", "--to", "2025-12-01")
    assert listed() == listed("--as", "dispatcher") == {number, other}
    assert listed("--as", "south") == listed(*of_a_year, "--as", "south") == set()
    assert listed("--as", "department-roads") == {number}
    assert listed(*of_a_year, "--as", "department-roads") == {number}
