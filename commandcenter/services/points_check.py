"""Checks whether the points of a source use the datum that the source states."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.models.cases.case import Case
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.city.datum import Datum, Point, to_wgs84
from commandcenter.models.city.grid_index import GridIndex

#: How many of a source's latest points are looked at; of fewer than these nothing is said.
_MOST, _LEAST = 500, 10
#: The share of a source's points that may lie right by another datum alone (`domain/mobile.md`).
_DOUBTFUL_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class DatumDoubt:
    """`outside` of the `points` of a source lie in no unit grid, yet in one by `likely`."""

    source: str
    declared: Datum
    likely: Datum
    outside: int
    points: int


class PointsCheck:
    """Checks points as they were reported, because corrected points do not come from the source."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def doubts(self) -> list[DatumDoubt]:
        """The sources whose points fit another datum better, by id."""
        with self._database.read() as session:
            index = self._database.rule_book.grid_index(session)
            found = [
                _doubt(source, datum, _points(session, source, datum), index)
                for source, datum in _sources(session)
            ]
        return [doubt for doubt in found if doubt]


def _sources(session: Session) -> list[tuple[str, Datum]]:
    """Each with every datum that its points came in."""
    datum = func.coalesce(Case.datum, Datum.WGS84, type_=Case.datum.type)
    query = select(Case.source, datum).where(Case.centre == THIS_CENTRE, Case.latitude.is_not(None))
    return sorted((source, datum) for source, datum in session.execute(query.distinct()))


def _points(session: Session, source: str, datum: Datum) -> list[Point]:
    """The latest, as they were given."""
    latitude, longitude = Case.latitude, Case.longitude
    if datum is not Datum.WGS84:
        latitude, longitude = Case.given_latitude, Case.given_longitude
    query = (
        select(latitude, longitude)
        .where(
            Case.centre == THIS_CENTRE,
            Case.source == source,
            Case.datum.is_(None) if datum is Datum.WGS84 else Case.datum == datum,
            latitude.is_not(None),
        )
        .order_by(Case.reported_at.desc())
        .limit(_MOST)
    )
    return [
        (north, east)
        for north, east in session.execute(query)
        if north is not None and east is not None
    ]


def _doubt(
    source: str, declared: Datum, points: Sequence[Point], index: GridIndex
) -> DatumDoubt | None:
    if len(points) < _LEAST:
        return None
    outside = [point for point in points if not _inside([point], declared, index)]
    if len(outside) <= _DOUBTFUL_SHARE * len(points):
        return None
    inside = {datum: _inside(outside, datum, index) for datum in Datum}
    likely = max(inside, key=lambda datum: inside[datum])
    if inside[likely] <= _DOUBTFUL_SHARE * len(points):
        return None
    return DatumDoubt(source, declared, likely, inside[likely], len(points))


def _inside(points: Sequence[Point], datum: Datum, index: GridIndex) -> int:
    """How many lie in a unit grid if they are measured from this datum."""
    return sum(cell is not None for cell in index.cells_at([to_wgs84(datum, *p) for p in points]))
