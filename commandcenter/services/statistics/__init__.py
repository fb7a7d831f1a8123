"""Statistics: figures with numerator and denominator, and exactly the cases behind them."""

from commandcenter.services.statistics.query import FIRST_DAY, By, FigureQuery, week_of
from commandcenter.services.statistics.rows import DepartmentLoad, Figure, Situation
from commandcenter.services.statistics.statistics import Statistics

__all__ = [
    "FIRST_DAY",
    "By",
    "DepartmentLoad",
    "Figure",
    "FigureQuery",
    "Situation",
    "Statistics",
    "week_of",
]
