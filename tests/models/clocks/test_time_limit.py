"""Limits as people write them."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.time_limit import TimeLimit, Unit, parse_limit


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("4工作时", 4, Unit.WORKING_HOURS),
        ("2紧急工作时", 2, Unit.URGENT_HOURS),
        ("5工作日", 5, Unit.WORKING_DAYS),
        ("1紧急工作日", 1, Unit.URGENT_DAYS),
        ("3自然日", 3, Unit.CALENDAR_DAYS),
        ("4 working hours", 4, Unit.WORKING_HOURS),
        ("1 working hour", 1, Unit.WORKING_HOURS),
        ("2 urgent hours", 2, Unit.URGENT_HOURS),
        ("5 working days", 5, Unit.WORKING_DAYS),
        ("1 urgent day", 1, Unit.URGENT_DAYS),
        ("3 calendar days", 3, Unit.CALENDAR_DAYS),
        ("0.25紧急工作时", Fraction(1, 4), Unit.URGENT_HOURS),
        ("1.5 Working Days", Fraction(3, 2), Unit.WORKING_DAYS),
        (" ４ 工作时 ", 4, Unit.WORKING_HOURS),
        ("3650工作日", 3_650, Unit.WORKING_DAYS),
        ("87600工作时", 87_600, Unit.WORKING_HOURS),
    ],
)
def test_that_limits_are_read_as_cities_write_them(text: str, amount: Fraction, unit: Unit) -> None:
    assert parse_limit(text) == TimeLimit(Fraction(amount), unit)


@pytest.mark.parametrize(
    ("text", "error_id"),
    [
        ("", "limit-unreadable"),
        ("4", "limit-unreadable"),
        ("工作时", "limit-unreadable"),
        ("4小时", "limit-unreadable"),
        ("4 hours", "limit-unreadable"),
        ("-4工作时", "limit-unreadable"),
        ("4工作时5", "limit-unreadable"),
        ("四工作时", "limit-unreadable"),
        ("1e3工作时", "limit-unreadable"),
        ("1.23456工作时", "limit-unreadable"),
        ("nan工作时", "limit-unreadable"),
        ("4工作时\n4工作时", "limit-unreadable"),
        ("0工作时", "limit-not-positive"),
        ("0.0 working days", "limit-not-positive"),
        ("3651自然日", "limit-too-long"),
        ("87601紧急工作时", "limit-too-long"),
    ],
)
def test_that_a_limit_without_amount_unit_or_sense_is_refused(text: str, error_id: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_limit(text)
    assert refusal.value.error_id == error_id
    assert refusal.value.field == "limit"
    assert refusal.value.sentence("en") != refusal.value.sentence("zh")


@pytest.mark.parametrize(
    ("amount", "error_id"),
    [
        (Fraction(0), "limit-not-positive"),
        (Fraction(-1), "limit-not-positive"),
        (Fraction(1, 3), "limit-too-fine"),
    ],
)
def test_that_a_limit_cannot_be_made_that_could_not_be_written(
    amount: Fraction, error_id: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        TimeLimit(amount, Unit.WORKING_HOURS)
    assert refusal.value.error_id == error_id


@pytest.mark.parametrize(
    ("amount", "unit", "chinese", "english"),
    [
        (Fraction(4), Unit.WORKING_HOURS, "4工作时", "4 working hours"),
        (Fraction(1), Unit.URGENT_DAYS, "1紧急工作日", "1 urgent day"),
        (Fraction(1, 4), Unit.URGENT_HOURS, "0.25紧急工作时", "0.25 urgent hours"),
        (Fraction(100), Unit.CALENDAR_DAYS, "100自然日", "100 calendar days"),
    ],
)
def test_that_a_limit_is_said_with_its_unit(
    amount: Fraction, unit: Unit, chinese: str, english: str
) -> None:
    limit = TimeLimit(amount, unit)
    assert (limit.text("zh"), limit.text("en")) == (chinese, english)


@settings(deadline=None)
@given(st.integers(1, 36_500_000), st.sampled_from(Unit), st.sampled_from(["zh", "en"]))
def test_that_what_is_written_is_read_back(steps: int, unit: Unit, language: str) -> None:
    limit = TimeLimit(Fraction(steps, 10_000), unit)
    assert parse_limit(limit.text(language)) == limit


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("0.25紧急工作时", "15分钟", "15 minutes"),
        ("0.5紧急工作时", "30分钟", "30 minutes"),
        ("0.5工作时", "30工作分钟", "30 working minutes"),
        ("1紧急工作时", "1紧急工作时", "1 urgent hour"),
        ("1.5紧急工作时", "1.5紧急工作时", "1.5 urgent hours"),
        ("0.333紧急工作时", "0.333紧急工作时", "0.333 urgent hours"),
        ("0.5工作日", "0.5工作日", "0.5 working days"),
    ],
)
def test_that_nobody_has_to_work_out_a_quarter_of_an_hour(written: str, zh: str, en: str) -> None:
    limit = parse_limit(written)
    assert (limit.said("zh"), limit.said("en")) == (zh, en)
    assert limit.text("zh") == written
