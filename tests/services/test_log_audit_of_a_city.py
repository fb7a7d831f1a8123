"""An audit of a city goes through the log, the seals and the rows of every centre that it holds."""

import pytest

from commandcenter.center import CommandCenter
from tests.city.districts import DISTRICT
from tests.city.life import CityLife, FakeClock
from tests.services.tampering import tamper


@pytest.fixture
def lived(city: CommandCenter, clock: FakeClock) -> CommandCenter:
    """The same picture came with a case of the city and with one of the district."""
    CityLife(city, clock).closed()
    return city


def _said(center: CommandCenter) -> list[str]:
    faults = center.log_audit.verify().faults
    assert all(fault.sentence("zh") for fault in faults)
    return [fault.sentence("en") for fault in faults]


def test_that_nothing_is_wrong_with_a_city_that_holds_a_district(lived: CommandCenter) -> None:
    verdict = lived.log_audit.verify()
    assert verdict.faults == ()
    assert verdict.entries == 18  # nine of each


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE event_log SET actor = 'x' WHERE sequence = 3", "altered"),
        ("DELETE FROM event_log WHERE sequence = 9", "entries up to 9"),
        ("DELETE FROM seals WHERE sequence = 2", "seals"),
        ("UPDATE cases SET stage = 'FILED'", "stage"),
        ("UPDATE case_clocks SET due_at = NULL WHERE name = 'accept'", "accept"),
        ("UPDATE case_words SET description = 'x'", "description"),
        ("UPDATE categories SET name_zh = 'x'", "categories"),
        ("UPDATE photos SET width = 1", "photos"),
        ("UPDATE photos SET content = x'00'", "image"),
        ("DELETE FROM case_serials", "number"),
    ],
)
def test_that_a_fault_names_the_centre_in_which_it_is(
    lived: CommandCenter, address: str, statement: str, fault: str
) -> None:
    if not address.startswith("sqlite"):
        statement = statement.replace("x'00'", r"'\x00'")
    joint = "AND" if "WHERE" in statement else "WHERE"
    tamper(address, f"{statement} {joint} centre = '{DISTRICT}'")
    said = _said(lived)
    assert said
    assert all(sentence.endswith(f"(centre {DISTRICT})") for sentence in said)
    assert any(fault in sentence for sentence in said), said


def test_that_a_fault_at_home_names_home_too(lived: CommandCenter, address: str) -> None:
    tamper(address, "UPDATE photos SET width = 1 WHERE centre = '110101'")
    (said,) = _said(lived)
    assert said.endswith("is not what the program wrote (centre 110101)")


def test_that_rows_of_a_centre_that_is_not_held_are_named(
    lived: CommandCenter, address: str
) -> None:
    tamper(
        address,
        "INSERT INTO case_serials (centre, day, last) VALUES ('999999', '2026-11-23', 7)",
    )
    assert _said(lived) == ["the table case_serials contains rows of another centre"]
