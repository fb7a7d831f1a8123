"""Figures as the service would give them."""

from datetime import UTC, date, datetime

from commandcenter.models.figures.kpi import KPIS
from commandcenter.services.statistics import By, Figure

NOW = datetime(2026, 11, 18, 7, 30, tzinfo=UTC)
TODAY = date(2026, 11, 18)


def figure(
    name: str,
    numerator: float,
    denominator: float | None = None,
    *,
    key: str | None = None,
    by: By | None = None,
) -> Figure:
    return Figure(name, TODAY, TODAY, by, key, numerator, denominator, KPIS[name].unit, NOW)
