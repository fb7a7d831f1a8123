"""When reports come in: by weekday and season, with peaks in the morning and the afternoon."""

import math
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from commandcenter.models.clocks.reason import ReasonId
from commandcenter.models.clocks.working_calendar import WorkingCalendar

#: Reports a week in an ordinary city of this kind.
A_WEEK = 360

_WORKING_DAY, _REST_DAY, _HOLIDAY = 1.12, 0.72, 0.5
_WEEKDAY_TILT = (1.08, 1.02, 0.98, 0.97, 0.95, 1.08, 0.92)
_SEASON = 0.08  # more in summer
_GROWTH = 0.12  # within the year that ends at `until`
_MIDSUMMER, _YEAR = 200, 365.25
#: Shares of the hours of a day.
_HOURS = (
    *(1, 0.6, 0.4, 0.3, 0.4, 0.8, 2.5, 6),
    *(12, 14, 12, 8, 4, 5, 10, 12),
    *(11, 8, 6, 5, 4, 3.2, 2.4, 1.6),
)


class Arrivals:
    """The moments of a day's reports; the same day has the same moments whenever it is asked."""

    def __init__(self, calendar: WorkingCalendar, seed: int, until: date) -> None:
        self._calendar = calendar
        self._seed = seed
        self._until = until

    def on(self, day: date) -> list[datetime]:
        """In order, between the city's midnights."""
        chance = Random(f"{self._seed} arrivals {day}")
        mean = A_WEEK / 7 * self._strength(day)
        count = max(0, round(chance.gauss(mean, math.sqrt(mean))))
        hours = chance.choices(range(24), _HOURS, k=count)
        begin = datetime.combine(day, time(), tzinfo=self._calendar.zone)
        moments = [
            (begin + timedelta(hours=hour, seconds=chance.uniform(0, 3600))).astimezone(UTC)
            for hour in hours
        ]
        return sorted(moments)

    def _strength(self, day: date) -> float:
        season = 1 + _SEASON * math.cos(
            2 * math.pi * (day.timetuple().tm_yday - _MIDSUMMER) / _YEAR
        )
        growth = 1 + _GROWTH * (0.5 + (day - self._until).days / _YEAR)
        return self._kind_of_day(day) * _WEEKDAY_TILT[day.weekday()] * season * growth

    def _kind_of_day(self, day: date) -> float:
        if self._calendar.slots_on(day):
            return _WORKING_DAY
        holiday = self._calendar.day_reason(day).id in (ReasonId.HOLIDAY, ReasonId.STATUTORY_DAY)
        return _HOLIDAY if holiday else _REST_DAY
