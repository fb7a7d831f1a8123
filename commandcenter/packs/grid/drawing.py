"""A city drawn from named crossings: typed corners in; areas, roads and unit grids of a pack out.

`python -m commandcenter.packs.grid.drawing FOLDER` draws the pack in that folder again.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shapely import LineString

from commandcenter.packs.content.pack import PackArea, PackGrid, PackRoad
from commandcenter.packs.content.parts import CodeSegment
from commandcenter.packs.grid.builder import build_grids
from commandcenter.packs.grid.communities import seated
from commandcenter.packs.grid.files import centre_line, write_areas, write_grids, write_roads
from commandcenter.packs.grid.sealing import sealed
from commandcenter.packs.grid.typed import Sheet, read_sheet

_DIGITS = 3


@dataclass(frozen=True)
class Drawing:
    areas: list[PackArea]
    roads: list[PackRoad]
    cells: list[PackGrid]

    def write(self, folder: Path) -> None:
        write_areas(folder / "areas.geojson", self.areas)
        write_roads(folder / "roads.geojson", self.roads)
        write_grids(folder / "unit_grids.geojson", self.cells)


def draw(folder: Path) -> Drawing:
    """Communities are cut out of the streets, cells out of the communities, both along roads."""
    sheet = read_sheet(folder)
    roads = [centre_line(road) for road in sheet.roads]
    communities = _communities(sheet, roads)
    width = len(communities[0].code)
    segments = CodeSegment(sheet.community_level, width), CodeSegment("sequence", _DIGITS)
    cells = build_grids(communities, roads, sheet.cells, code_segments=segments)
    return Drawing([sheet.city, *sheet.streets, *communities], sheet.roads, cells)


def _communities(sheet: Sheet, roads: Sequence[LineString]) -> list[PackArea]:
    """By code; rounded all together, since streets are cut one by one."""
    cut = [
        (seat, street.code, outline)
        for street in sheet.streets
        for seat, outline in seated(street, sheet.seats, roads)
    ]
    cut.sort(key=lambda part: part[0].code)
    outlines = sealed([outline for _, _, outline in cut])
    return [
        PackArea(seat.code, sheet.community_level, seat.name, street, outline)
        for (seat, street, _), outline in zip(cut, outlines, strict=True)
    ]


if __name__ == "__main__":
    place = Path(sys.argv[1])
    draw(place).write(place)
