"""Checks that the areas of a pack form one tree, in their codes and on the ground."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import shapely
from shapely import STRtree

from commandcenter.errors import CommandCenterError, InvalidInput
from commandcenter.packs.content.pack import PackArea
from commandcenter.packs.content.parts import AreaLevel
from commandcenter.packs.grid.code import is_code

#: About a metre. Outlines that were drawn separately may differ by this much.
TOLERANCE_DEGREES = 1e-5
#: About fifty square metres of common ground; thinner slivers come from rounding.
OVERLAP_DEGREES = 5e-9

Finding = tuple[str, CommandCenterError]


def check_areas(
    areas: Sequence[PackArea], levels: Sequence[AreaLevel], city: str
) -> Iterator[Finding]:
    """Note the faults of all areas."""
    by_code = {area.code: area for area in areas}
    ranks = {level.id: rank for rank, level in enumerate(levels)}
    if areas and city not in by_code:
        yield city, InvalidInput("pack-area-of-the-city", code=city)
    yield from _twice(areas)
    for area in areas:
        if area.level not in ranks:
            yield area.code, InvalidInput("pack-level-unknown", code=area.code, level=area.level)
            continue
        level = levels[ranks[area.level]]
        if not is_code(area.code, level.width):
            yield area.code, InvalidInput("pack-area-code", code=area.code, width=level.width)
        yield from _parent_faults(area, by_code, ranks)
    for level in levels:
        yield from _overlaps([area for area in areas if area.level == level.id])


def _twice(areas: Sequence[PackArea]) -> Iterator[Finding]:
    seen: set[str] = set()
    for area in areas:
        if area.code in seen:
            yield area.code, InvalidInput("pack-area-twice", code=area.code)
        seen.add(area.code)


def _parent_faults(
    area: PackArea, areas: Mapping[str, PackArea], ranks: Mapping[str, int]
) -> Iterator[Finding]:
    rank = ranks[area.level]
    if rank == 0:
        if area.parent is not None:
            yield area.code, InvalidInput("pack-area-root", code=area.code)
        return
    parent = areas.get(area.parent or "")
    if parent is None:
        yield (
            area.code,
            InvalidInput("pack-area-parent-unknown", code=area.code, parent=area.parent or "–"),
        )
    elif ranks.get(parent.level) != rank - 1 or not area.code.startswith(parent.code):
        yield area.code, InvalidInput("pack-area-parent", code=area.code, parent=parent.code)
    elif not shapely.covers(shapely.buffer(parent.outline, TOLERANCE_DEGREES), area.outline):
        yield area.code, InvalidInput("pack-area-outside", code=area.code, parent=parent.code)


def _overlaps(areas: Sequence[PackArea]) -> Iterator[Finding]:
    outlines = np.array([area.outline for area in areas], dtype=object)
    pairs = STRtree(outlines).query(outlines, predicate="intersects").T.tolist()
    for one, other in pairs:
        if one < other and _common(outlines[one], outlines[other]) > OVERLAP_DEGREES:
            codes = {"code": areas[one].code, "other": areas[other].code}
            yield areas[one].code, InvalidInput("pack-area-overlap", **codes)


def _common(one: shapely.Geometry, other: shapely.Geometry) -> float:
    return float(shapely.area(shapely.intersection(one, other)))
