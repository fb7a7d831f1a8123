"""The levels of a city whose desks dispatch cases, and how a case goes up and down between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from commandcenter.models.clocks.time_limit import TimeLimit


@dataclass(frozen=True, slots=True)
class TierLimit:
    """How long a level may take to dispatch a case, and the level that it goes to after that."""

    level: str
    limit: TimeLimit
    then: str


@dataclass(frozen=True, slots=True)
class Tiers:
    """`widths`: how long the codes of each level of areas are, the largest areas first.

    The code of an area begins with the codes of all areas that contain it.
    """

    widths: Mapping[str, int] = field(default_factory=dict)
    limits: Mapping[str, TierLimit] = field(default_factory=dict)

    def below(self, holder: str, place: str | None) -> tuple[str, ...]:
        """The areas below `holder` that contain the place, which is an area itself, the largest
        first."""
        if place is None or not place.startswith(holder):
            return ()
        widths = (width for width in self.widths.values() if len(holder) < width <= len(place))
        return tuple(place[:width] for width in widths)

    def above(self, holder: str) -> str | None:
        """The area to which a case goes up from `holder`; None at the top.

        That of the next level, unless the limit of the level names another one.
        """
        limit = self.limit_of(holder)
        if limit is not None:
            return holder[: self.widths[limit.then]]
        widths = [width for width in self.widths.values() if width < len(holder)]
        return holder[: max(widths)] if widths else None

    def around(self, holder: str, place: str | None) -> str | None:
        """`holder`, or the smallest area around it that contains the place; None if there is
        none."""
        areas = [holder[:width] for width in self.widths.values() if width <= len(holder)]
        return next((area for area in reversed(areas) if (place or "").startswith(area)), None)

    def limit_of(self, holder: str) -> TierLimit | None:
        """The limit of the level of this area."""
        level = next((id for id, width in self.widths.items() if width == len(holder)), None)
        return self.limits.get(level) if level else None
