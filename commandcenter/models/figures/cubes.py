"""The breakdowns ("cubes") that sums are kept for, and the key of a case in each of them.

A figure reads one cube. The cubes of areas follow from the levels of the city's pack, by the widths
of their codes: all levels but the first, which is the city itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from commandcenter.models.cases.rules.facts import CaseFacts

TOTAL = "total"
DEPARTMENT = "department"
KIND = "kind"  # by category
SOURCE = "source"
POST = "post"  # of whoever took the counted step
_OTHERS = frozenset({TOTAL, DEPARTMENT, KIND, SOURCE, POST})
_OF_DEPARTMENT = "×department"
#: Between the area and the department in a key; codes of areas are letters and digits.
_BETWEEN = "/"


class AreaCube(NamedTuple):
    """A cube of areas; its keys are the first `width` characters of their codes."""

    name: str
    width: int


@dataclass(frozen=True, slots=True)
class SumShape:
    """What sums depend on besides the cases: the city's time zone and its levels of areas."""

    zone: ZoneInfo
    areas: tuple[AreaCube, ...]
    #: The cube of areas and departments; keys as `joint_key` makes them.
    joint: AreaCube

    @classmethod
    def of(cls, zone: ZoneInfo, levels: Mapping[str, int]) -> "SumShape":
        """`levels`: the width of the codes of each level of the pack, the coarsest first."""
        kept = list(levels.items())[1:] or levels.items()
        areas = tuple(AreaCube(_name(level), width) for level, width in kept)
        return cls(zone, areas, AreaCube(areas[0].name + _OF_DEPARTMENT, areas[0].width))

    def keys(self, facts: CaseFacts) -> list[tuple[str, str]]:
        """Every cube but that of posts, and the key of the case in it; '' = not known."""
        area, department = facts.area, facts.department
        return [
            (TOTAL, ""),
            *((name, area[:width]) for name, width in self.areas),
            (DEPARTMENT, department),
            (KIND, facts.category),
            (SOURCE, facts.source),
            (self.joint.name, joint_key(area[: self.joint.width], department)),
        ]


def _name(level: str) -> str:
    return f"area {level}" if level in _OTHERS else level


def joint_key(area: str, department: str) -> str:
    """The key of an area and a department."""
    return f"{area}{_BETWEEN}{department}"


def parts_of(key: str) -> tuple[str, str]:
    """The area and the department of a key."""
    area, _, department = key.partition(_BETWEEN)
    return area, department
