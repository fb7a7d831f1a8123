"""Rows as the casebook would give them, for tests of lists that need no database."""

from datetime import UTC, datetime, timedelta

from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.cases.rules.traffic_light import ClockHands
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.clocks.time_limit import Unit
from commandcenter.services.casebook import CaseRow

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def row(
    number: str,
    *,
    due_in: timedelta | None = timedelta(hours=1),
    stage: Stage = Stage.HANDLING,
    standing: bool = False,
    version: int = 1,
    area: str = "110101001001",
    department: str | None = "roads",
    unit: Unit | None = Unit.CALENDAR_DAYS,
    pending: str = "",
    asked: str = "",
    suspended_until: datetime | None = None,
    words: str | None = None,
) -> CaseRow:
    """A case whose handling clock is due so long after NOW; None = no clock runs."""
    due_at = NOW + due_in if due_in is not None else None
    return CaseRow(
        centre="110101",
        number=number,
        version=version,
        kind=CategoryKind.EVENT,
        category=None if words else "20010100",
        unit_grid=None,
        area=area,
        latitude=39.9305,
        longitude=116.4105,
        address="六条 12 号",
        source="public",
        department=department,
        assisting=(),
        reported_at=NOW,
        queue_at=due_at,
        dispatched_by=None,
        finished_by=None,
        limit_unit=unit,
        pending=frozenset({pending} - {""}),
        asked=frozenset({asked} - {""}),
        suspended_until=suspended_until,
        words=words,
        held_at="110101",
        hands=ClockHands(
            stage=stage,
            standing=standing,
            due_at=due_at,
            warn_at=None if due_at is None else due_at - timedelta(minutes=12),
            handling_ended_at=None,
            stage_due_at=None,
            stage_warn_at=None,
        ),
    )
