"""The engine against a mask of minutes, on random calendars and clocks."""

import os
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandcenter.models.clocks.deadline import Span, due
from commandcenter.models.clocks.explanation import explain
from commandcenter.models.clocks.working_calendar import CalendarRules, WorkingCalendar
from tests.models.clocks.brute_force import MINUTES, BruteForce, Case, moment
from tests.models.clocks.strategies import calendar_rules, cases

_CASES = int(os.environ.get("CLOCK_EXAMPLES", "2400"))
_A_CALENDAR = 12


@settings(
    max_examples=_CASES // _A_CALENDAR, deadline=None, suppress_health_check=list(HealthCheck)
)
@given(
    calendar_rules(),
    st.sampled_from(["", "roads", "parks"]),
    st.lists(cases(), min_size=_A_CALENDAR, max_size=_A_CALENDAR),
)
def test_that_counting_minute_by_minute_gives_the_same_deadlines(
    rules: CalendarRules, department: str, clocks: list[Case]
) -> None:
    calendar = WorkingCalendar(rules).of_department(department)
    brute_force = BruteForce(rules, department)
    for case in clocks:
        suspensions = [Span(moment(begin), moment(end)) for begin, end in case.suspensions]
        reckoned = due(
            calendar,
            moment(case.start),
            case.limit,
            suspensions=suspensions,
            extensions=case.extensions,
        )
        expected = brute_force.due(case)
        if expected is None:
            assert reckoned.due_at > moment(MINUTES) - timedelta(days=14)
        else:
            assert reckoned.due_at == moment(expected)
        told = explain(
            calendar,
            moment(case.start),
            case.limit,
            suspensions=suspensions,
            extensions=case.extensions,
        )
        assert told.due_at == reckoned.due_at
        counted = (span.to_at - span.from_at for span in told.spans if span.counted)
        assert sum(counted, timedelta()) == told.counted
