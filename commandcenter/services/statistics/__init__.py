"""Statistics: figures with numerator and denominator, and exactly the cases behind them."""

from commandcenter.services.statistics.query import By, FigureQuery, week_of
from commandcenter.services.statistics.rows import DepartmentLoad, Figure, Situation
from commandcenter.services.statistics.statistics import Statistics

__all__ = [
    "By",
    "DepartmentLoad",
    "Figure",
    "FigureQuery",
    "Situation",
    "Statistics",
    "week_of",
]
