"""The territory of a city: reads areas, unit grids and roads, and checks that they fit together."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from commandcenter.errors import CommandCenterError, InvalidInput
from commandcenter.packs.area_checks import check_areas
from commandcenter.packs.content.pack import PackArea, PackGrid, PackRoad
from commandcenter.packs.content.parts import GridLayer
from commandcenter.packs.files.faults import Faults, Reason
from commandcenter.packs.files.pack_files import PackFiles
from commandcenter.packs.grid.check import check_grids
from commandcenter.packs.grid.files import areas_in, grids_in, roads_in
from commandcenter.packs.settings.city_file import CityFile

Shapes = TypeVar("Shapes")


@dataclass(frozen=True, slots=True)
class Territory:
    areas: tuple[PackArea, ...]
    grids: tuple[PackGrid, ...]
    roads: tuple[PackRoad, ...]


def read_territory(files: PackFiles, settings: CityFile, faults: Faults) -> Territory:
    """All three files, each checked against the others as far as they could be read."""
    areas = _MapFile(files, "areas.geojson", faults)
    grids = _MapFile(files, "unit_grids.geojson", faults)
    ground = Territory(
        areas=areas.shapes(areas_in),
        grids=grids.shapes(grids_in),
        roads=_MapFile(files, "roads.geojson", faults).shapes(roads_in),
    )
    if settings.levels and settings.layers:  # else there is nothing to measure them by
        for code, reason in check_areas(ground.areas, settings.levels, settings.code):
            areas.note(code, reason)
        if ground.areas:
            _check_grids(grids, ground, settings.layers)
    return ground


def _check_grids(file: "_MapFile", ground: Territory, layers: Sequence[GridLayer]) -> None:
    """Every layer by itself: the layers of a city lie over one another."""
    known = {layer.id for layer in layers}
    for grid in ground.grids:
        if grid.layer not in known:
            file.note(grid.code, InvalidInput("pack-layer-unknown", code=grid.code, id=grid.layer))
    for layer in layers:
        cells = [grid for grid in ground.grids if grid.layer == layer.id]
        if layer.segments:
            for fault in check_grids(cells, ground.areas, code_segments=layer.segments).faults:
                file.note(fault.code, fault)


class _MapFile:
    """A GeoJSON file of the pack, and on which line of it a code stands."""

    def __init__(self, files: PackFiles, name: str, faults: Faults) -> None:
        self._name = name
        self._text = files.text(name)
        self._faults = faults

    def shapes(self, read: Callable[[str, str], list[Shapes]]) -> tuple[Shapes, ...]:
        if self._text is None:
            return ()
        try:
            return tuple(read(self._text, self._name))
        except CommandCenterError as reason:
            self._faults.adopt(self._name, None, reason)
            return ()

    def note(self, code: str, reason: Reason) -> None:
        self._faults.adopt(self._name, self._line(code), reason)

    def _line(self, code: str) -> int | None:
        """The file is written a feature a line; in another form the line is near enough."""
        text = self._text or ""
        found = re.search(rf'"code"\s*:\s*"{re.escape(code)}"', text)
        return text.count("\n", 0, found.start()) + 1 if found else None
