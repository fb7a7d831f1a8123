"""A limit in parts: make safe, repair, restore, one after the other, each with its own clock."""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.time_limit import TimeLimit, Unit, parse_limit

#: Make safe, repair, restore: no published table has more parts.
MOST_PARTS = 3
_BETWEEN = "+"


def parse_limits(text: str) -> tuple[TimeLimit, ...]:
    """Read one limit, or up to three with `+` between them: `3紧急工作时 + 5工作日`."""
    parts = text.split(_BETWEEN)
    if len(parts) > MOST_PARTS:
        raise InvalidInput("limit-in-too-many-parts", field="limit", most=MOST_PARTS)
    return tuple(parse_limit(part) for part in parts)


def limits_said(limits: Sequence[TimeLimit], language: str) -> str:
    """The limit as text for people."""
    return f" {_BETWEEN} ".join(limit.said(language) for limit in limits)


def stored_limits(limits: Sequence[TimeLimit]) -> tuple[str, str]:
    """Amounts and units as two columns hold them."""
    amounts = _BETWEEN.join(str(limit.amount) for limit in limits)
    return amounts, _BETWEEN.join(str(limit.unit) for limit in limits)


@lru_cache(maxsize=1024)
def read_limits(amounts: str, units: str) -> tuple[TimeLimit, ...]:
    """The inverse of `stored_limits`; a pack has a few dozen, and every case asks for its own."""
    pairs = zip(amounts.split(_BETWEEN), units.split(_BETWEEN), strict=True)
    return tuple(TimeLimit(Fraction(amount), Unit(unit)) for amount, unit in pairs)
