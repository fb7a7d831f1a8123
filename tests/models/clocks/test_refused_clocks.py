"""What no deadline can be reckoned from is refused."""

import pytest

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.deadline import Span, due
from commandcenter.models.clocks.time_limit import parse_limit
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from tests.models.clocks.calendars import at, district, rules


def test_that_a_reversed_suspension_is_refused() -> None:
    reversed_span = Span(at("2026-11-24 15:00"), at("2026-11-20 15:00"))
    with pytest.raises(InvalidInput, match="before it begins") as refusal:
        due(district(), at("2026-11-20 14:00"), parse_limit("4工作时"), suspensions=[reversed_span])
    assert refusal.value.error_id == "suspension-reversed"
    assert refusal.value.field == "suspensions"
    assert refusal.value.params == {
        "from_at": at("2026-11-24 15:00"),
        "to_at": at("2026-11-20 15:00"),
    }


def test_that_overlapping_suspensions_are_refused_and_touching_ones_are_not() -> None:
    first = Span(at("2026-11-23 09:00"), at("2026-11-23 11:00"))
    overlapping = Span(at("2026-11-23 10:59"), at("2026-11-23 12:00"))
    touching = Span(at("2026-11-23 11:00"), at("2026-11-23 12:00"))
    start, limit = at("2026-11-23 08:00"), parse_limit("4工作时")
    with pytest.raises(InvalidInput) as refusal:
        due(district(), start, limit, suspensions=[overlapping, first])
    assert refusal.value.error_id == "suspensions-overlap"
    assert refusal.value.field == "suspensions"
    assert refusal.value.params == {
        "until": at("2026-11-23 11:00"),
        "begins": at("2026-11-23 10:59"),
    }
    reckoned = due(district(), start, limit, suspensions=[touching, first])
    assert reckoned.due_at == at("2026-11-23 17:00")


@pytest.mark.parametrize("extensions", [-1, 101])
def test_that_an_impossible_number_of_extensions_is_refused(extensions: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        due(district(), at("2026-11-23 08:00"), parse_limit("4工作时"), extensions=extensions)
    assert refusal.value.error_id == "extensions-out-of-range"
    assert refusal.value.field == "extensions"
    assert str(refusal.value).startswith(
        f"{extensions} is not a possible number of extensions. Give a number"
    )
    assert str(refusal.value).endswith("from 0 to 100.")


@pytest.mark.parametrize(
    ("start", "limit", "extensions", "year"),
    [
        ("1969-12-31 00:00", "4工作时", 0, 1969),
        ("1969-12-31 00:00", "4紧急工作时", 0, 1969),
        ("2201-01-02 00:00", "4工作时", 0, 2201),
        ("9999-12-30 00:00", "4自然日", 0, 9999),
        ("2199-12-01 00:00", "3650工作日", 0, 2200),
        ("2199-12-01 00:00", "3650自然日", 0, 2209),
        ("2026-12-01 00:00", "3650工作日", 100, 2200),
    ],
)
def test_that_a_count_beyond_all_calendars_is_refused(
    start: str, limit: str, extensions: int, year: int
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        due(WorkingCalendar(rules()), at(start), parse_limit(limit), extensions=extensions)
    assert refusal.value.error_id == "moment-out-of-reach"
    assert refusal.value.field == "from"
    assert refusal.value.params == {"first": 1970, "last": 2199, "year": year}
