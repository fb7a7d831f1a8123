"""The centres that a database holds, read once per transaction; one of them is home."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from commandcenter.errors import Unavailable
from commandcenter.models.city.centre import Centre

_KEPT = "held_centres"
_CENTRES: Table = Centre.metadata.tables[Centre.__tablename__]
# Asked by every transaction, so it is put together once.
_ROWS = select(
    _CENTRES.c.code, _CENTRES.c.pack_version, _CENTRES.c.time_zone, _CENTRES.c.is_home
).order_by(_CENTRES.c.code)


class HeldCentre(NamedTuple):
    """The facts about a centre that every transaction needs."""

    code: str
    pack_version: int
    time_zone: str
    is_home: bool


def held_centres(session: Session) -> Mapping[str, HeldCentre]:
    """All centres that the database holds, by their codes: home, and those replicated into it."""
    kept: Mapping[str, HeldCentre] | None = session.info.get(_KEPT)
    if kept is None:
        rows = [HeldCentre(*row) for row in session.connection().execute(_ROWS)]
        kept = session.info[_KEPT] = {row.code: row for row in rows}
    return kept


def this_centre(session: Session) -> HeldCentre:
    """The home centre. Unavailable if no city is installed, or if two centres claim to be home."""
    homes = [centre for centre in held_centres(session).values() if centre.is_home]
    if not homes:
        raise Unavailable("database-not-made")
    if len(homes) > 1:  # only a database without its index holds two
        raise Unavailable("two-homes", codes=", ".join(centre.code for centre in homes))
    return homes[0]


def home_row(session: Session) -> Centre:
    """The row of the home centre, to be changed. Unavailable as `this_centre`."""
    return session.get_one(Centre, this_centre(session).code)


def forget_centre(session: Session) -> None:
    """Forget the cached rows because one of them is about to change."""
    session.info.pop(_KEPT, None)
