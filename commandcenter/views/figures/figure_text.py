"""Figures as people read them: few digits, grouped, rounded half up; a dash where there is none."""

from decimal import ROUND_HALF_UP, Decimal

from commandcenter.models.figures.kpi import FigureUnit
from commandcenter.services.statistics import Figure

NOTHING = "\N{EM DASH}"
_THIN_SPACE = "\N{THIN SPACE}"
_MOST_PLAIN = 9_999
#: Above four digits a number is said in the language's own large units.
_LARGE_UNITS = {
    "zh": ((100_000_000, "亿"), (10_000, "万")),
    "en": ((1_000_000, "M"), (1_000, "k")),
}


def count_text(n: float, language: str) -> str:
    """`1 284`, and beyond four digits `1.284 万` or `12.84 k`."""
    if n <= _MOST_PLAIN:
        return grouped(n)
    size, unit = next((size, unit) for size, unit in _LARGE_UNITS[language] if n >= size)
    return f"{n / size:.4g}{_THIN_SPACE}{unit}"


def grouped(n: float) -> str:
    """Every digit, in groups of three."""
    return f"{n:,.0f}".replace(",", _THIN_SPACE)


def percent_text(numerator: float, denominator: float | None, places: int) -> str:
    """A rate in per cent; half of the last place goes up."""
    if not denominator:
        return NOTHING
    rate = Decimal(str(numerator)) * 100 / Decimal(str(denominator))
    return f"{rate.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)}%"


def value_text(figure: Figure, language: str) -> str:
    """The value as tiles and tables show it: counts, rates with two places, hours with one."""
    if figure.unit is FigureUnit.RATE:
        return percent_text(figure.numerator, figure.denominator, 2)
    if figure.value is None:
        return NOTHING
    if figure.unit is FigureUnit.HOURS:
        return f"{figure.value:.1f}{_THIN_SPACE}h"
    return count_text(figure.value, language)


def basis_text(figure: Figure) -> str:
    """What a rate or a mean rests on: `291/323`, `n=291`; empty for a count."""
    if figure.denominator is None:
        return ""
    if figure.unit is FigureUnit.RATE:
        return f"{grouped(figure.numerator)}/{grouped(figure.denominator)}"
    return f"n={grouped(figure.denominator)}"
