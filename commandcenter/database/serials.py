"""Case numbers are given out under the writers' queue: unique, in order, a new start each day."""

from datetime import date

from sqlalchemy.orm import Session

from commandcenter.models.cases.serial import CaseSerial, case_number


def next_numbers(session: Session, centre: str, day: date, *, n: int) -> list[str]:
    """The next `n` case numbers of a day of the city."""
    serial = session.get(CaseSerial, (centre, day))
    if serial is None:
        serial = CaseSerial(centre=centre, day=day, last=0)
        session.add(serial)
    first = serial.last + 1
    serial.last += n
    return [case_number(centre, day, one) for one in range(first, first + n)]
