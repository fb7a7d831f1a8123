"""The clocks of cases."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Word
from commandcenter.models.cases.rules.clock_names import DEPARTMENT_CLOCKS, ClockName
from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.models.work.clock import ClockColumns


class CaseClock(ClockColumns):
    """A clock of a case."""

    __tablename__ = "case_clocks"

    OF: ClassVar[str] = "cases"

    name: Mapped[ClockName] = mapped_column(Word(ClockName), primary_key=True)


def calendar_of(clock: ClockColumns, department: str | None, rules: CityRules) -> WorkingCalendar:
    """The calendar of a clock: that of its department, in the version under which the clock
    started.

    `department`: who has the case, for clocks that do not say themselves for whom they run.
    """
    calendar = rules.calendar_of(clock.calendar_version)
    theirs = (clock.department or department) if clock.name in DEPARTMENT_CLOCKS else None
    return calendar.of_department(theirs) if theirs else calendar
