"""Case numbers."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.errors import NotNow
from commandcenter.models.base import Base

_MOST_A_DAY = 99_999


class CaseSerial(Base):
    """The last serial given out for a day of reporting."""

    __tablename__ = "case_serials"

    centre: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    last: Mapped[int]


def case_number(district: str, day: date, serial: int) -> str:
    """6 digits of the district + day of reporting (8) + serial of the day (5)."""
    if serial > _MOST_A_DAY:
        raise NotNow("serials-used-up", day=day, most=_MOST_A_DAY)
    return f"{district}{day:%Y%m%d}{serial:05d}"
