"""The people of the tiny city, and a check of the log after each test."""

from typing import Any

import pytest

from commandcenter.center import CommandCenter
from tests.city.life import FakeClock
from tests.services.side_branches.people import People


@pytest.fixture
def people(center: CommandCenter, clock: FakeClock) -> People:
    return People(center, clock)


@pytest.fixture(autouse=True)
def _history_is_clean(center: CommandCenter) -> Any:
    """Whatever a test did: columns, clocks, words and sums are what history tells."""
    yield
    assert center.log_audit.verify().faults == ()
