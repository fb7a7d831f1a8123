"""Issues case numbers inside the write lock: unique, in order, beginning again each day."""

from datetime import date
from functools import lru_cache

from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from commandcenter.models.cases.tables.case_serial import CaseSerial, case_number

_SERIALS: Table = CaseSerial.metadata.tables[CaseSerial.__tablename__]
_DIALECTS = {"sqlite": sqlite, "postgresql": postgresql}


def next_numbers(session: Session, centre: str, day: date, *, n: int) -> list[str]:
    """Take the next `n` case numbers of a day (in the city's time). Needs a write transaction."""
    connection = session.connection()
    given = connection.execute(
        _one_statement(connection.dialect.name), {"centre": centre, "day": day, "n": n}
    )
    return _numbers(centre, day, given.scalar_one(), n)


def numbers_to_come(session: Session, centre: str, day: date, *, n: int) -> list[str]:
    """The numbers that `next_numbers` would issue now; nothing is written."""
    stored = select(_SERIALS.c.last).where(_SERIALS.c.centre == centre, _SERIALS.c.day == day)
    return _numbers(centre, day, (session.scalar(stored) or 0) + n, n)


def _numbers(centre: str, day: date, last: int, n: int) -> list[str]:
    return [case_number(centre, day, one) for one in range(last - n + 1, last + 1)]


@lru_cache(maxsize=2)
def _one_statement(dialect: str) -> ReturningInsert[int]:
    """A day's first numbers make its row, all others move it on."""
    new = (
        _DIALECTS[dialect]
        .insert(_SERIALS)
        .values(centre=bindparam("centre"), day=bindparam("day"), last=bindparam("n"))
    )
    moved = new.on_conflict_do_update(
        index_elements=["centre", "day"], set_={"last": _SERIALS.c.last + new.excluded.last}
    )
    returning: ReturningInsert[int] = moved.returning(_SERIALS.c.last)
    return returning
