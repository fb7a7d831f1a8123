"""The code of a unit grid: the code of its community, followed by a number."""

from collections.abc import Sequence

from commandcenter.packs.content.pack import PackArea
from commandcenter.packs.content.parts import CodeSegment

UNIT_GRID = "unit_grid"
"""The grid layer that the builder cuts."""


def communities(areas: Sequence[PackArea]) -> list[PackArea]:
    """The areas at the foot of the tree, by code: cells never leave one of them."""
    parents = {area.parent for area in areas}
    return sorted((area for area in areas if area.code not in parents), key=lambda area: area.code)


def community_width(segments: Sequence[CodeSegment]) -> int:
    """How many digits of a cell's code name its community: all segments but the last."""
    return sum(segment.width for segment in segments[:-1])


def is_code(code: str, width: int) -> bool:
    """ASCII digits only: `str.isdigit` alone would let those of other scripts in."""
    return len(code) == width and code.isascii() and code.isdigit()
