"""Calendars made anew for each test; how the nightly hunt for survivors draws."""

import pytest
from hypothesis import Phase, settings

from commandcenter.models.clocks.working_calendar import working_calendar

#: Always the same draws, and at once done with what fails.
settings.register_profile(
    "mutation",
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
)


@pytest.fixture(autouse=True)
def _calendars_made_anew() -> None:
    """A calendar kept from an earlier test would hide a change of how they are made."""
    working_calendar.cache_clear()
