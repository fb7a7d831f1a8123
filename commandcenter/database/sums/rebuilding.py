"""Counts all cases again: after an upgrade, and when a city's levels of areas change."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, delete, select

from commandcenter.database.sums.adding import add_sums
from commandcenter.database.sums.taken_steps import counted_steps
from commandcenter.models.cases.bare import BareCase
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.tables.case_columns import FACT_COLUMNS
from commandcenter.models.city.centre import Centre, PackVersion
from commandcenter.models.figures.contributions import Sums
from commandcenter.models.figures.cubes import SumShape
from commandcenter.models.figures.measure import StepHistory, TakenStep
from commandcenter.models.figures.stored_sums import SUMS
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.packs.content.settings import PackSettings

_AT_ONCE = 1000
#: The number of sums written at once: a server ends a transaction that is silent for five seconds.
_MOST_ROWS = 20_000
_LOG = EventLogEntry.__table__.c
_CASES = Case.__table__.c
_READ = [_CASES.number, *(_CASES[name] for name in FACT_COLUMNS)]


def fill_sums(connection: Connection) -> None:
    """Count the cases of the home centre if it has no sums, as after a migration.

    The sums of other centres come from their own databases.
    """
    home = connection.scalar(select(Centre.code).where(Centre.is_home))
    kept = select(SUMS.c.centre).where(SUMS.c.centre == home).limit(1)
    if home is not None and connection.execute(kept).first() is None:
        rebuild_sums(connection, home, shape_of(connection, home))


def rebuild_sums(connection: Connection, centre: str, shape: SumShape) -> None:
    """Replace the sums of a centre by those of its cases: minutes for a million of them."""
    connection.execute(delete(SUMS).where(SUMS.c.centre == centre))
    sums = Sums(shape)
    for cases in _batches(connection, centre):
        histories = _histories(connection, centre, cases[0].number, cases[-1].number)
        for row in cases:
            case = BareCase(**dict(zip(FACT_COLUMNS, row[1:], strict=True)))
            history = histories.get(row.number) or StepHistory(())
            sums.add(case.facts(), history.taken)
        if len(sums.rows) > _MOST_ROWS:
            add_sums(connection, centre, sums)
            sums = Sums(shape)
    add_sums(connection, centre, sums)


def shape_of(connection: Connection, centre: str) -> SumShape:
    """What the sums of a centre are kept by. ValueError, KeyError, TypeError or OSError where what
    is stored of the city cannot be read."""
    stored = (
        select(Centre.time_zone, PackVersion.settings)
        .join(PackVersion, PackVersion.centre == Centre.code)
        .where(Centre.code == centre, PackVersion.version == Centre.pack_version)
    )
    time_zone, settings = connection.execute(stored).one()
    return SumShape.of(ZoneInfo(time_zone), PackSettings.read(settings).level_widths)


def _batches(connection: Connection, centre: str) -> Iterator[list[Row[Any]]]:
    """All cases of a centre, some at a time, by number."""
    query = select(*_READ).where(_CASES.centre == centre).order_by(_CASES.number).limit(_AT_ONCE)
    rows = list(connection.execute(query))
    while rows:
        yield rows
        rows = list(connection.execute(query.where(_CASES.number > rows[-1].number)))


def _histories(
    connection: Connection, centre: str, first: str, last: str
) -> dict[str, StepHistory]:
    query = counted_steps().where(_LOG.number.between(first, last))
    rows = connection.execute(query.order_by(_LOG.number, _LOG.version), {"centre": centre})
    return {
        number: StepHistory(TakenStep(row.step, row.at, row.post) for row in of_case)
        for number, of_case in groupby(rows, key=itemgetter(0))
    }
