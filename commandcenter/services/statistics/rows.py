"""The immutable rows that the statistics service returns."""

from dataclasses import dataclass
from datetime import date, datetime

from commandcenter.models.figures.kpi import FigureUnit
from commandcenter.services.statistics.query import By


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` = numerator / denominator for rates and means, the number itself for counts."""

    id: str
    first_day: date
    last_day: date
    by: By | None
    key: str | None
    numerator: float
    denominator: float | None
    unit: FigureUnit
    as_of: datetime

    @property
    def value(self) -> float | None:
        if self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class DepartmentLoad:
    """The open cases of a department, and how many are overdue; '' = of none yet."""

    department: str
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Situation:
    """The current situation on the wall: the five figures, and open cases by department."""

    reported_today: int
    open: int
    due_within_hour: int
    overdue: int
    on_time_this_week: Figure
    loads: tuple[DepartmentLoad, ...]
    as_of: datetime
