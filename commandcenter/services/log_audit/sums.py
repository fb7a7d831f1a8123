"""Compares the stored sums with a recount of history, and checks the case numbers issued."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from commandcenter.models.cases.bare import BareCase
from commandcenter.models.cases.replaying import as_values
from commandcenter.models.cases.tables.case_serial import CaseSerial, case_number
from commandcenter.models.city.centre import THIS_CENTRE, Centre
from commandcenter.models.figures.kept_sums import Tally
from commandcenter.models.figures.tally import TallyKey, contributions
from commandcenter.services.log_audit.faults import LogFault

#: At the end of a case number.
_SERIAL_DIGITS = 5


class Recount:
    """Sums recounted with the same function that every step uses."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._sums: Counter[TallyKey] = Counter()

    def add(self, columns: dict[str, Any]) -> None:
        """Count a case according to its history. ValueError for values that cannot be read."""
        case = BareCase(**as_values(columns))
        self._sums.update(contributions(case.facts(), self._zone))

    def faults(self, session: Session) -> Iterator[LogFault]:
        """Stored sums that differ from the recount."""
        kept: dict[tuple[str, str, str, str, str], int] = {}
        for measure, day, area, department, category, n in session.execute(_KEPT):
            kept[measure, str(day), area, department, category] = n
        counted = {
            (str(key.measure), str(key.day), key.area, key.department, key.category): n
            for key, n in self._sums.items()
        }
        for key in sorted(kept.keys() | counted.keys()):
            was, should = kept.get(key, 0), counted.get(key, 0)
            if was != should:
                params = {"sum": "/".join(key), "kept": was, "counted": should}
                yield LogFault(None, None, "log-sum-differs", params)


_KEPT = select(
    type_coerce(Tally.measure, Text),
    Tally.day,
    Tally.area,
    Tally.department,
    Tally.category,
    Tally.n,
).where(Tally.centre == THIS_CENTRE)


def zone_of(session: Session) -> ZoneInfo | None:
    """The city's time zone; None if it cannot be read."""
    zone = select(Centre.time_zone).where(Centre.code == THIS_CENTRE)
    try:
        return ZoneInfo(session.scalar(zone) or "")
    except (ValueError, KeyError, OSError):
        return None


def serial_faults(session: Session, centre: str, logged: Collection[str]) -> Iterator[LogFault]:
    """Numbers that were given out and of which nothing is there: whole lives that were removed.
    Numbers that are there, and would be given out again."""
    serials = select(CaseSerial.day, CaseSerial.last).where(CaseSerial.centre == THIS_CENTRE)
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
