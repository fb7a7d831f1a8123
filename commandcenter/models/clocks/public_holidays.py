"""Public holidays and make-up days as the country set them; a package, never the network."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.metadata import version

from chinese_calendar import constants


class HolidaySource(StrEnum):
    CHINESECALENDAR = "chinesecalendar"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A day that the country takes out of its weekly pattern."""

    working: bool
    name: str
    source: str


def public_day(source: HolidaySource, day: date) -> PublicDay | None:
    """What the country set for a day; None where the weekly pattern holds."""
    if source is HolidaySource.NONE:
        return None
    if day in constants.workdays:
        return PublicDay(working=True, name=constants.workdays[day], source=_package())
    if day in constants.holidays:
        return PublicDay(working=False, name=constants.holidays[day], source=_package())
    return None


def knows_year(source: HolidaySource, year: int) -> bool:
    """Whether the source has the year's adjustments. A calendar without a source misses nothing."""
    return source is HolidaySource.NONE or year in _years()


@cache
def _years() -> frozenset[int]:
    return frozenset(day.year for day in constants.holidays)


@cache
def _package() -> str:
    return f"chinesecalendar {version('chinesecalendar')}"
