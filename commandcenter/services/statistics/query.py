"""The query for figures: days, areas, departments, categories and breakdowns."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commandcenter.errors import InvalidInput

#: Figures are counted of these days and all between.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


class By(StrEnum):
    """The breakdowns of figures."""

    AREA = "area"
    DEPARTMENT = "department"
    POST = "post"
    CATEGORY = "category"
    SOURCE = "source"
    SOURCE_KIND = "source_kind"
    WEEK = "week"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class FigureQuery:
    """Which cases figures speak of. Days are the city's, inclusive; `area` is a code's prefix.

    `post`: the post that took the step which a figure counts. None = no limit; '' = cases without a
    value, like the key '' of a breakdown.
    """

    first_day: date
    last_day: date
    area: str | None = None
    department: str | None = None
    category: str | None = None
    post: str | None = None
    source: str | None = None
    centre: str | None = None

    def check(self) -> None:
        """InvalidInput for days that are reversed, or of no time that a centre counts."""
        if not (FIRST_DAY <= self.first_day <= LAST_DAY and self.last_day <= LAST_DAY):
            raise InvalidInput("days-out-of-reach", field="from", first=FIRST_DAY, last=LAST_DAY)
        if self.last_day < self.first_day:
            raise InvalidInput(
                "days-reversed", field="to", first=self.first_day, last=self.last_day
            )


def week_of(day: date) -> str:
    """The ISO week of a day, `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
