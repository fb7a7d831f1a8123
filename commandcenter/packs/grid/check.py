"""Checks that unit grids fill their communities without gaps or overlaps, and have valid codes."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely import MultiPolygon, Point, STRtree
from shapely.geometry.base import BaseGeometry

from commandcenter.packs.content.geometry import Outline, Plane, area_m2, polygons
from commandcenter.packs.content.pack import PackArea, PackGrid
from commandcenter.packs.content.parts import CodeSegment
from commandcenter.packs.grid.code import communities, community_width, is_code
from commandcenter.packs.grid.report import (
    FaultKind,
    GridFault,
    GridReport,
    GridWarning,
    WarningKind,
)

TOLERANCE = 0.1
"""Metres. Narrower gaps and overlaps come from rounding coordinates to six decimals."""

USUAL_AREA = (2_000.0, 50_000.0)
"""Square metres: 0.2 to 5 times the ten thousand that a unit grid has by rule."""


def check_grids(
    cells: Sequence[PackGrid],
    areas: Sequence[PackArea],
    *,
    code_segments: Sequence[CodeSegment],
    gap_tolerance: float = TOLERANCE,
) -> GridReport:
    """The cells of one layer against the communities among the areas. The tolerance is the width
    in metres up to which a gap, an overlap or an overhang is none."""
    homes = communities(areas)
    faults = {*_code_faults(cells, homes, code_segments)}
    if cells or homes:
        faults.update(_Ground(cells, homes, gap_tolerance).faults())
    return GridReport(len(cells), tuple(sorted(faults)), tuple(sorted(_warnings(cells))))


class _Ground:
    """Cells and communities on one flat map."""

    def __init__(
        self, cells: Sequence[PackGrid], homes: Sequence[PackArea], tolerance: float
    ) -> None:
        outlines = [cell.outline for cell in cells], [home.outline for home in homes]
        self._plane = Plane.around([*outlines[0], *outlines[1]])
        self._tolerance = tolerance
        self._cells, self._homes = cells, homes
        self._cell_grounds = [self._sound(outline) for outline in outlines[0]]
        self._home_grounds = [self._sound(outline) for outline in outlines[1]]
        self._cell_tree = STRtree(self._cell_grounds)
        self._home_tree = STRtree(self._home_grounds)

    def faults(self) -> Iterator[GridFault]:
        for cell in self._cells:
            if not cell.outline.is_valid:
                yield GridFault(cell.code, FaultKind.INVALID, place(cell.outline))
        yield from self._overlaps()
        for home, ground in zip(self._homes, self._home_grounds, strict=True):
            yield from self._gaps(home, ground)
        for cell, ground in zip(self._cells, self._cell_grounds, strict=True):
            yield from self._strayings(cell, ground)

    def _overlaps(self) -> Iterator[GridFault]:
        grounds = np.array(self._cell_grounds, dtype=object)
        ones, others = self._cell_tree.query(grounds, predicate="intersects").tolist()
        for one, other in zip(ones, others, strict=True):
            if one < other:
                codes = sorted((self._cells[one].code, self._cells[other].code))
                common = self._cell_grounds[one].intersection(self._cell_grounds[other])
                for where in self._wide(common):
                    yield GridFault(codes[0], FaultKind.OVERLAP, f"{where}, {codes[1]}")

    def _gaps(self, home: PackArea, ground: MultiPolygon) -> Iterator[GridFault]:
        near = sorted(self._cell_tree.query(ground, predicate="intersects").tolist())
        covered = shapely.union_all([self._cell_grounds[index] for index in near])
        for where in self._wide(ground.difference(covered)):
            yield GridFault(home.code, FaultKind.GAP, where)

    def _strayings(self, cell: PackGrid, ground: MultiPolygon) -> Iterator[GridFault]:
        """Into other communities than the cell's own, or out of all of them."""
        near = sorted(self._home_tree.query(ground, predicate="intersects").tolist())
        for index in near:
            home = self._homes[index].code
            if home != cell.community:
                for where in self._wide(ground.intersection(self._home_grounds[index])):
                    yield GridFault(cell.code, FaultKind.TWO_COMMUNITIES, f"{where}, {home}")
        inside = shapely.union_all([self._home_grounds[index] for index in near])
        for where in self._wide(ground.difference(inside)):
            yield GridFault(cell.code, FaultKind.OUTSIDE, where)

    def _sound(self, outline: Outline) -> MultiPolygon:
        """What an outline covers, also where it crosses itself: one fault must not bring others."""
        return MultiPolygon(polygons(shapely.make_valid(self._plane.flat(outline))))

    def _wide(self, shape: BaseGeometry) -> Iterator[str]:
        """Where a shape is wider than the tolerance."""
        for part in polygons(shape):
            core = part.buffer(-self._tolerance / 2)
            if not core.is_empty:
                yield place(self._plane.degrees(core))


def place(shape: BaseGeometry) -> str:
    """Latitude and longitude of a point of a shape, which need not be valid."""
    point = Point(shapely.get_coordinates(shape)[0])
    if shape.is_valid:
        point = shape.representative_point()
    return f"{point.y:.6f}, {point.x:.6f}"


def _code_faults(
    cells: Sequence[PackGrid], homes: Sequence[PackArea], segments: Sequence[CodeSegment]
) -> Iterator[GridFault]:
    width = community_width(segments) + segments[-1].width
    known = {home.code for home in homes}
    seen: set[str] = set()
    for cell in cells:
        if not is_code(cell.code, width) or not cell.code.startswith(cell.community):
            yield GridFault(cell.code, FaultKind.CODE_MALFORMED, place(cell.outline))
        if cell.code in seen:
            yield GridFault(cell.code, FaultKind.CODE_TWICE, place(cell.outline))
        if cell.community not in known:
            where = f"{place(cell.outline)}, {cell.community}"
            yield GridFault(cell.code, FaultKind.UNKNOWN_COMMUNITY, where)
        seen.add(cell.code)


def _warnings(cells: Sequence[PackGrid]) -> Iterator[GridWarning]:
    smallest, largest = USUAL_AREA
    for cell in cells:
        area = area_m2(cell.outline)
        where = f"{place(cell.outline)}, {area:.0f} m²"
        if area < smallest:
            yield GridWarning(cell.code, WarningKind.TOO_SMALL, where)
        if area > largest:
            yield GridWarning(cell.code, WarningKind.TOO_LARGE, where)
