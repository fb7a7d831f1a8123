"""Figures from the command line."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from commandcenter.center import CommandCenter
from commandcenter.commands.shared.acting import AsAccount, viewer_of
from commandcenter.commands.shared.options import Options
from commandcenter.contract.documents import figure_json
from commandcenter.models.figures.kpi import KPIS
from commandcenter.services.statistics import By, FigureQuery


@dataclass(frozen=True, slots=True)
class Days:
    """`--from` and `--to` as they were given."""

    first: date | None
    last: date | None


def add_to(app: typer.Typer) -> None:
    app.command()(kpi)


def days(
    center: CommandCenter,
    given: Days,
    area: str | None,
    department: str | None,
    category: str | None,
    post: str | None,
    source: str | None,
) -> FigureQuery:
    """The question; without days it is about this week, Monday to today."""
    zone = ZoneInfo(center.city.facts().time_zone)
    today = center.clock().astimezone(zone).date()
    first = _day(given.first) or today - timedelta(days=today.weekday())
    last = _day(given.last) or max(today, first)
    return FigureQuery(
        first,
        last,
        area=area,
        department=department,
        category=category,
        post=post,
        source=source,
    )


def _day(given: date | None) -> date | None:
    """Typer reads days as midnights."""
    return given.date() if isinstance(given, datetime) else given


def kpi(
    context: typer.Context,
    first_day: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    last_day: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    by: Annotated[By | None, typer.Option()] = None,
    level: Annotated[str | None, typer.Option(help="of areas: district, street …")] = None,
    ids: Annotated[list[str] | None, typer.Option("--id", metavar="KPI")] = None,
    area: str | None = None,
    department: str | None = None,
    category: str | None = None,
    post: Annotated[str | None, typer.Option(help="of whoever took the counted step")] = None,
    source: str | None = None,
    account: AsAccount = None,
) -> None:
    """Print figures with numerator and denominator."""
    options: Options = context.obj
    with options.center() as center:
        viewer = viewer_of(center, account, "kpi", options=options)
        query = days(center, Days(first_day, last_day), area, department, category, post, source)
        figures = center.statistics.figures(
            ids or list(KPIS), query, viewer=viewer, by=by, level=level
        )
        zone = ZoneInfo(center.city.facts().time_zone)
        options.show_all(
            (figure_json(figure, zone) for figure in figures),
            text="{id}\t{key}\t{value}\t{numerator}/{denominator}\t{unit}",
        )
