"""The row of this centre, read once per transaction for rules, sums and seals."""

from typing import NamedTuple

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from commandcenter.errors import Unavailable
from commandcenter.models.city.centre import Centre

_KEPT = "this_centre"
_CENTRES: Table = Centre.metadata.tables[Centre.__tablename__]
_ALL = _CENTRES.alias()
# Asked by every transaction, so it is put together once.
_ROW = select(_CENTRES.c.code, _CENTRES.c.pack_version, _CENTRES.c.time_zone).where(
    _CENTRES.c.code == select(func.min(_ALL.c.code)).scalar_subquery()
)


class ThisCentre(NamedTuple):
    """The facts about this centre that every transaction needs."""

    code: str
    pack_version: int
    time_zone: str


def this_centre(session: Session) -> ThisCentre:
    """The facts about this centre. Unavailable if no city is installed."""
    kept: ThisCentre | None = session.info.get(_KEPT)
    if kept is None:
        row = session.connection().execute(_ROW).first()
        if row is None:
            raise Unavailable("database-not-made")
        kept = session.info[_KEPT] = ThisCentre(*row)
    return kept


def forget_centre(session: Session) -> None:
    """Forget the cached row because it is about to change."""
    session.info.pop(_KEPT, None)
