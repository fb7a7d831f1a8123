"""Case numbers are given out under the writers' queue: unique, in order, a new start each day."""

from datetime import date

from sqlalchemy.orm import Session

from commandcenter.models.cases.serial import CaseSerial, case_number


def next_number(session: Session, centre: str, day: date) -> str:
    """The next case number of a day of the city."""
    serial = session.get(CaseSerial, (centre, day))
    if serial is None:
        serial = CaseSerial(centre=centre, day=day, last=0)
        session.add(serial)
    serial.last += 1
    return case_number(centre, day, serial.last)
