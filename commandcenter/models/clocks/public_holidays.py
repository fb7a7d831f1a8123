"""Public holidays and make-up days as the country set them; a package, never the network."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.metadata import version

from chinese_calendar import constants

#: Names of holidays in one package, by their names in the other.
_NAMES = {
    "New Year's Day": "New Year's Day",
    "Chinese New Year's Eve": "Spring Festival",
    "Chinese New Year (Spring Festival)": "Spring Festival",
    "Tomb-Sweeping Day": "Tomb-sweeping Day",
    "Labor Day": "Labour Day",
    "Dragon Boat Festival": "Dragon Boat Festival",
    "Mid-Autumn Festival": "Mid-autumn Festival",
    "National Day": "National Day",
}


class HolidaySource(StrEnum):
    CHINESECALENDAR = "chinesecalendar"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PublicDay:
    """A day that the country takes out of its weekly pattern.

    `provisional`: by law alone, for the year's schedule may move days off and make-up days.
    """

    working: bool
    name: str
    source: str
    provisional: bool = False


def public_day(source: HolidaySource, day: date) -> PublicDay | None:
    """What the country set for a day; None where the weekly pattern holds."""
    if source is HolidaySource.NONE:
        return None
    if day in constants.workdays:
        return PublicDay(working=True, name=constants.workdays[day], source=_package())
    if day in constants.holidays:
        return PublicDay(working=False, name=constants.holidays[day], source=_package())
    return None


def statutory_day(source: HolidaySource, day: date) -> PublicDay | None:
    """What the law alone sets for a day, in a year whose schedule nobody knows yet.

    The law names 13 days a year since 2025 (Regulation on Public Holidays for National Annual
    Festivals and Memorial Days): the new year, Spring Festival with its eve, Qingming, Labour Day,
    Dragon Boat, Mid-Autumn, National Day.
    """
    if source is HolidaySource.NONE:
        return None
    name = _statutory_days(day.year).get(day)
    return PublicDay(False, name, _law(), provisional=True) if name else None


def knows_year(source: HolidaySource, year: int) -> bool:
    """Whether the source has the year's adjustments. A calendar without a source needs no
    schedule."""
    return source is HolidaySource.NONE or year in _years()


@cache
def _years() -> frozenset[int]:
    return frozenset(day.year for day in constants.holidays)


@cache
def _statutory_days(year: int) -> dict[date, str]:
    """The days by name. Where a schedule is known to that package, what it moved is left out."""
    from holidays import country_holidays  # takes long, and most counting stays in known years

    days = country_holidays("CN", years=year, language="en_US")
    return {day: _NAMES[name] for day in days for name in days.get_list(day)[:1] if name in _NAMES}


@cache
def _law() -> str:
    return f"holidays {version('holidays')}"


@cache
def _package() -> str:
    return f"chinesecalendar {version('chinesecalendar')}"
