"""When a limit is used up."""

from datetime import UTC, timedelta
from fractions import Fraction

import pytest

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.deadline import Span, due, moment_at, remaining
from commandcenter.models.clocks.time_limit import Unit, parse_limit
from commandcenter.models.clocks.working_calendar import WorkingDayPolicy
from tests.models.clocks.calendars import SHANGHAI, at, district

VECTORS = [
    ("2026-09-30 17:30", "2紧急工作时", "2026-09-30 19:30"),
    ("2026-09-30 17:30", "4工作时", "2026-10-08 11:30"),
    ("2026-09-30 17:30", "1工作日", "2026-10-08 17:30"),
    ("2026-09-30 10:00", "1工作日", "2026-10-08 10:00"),
    ("2026-10-09 16:00", "5工作日", "2026-10-15 16:00"),
    ("2026-02-13 17:00", "4工作时", "2026-02-14 11:00"),
    ("2026-02-14 09:00", "1工作日", "2026-02-24 09:00"),
    ("2026-11-20 16:00", "4工作时", "2026-11-23 10:00"),
    ("2026-11-20 11:00", "4工作时", "2026-11-20 17:00"),
    ("2026-11-20 12:30", "2工作时", "2026-11-20 16:00"),
    ("2026-11-21 09:00", "2工作时", "2026-11-23 10:00"),
    ("2026-11-21 09:00", "2紧急工作时", "2026-11-21 11:00"),
    ("2026-05-08 17:59", "1工作时", "2026-05-09 08:59"),
    ("2026-11-23 07:00", "8工作时", "2026-11-23 18:00"),
    ("2026-11-23 18:00", "1工作时", "2026-11-24 09:00"),
]


@pytest.mark.parametrize(("start", "limit", "deadline"), VECTORS)
def test_that_the_district_reckons_as_its_calendar_says(start, limit, deadline):
    reckoned = due(district(), at(start), parse_limit(limit))
    assert reckoned.due_at == at(deadline)
    assert reckoned.due_at.tzinfo is UTC
    assert reckoned.unsure_years == ()
