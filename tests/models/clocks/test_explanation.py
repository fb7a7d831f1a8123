"""Every clock can be explained, to the second."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.models.clocks.deadline import Span, due
from commandcenter.models.clocks.explanation import ExplainedSpan, explain
from commandcenter.models.clocks.reason import Origin, Reason, ReasonId
from commandcenter.models.clocks.suspension import PauseReason
from commandcenter.models.clocks.time_limit import TimeLimit, Unit, parse_limit
from commandcenter.models.clocks.working_calendar import (
    DayKind,
    DayOverride,
    Slot,
    WorkingDayPolicy,
    working_calendar,
)
from tests.models.clocks.calendars import (
    DAY_OF_EIGHT_HOURS,
    SHANGHAI,
    at,
    clock_time,
    district,
    rules,
    season,
)

SLOTS, CLOCK_TIME, CLOSE = WorkingDayPolicy


def told(spans: Sequence[ExplainedSpan], language: str = "en") -> list[str]:
    """Each span as `30 17:30 – 30 18:00 + reason`, in local time; + counted, - skipped."""
    return [
        f"{_short(span.from_at)} – {_short(span.to_at)} {'+' if span.counted else '-'} "
        f"{span.reason.said(language)}"
        for span in spans
    ]


def _short(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%d %H:%M")


def counted(spans: Sequence[ExplainedSpan]) -> timedelta:
    return sum((span.to_at - span.from_at for span in spans if span.counted), timedelta())


def test_that_night_holiday_and_lunch_are_told_on_the_way() -> None:
    explanation = explain(district(), at("2026-09-30 17:30"), parse_limit("5工作时"))
    assert told(explanation.spans) == [
        "30 17:30 – 30 18:00 + working hours",
        "30 18:00 – 01 00:00 - outside working hours",
        "01 00:00 – 08 00:00 - holiday: National Day (chinesecalendar 1.11.0)",
        "08 00:00 – 08 08:00 - outside working hours",
        "08 08:00 – 08 12:00 + working hours",
        "08 12:00 – 08 14:00 - break between working hours",
        "08 14:00 – 08 14:30 + working hours",
    ]
    assert explanation.counted == timedelta(hours=5)
    assert explanation.due_at == at("2026-10-08 14:30")
    assert explanation.warnings == ()


def test_that_a_make_up_saturday_and_a_rest_day_are_told() -> None:
    explanation = explain(district(), at("2026-10-10 17:00"), parse_limit("2工作时"))
    assert told(explanation.spans, "zh") == [
        "10 17:00 – 10 18:00 + 调休工作日（国庆节；chinesecalendar 1.11.0）",
        "10 18:00 – 11 00:00 - 非工作时间",
        "11 00:00 – 12 00:00 - 周休息日",
        "12 00:00 – 12 08:00 - 非工作时间",
        "12 08:00 – 12 09:00 + 工作时间",
    ]


def test_that_a_start_outside_working_hours_waits_for_the_desk_to_open() -> None:
    explanation = explain(district(), at("2026-11-21 09:00"), parse_limit("1工作时"))
    assert told(explanation.spans) == [
        "21 09:00 – 23 00:00 - weekly rest day",
        "23 00:00 – 23 08:00 - outside working hours",
        "23 08:00 – 23 09:00 + working hours",
    ]


def test_that_suspensions_are_told_with_what_lies_under_them() -> None:
    explanation = explain(
        district(),
        at("2026-11-23 08:00"),
        parse_limit("4工作时"),
        suspensions=[
            Span(at("2026-11-23 11:00"), at("2026-11-23 11:00")),
            Span(at("2026-11-23 10:00"), at("2026-11-23 11:00")),
            Span(at("2026-11-23 13:00"), at("2026-11-24 09:00")),
            Span(at("2026-11-23 07:00"), at("2026-11-23 09:00")),
            Span(at("2026-11-24 11:00"), at("2026-11-25 11:00")),
        ],
    )
    assert told(explanation.spans) == [
        "23 08:00 – 23 09:00 - suspended",
        "23 09:00 – 23 10:00 + working hours",
        "23 10:00 – 23 11:00 - suspended",
        "23 11:00 – 23 12:00 + working hours",
        "23 12:00 – 23 13:00 - break between working hours",
        "23 13:00 – 24 09:00 - suspended",
        "24 09:00 – 24 11:00 + working hours",
    ]


def test_that_each_skipped_stretch_says_why_the_clock_stood() -> None:
    explanation = explain(
        district(),
        at("2026-11-23 08:00"),
        parse_limit("4工作时"),
        suspensions=[
            Span(at("2026-11-23 15:00"), at("2026-11-23 16:00"), PauseReason.MERGED),
            Span(at("2026-11-23 10:00"), at("2026-11-23 11:00"), PauseReason.INSPECTION),
            Span(at("2026-11-23 11:00"), at("2026-11-23 12:00")),
            Span(at("2026-11-23 14:00"), at("2026-11-23 15:00"), PauseReason.CLOSED),
        ],
    )
    stood = [span for span in explanation.spans if span.reason.origin is Origin.CASE]
    assert told(stood) == [
        "23 10:00 – 23 11:00 - finished; waiting for the inspection",
        "23 11:00 – 23 12:00 - suspended",
        "23 14:00 – 23 15:00 - the case was closed",
        "23 15:00 – 23 16:00 - the case was merged into another",
    ]
    assert stood[0].reason.said("zh") == "已反馈，等待核查"
    assert explanation.due_at == at("2026-11-23 18:00")


def test_that_a_clock_that_stood_for_no_time_lends_nobody_its_reason() -> None:
    nine, ten = at("2026-11-23 09:00"), at("2026-11-23 10:00")
    for instantly in (nine, ten):
        for order in (1, -1):
            stood = [
                Span(instantly, instantly, PauseReason.MERGED),
                Span(nine, ten, PauseReason.INSPECTION),
            ][::order]
            explanation = explain(
                district(), at("2026-11-23 08:00"), parse_limit("2工作时"), suspensions=stood
            )
            assert [span.reason.id for span in explanation.spans if not span.counted] == [
                ReasonId.INSPECTION
            ]


@pytest.mark.parametrize("reason", PauseReason)
def test_that_every_pause_reason_can_be_explained(reason: PauseReason) -> None:
    begin = at("2026-11-23 08:00")
    stood = [Span(begin, at("2026-11-23 09:00"), reason)]
    explanation = explain(district(), begin, parse_limit("1工作时"), suspensions=stood)
    assert explanation.spans[0].reason == Reason(ReasonId(reason), origin=Origin.CASE)


def test_that_each_span_says_who_set_it() -> None:
    summer = season(*DAY_OF_EIGHT_HOURS, first=(5, 1), last=(9, 30))
    winter = season(Slot(clock_time("09:00"), clock_time("17:00")), first=(10, 1), last=(4, 30))
    flood = DayOverride(date(2026, 10, 9), DayKind.HOLIDAY, "flood", "decree 7")
    calendar = working_calendar(rules(summer, winter, overrides=(flood,)))
    explanation = explain(calendar, at("2026-09-30 17:00"), parse_limit("10工作时"))
    origins = [(span.reason.id, span.reason.origin_said("en")) for span in explanation.spans]
    assert origins == [
        (ReasonId.WORKING_TIME, "weekly pattern of 05-01 – 09-30"),
        (ReasonId.OUTSIDE_HOURS, "weekly pattern of 05-01 – 09-30"),
        (ReasonId.HOLIDAY, "holiday table chinesecalendar 1.11.0"),
        (ReasonId.OUTSIDE_HOURS, "weekly pattern of 10-01 – 04-30"),
        (ReasonId.WORKING_TIME, "weekly pattern of 10-01 – 04-30"),
        (ReasonId.OUTSIDE_HOURS, "weekly pattern of 10-01 – 04-30"),
        (ReasonId.HOLIDAY, "the centre's own table: flood (decree 7)"),
        (ReasonId.OUTSIDE_HOURS, "weekly pattern of 10-01 – 04-30"),
        (ReasonId.MAKE_UP_DAY, "holiday table chinesecalendar 1.11.0"),
    ]
    assert explanation.spans[6].reason.origin_said("zh") == "中心日历调整表：flood（decree 7）"


@pytest.mark.parametrize(
    ("policy", "limit", "last", "origin"),
    [
        (SLOTS, "4工作时", ReasonId.WORKING_TIME, "weekly pattern"),
        (SLOTS, "1紧急工作日", ReasonId.CONTINUOUS, "unit of the limit"),
        (CLOCK_TIME, "1工作日", ReasonId.WHOLE_DAY, "weekly pattern"),
        (CLOSE, "1工作日", ReasonId.REST_OF_DAY, "the city's rule for working days"),
    ],
)
def test_that_the_last_span_says_who_set_it(
    policy: WorkingDayPolicy, limit: str, last: ReasonId, origin: str
) -> None:
    told_last = explain(district(policy), at("2026-11-23 08:30"), parse_limit(limit)).spans[-1]
    assert (told_last.reason.id, told_last.reason.origin_said("en")) == (last, origin)


def test_that_each_extension_is_told_apart() -> None:
    explanation = explain(district(), at("2026-11-23 09:00"), parse_limit("2工作时"), extensions=2)
    assert told(explanation.spans) == [
        "23 09:00 – 23 11:00 + working hours",
        "23 11:00 – 23 12:00 + extension 1: working hours",
        "23 12:00 – 23 14:00 - break between working hours",
        "23 14:00 – 23 15:00 + extension 1: working hours",
        "23 15:00 – 23 17:00 + extension 2: working hours",
    ]
    assert explanation.counted == timedelta(hours=6)
    assert explanation.spans[-1].reason.said("zh") == "第2次延期：工作时间"


def test_that_an_urgent_clock_is_one_span() -> None:
    explanation = explain(district(), at("2026-09-30 17:30"), parse_limit("1紧急工作日"))
    assert told(explanation.spans) == ["30 17:30 – 01 17:30 + counted day and night"]


def test_that_same_clock_time_counts_whole_working_days() -> None:
    calendar = district(CLOCK_TIME)
    explanation = explain(calendar, at("2026-11-20 19:00"), parse_limit("2工作日"))
    assert told(explanation.spans) == [
        "20 19:00 – 21 00:00 - outside working hours",
        "21 00:00 – 23 00:00 - weekly rest day",
        "23 00:00 – 23 08:00 - outside working hours",
        "23 08:00 – 25 08:00 + working day, counted from midnight to midnight",
    ]
    assert explanation.counted == timedelta(hours=48)


def test_that_end_of_day_tells_the_rest_of_the_day() -> None:
    calendar = district(CLOSE)
    explanation = explain(
        calendar,
        at("2026-11-20 10:00"),
        parse_limit("1工作日"),
        suspensions=[Span(at("2026-11-23 11:00"), at("2026-11-24 09:00"))],
    )
    assert told(explanation.spans) == [
        "20 10:00 – 21 00:00 + working day, counted from midnight to midnight",
        "21 00:00 – 23 00:00 - weekly rest day",
        "23 00:00 – 23 10:00 + working day, counted from midnight to midnight",
        "23 10:00 – 23 11:00 - limit used up; the deadline is the close of the working day",
        "23 11:00 – 24 09:00 - suspended",
        "24 09:00 – 24 18:00 - limit used up; the deadline is the close of the working day",
    ]
    assert explanation.counted == timedelta(hours=24)


def test_that_a_year_without_a_table_is_warned_of_in_both_languages() -> None:
    explanation = explain(district(), at("2026-12-30 09:00"), parse_limit("3工作日"))
    assert explanation.warnings == (Reason(ReasonId.UNCOVERED_YEAR, name="2027"),)
    assert explanation.warnings[0].said("en").startswith("There is no holiday schedule for 2027")
    assert explanation.warnings[0].said("zh").startswith("2027年没有节假日安排")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_that_every_reason_has_its_words(language: str) -> None:
    for reason_id in ReasonId:
        assert Reason(reason_id, name="x", source="y", extension=1).said(language)
    for origin in Origin:
        assert Reason(ReasonId.HOLIDAY, origin=origin).origin_said(language)


_MINUTES = st.integers(0, 700_000)


def _after_new_year(minutes: int) -> datetime:
    return at("2025-12-31 00:00") + timedelta(minutes=minutes)


@settings(deadline=None)
@given(
    st.sampled_from(WorkingDayPolicy),
    st.sampled_from(Unit),
    _MINUTES,
    st.integers(1, 3_000).map(lambda hundredths: Fraction(hundredths, 100)),
    st.lists(st.integers(0, 60_000), max_size=8, unique=True),
    st.integers(0, 3),
)
def test_that_the_spans_fill_the_time_to_the_deadline_and_add_up_to_the_limit(
    policy: WorkingDayPolicy,
    unit: Unit,
    start: int,
    amount: Fraction,
    edges: list[int],
    extensions: int,
) -> None:
    calendar, begun, limit = district(policy), _after_new_year(start), TimeLimit(amount, unit)
    moments = [_after_new_year(start - 10_000 + edge) for edge in sorted(edges)]
    suspensions = [Span(*pair) for pair in zip(moments[::2], moments[1::2], strict=False)]
    explanation = explain(calendar, begun, limit, suspensions=suspensions, extensions=extensions)
    spans = explanation.spans
    reckoned = due(calendar, begun, limit, suspensions=suspensions, extensions=extensions)
    assert explanation.due_at == reckoned.due_at
    assert tuple(int(warning.name) for warning in explanation.warnings) == reckoned.unsure_years
    assert (spans[0].from_at, spans[-1].to_at) == (begun, explanation.due_at)
    assert all(span.from_at < span.to_at for span in spans)
    for span, following in pairwise(spans):
        assert span.to_at == following.from_at
        assert (span.counted, span.reason) != (following.counted, following.reason)
    assert counted(spans) == explanation.counted
    for span in spans:
        whole = span.reason.id in (ReasonId.WHOLE_DAY, ReasonId.CONTINUOUS)
        if span.counted and not whole and policy is SLOTS:
            assert calendar.counted_between(span.from_at, span.to_at) == span.to_at - span.from_at
