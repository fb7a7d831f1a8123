"""The centre's own row, read once in a transaction: rules, sums and seals all ask for it."""

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
    """What every transaction needs of it."""

    code: str
    pack_version: int
    time_zone: str


def this_centre(session: Session) -> ThisCentre:
    """Unavailable where no city was installed."""
    kept: ThisCentre | None = session.info.get(_KEPT)
    if kept is None:
        row = session.connection().execute(_ROW).first()
        if row is None:
            raise Unavailable("database-not-made")
        kept = session.info[_KEPT] = ThisCentre(*row)
    return kept


def forget_centre(session: Session) -> None:
    """Its row is about to change."""
    session.info.pop(_KEPT, None)
