"""Compares the stored sums with a recount of history, and checks the case numbers issued."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from commandcenter.database.sums.rebuilding import shape_of
from commandcenter.models.cases.tables.case_serial import CaseSerial, case_number
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.figures.contributions import SumKey, Sums
from commandcenter.models.figures.cubes import POST, SumShape
from commandcenter.models.figures.measure import COUNTED_STEPS, Measure, StepHistory, TakenStep
from commandcenter.models.figures.stored_sums import SUMS
from commandcenter.models.staff.account import Account
from commandcenter.models.work.bare import bare_of
from commandcenter.models.work.kinds import Kind
from commandcenter.models.work.replaying import as_values
from commandcenter.services.log_audit.shared.faults import LogFault

#: A step, its moment in the words of the log, and who took it.
LoggedStep = tuple[str, str, str]
#: At the end of a case number.
_SERIAL_DIGITS = 5


class Recount:
    """Sums recounted with the same function that every step uses."""

    def __init__(
        self, centre: str, shape: SumShape, posts: Mapping[str, str], *, knows_posts: bool
    ) -> None:
        """`posts` of the accounts, by name; a city does not have the accounts of its districts."""
        self._centre = centre
        self._sums = Sums(shape)
        self._posts = posts
        self._knows_posts = knows_posts

    def add(self, kind: Kind, columns: dict[str, Any], steps: Iterable[LoggedStep]) -> None:
        """Count a subject according to its history. ValueError for values that cannot be read."""
        if not kind.is_counted:
            return
        thing = bare_of(kind.mapped)(**as_values(kind.mapped, columns))
        history = StepHistory(
            TakenStep(step, datetime.fromisoformat(at), self._posts.get(actor, ""))
            for step, at, actor in steps
            if step in COUNTED_STEPS
        )
        self._sums.add(thing.facts(), history.taken)

    @property
    def rows(self) -> dict[SumKey, list[int]]:
        return self._sums.rows

    def include(self, rows: Mapping[SumKey, Sequence[int]]) -> None:
        """Add what was recounted of other subjects."""
        self._sums.include(rows)

    def faults(self, session: Session) -> Iterator[LogFault]:
        """Stored sums that differ from the recount."""
        rows = self._sums.rows.items()
        counted = {(cube, str(day), key): row for (cube, day, key), row in rows}
        of_centre = session.execute(_KEPT.where(SUMS.c.centre == self._centre))
        kept = {(cube, str(day), key): numbers for cube, day, key, *numbers in of_centre}
        for key in sorted(kept.keys() | counted.keys()):
            if key[0] == POST and not self._knows_posts:
                continue
            pairs = zip(Measure, kept.get(key, _NOTHING), counted.get(key, _NOTHING), strict=True)
            for measure, was, should in pairs:
                if was != should:
                    params = {"sum": "/".join((*key, measure)), "kept": was, "counted": should}
                    yield LogFault(None, None, "log-sum-differs", params)


_NOTHING = [0] * len(Measure)
_KEPT = select(SUMS.c.cube, SUMS.c.day, SUMS.c.key, *(SUMS.c[measure] for measure in Measure))


def recount_of(session: Session, centre: str) -> Recount | None:
    """A recount that is still empty; None if the city's zone or levels cannot be read."""
    home = session.scalar(select(THIS_CENTRE))
    names = select(Account.name, type_coerce(Account.post, Text))
    posts = session.execute(names.where(Account.centre == centre)).all()
    try:
        shape = shape_of(session.connection(), centre)
    except (ValueError, KeyError, TypeError, OSError, NoResultFound):
        return None
    return Recount(centre, shape, {name: post for name, post in posts}, knows_posts=centre == home)


def serial_faults(session: Session, centre: str, logged: Collection[str]) -> Iterator[LogFault]:
    """Numbers that were given out and of which nothing is there: complete histories that were
    removed. Numbers that are there, and would be given out again."""
    serials = select(CaseSerial.day, CaseSerial.last).where(CaseSerial.centre == centre)
    given: dict[str, int] = {}
    for day, last in session.execute(serials.order_by(CaseSerial.day)):
        if not isinstance(last, int):
            yield LogFault(None, None, "log-serial-unreadable", {"day": day})
            continue
        given[case_number(centre, day, 0)[:-_SERIAL_DIGITS]] = last
        for serial in range(1, last + 1):
            number = case_number(centre, day, serial)
            if number not in logged:
                yield LogFault(None, number, "log-number-without-history")
    for number in logged:
        day_of, serial_of = number[:-_SERIAL_DIGITS], number[-_SERIAL_DIGITS:]
        if serial_of.isdecimal() and int(serial_of) > given.get(day_of, 0):
            yield LogFault(None, number, "log-number-free-again")
