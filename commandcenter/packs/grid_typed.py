"""What was typed for a drawn city: crossings, and everything else as lists of them."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from shapely import Point, Polygon

from commandcenter.errors import InvalidInput, NotFound
from commandcenter.packs.grid_communities import Seat
from commandcenter.packs.grid_mosaic import joined
from commandcenter.packs.pack import Name, PackArea, PackRoad

Place = tuple[float, float]
Crossings = Mapping[str, Place]


@dataclass(frozen=True)
class Sheet:
    """The city and its streets as areas, its roads, its communities by their seats, and into how
    many cells it goes."""

    city: PackArea
    streets: list[PackArea]
    roads: list[PackRoad]
    seats: list[Seat]
    community_level: str
    cells: int


@dataclass(frozen=True)
class _Line:
    """A line of a table; what is wrong in it is refused with file and line."""

    file: str
    number: int
    cells: Mapping[str, str]

    def word(self, column: str) -> str:
        word = self.cells.get(column)
        if not word:
            self._refuse(column)
        return word

    def name(self) -> Name:
        return Name(zh=self.word("name_zh"), en=self.word("name_en"))

    def place(self) -> Place:
        try:
            return float(self.word("longitude")), float(self.word("latitude"))
        except ValueError:
            self._refuse("longitude, latitude")

    def path(self, crossings: Crossings) -> tuple[Place, ...]:
        codes = self.word("corners").split()
        unknown = next((code for code in codes if code not in crossings), None)
        if unknown:
            self._refuse(unknown)
        return tuple(crossings[code] for code in codes)

    def _refuse(self, what: str) -> NoReturn:
        raise InvalidInput("drawing-line", file=self.file, line=str(self.number), what=what)


def read_sheet(folder: Path) -> Sheet:
    """From drawing.toml, corners.csv, outlines.csv, centrelines.csv and communities.csv."""
    settings = tomllib.loads(_text(folder / "drawing.toml"))
    city_level, street_level, community_level = settings["levels"]
    crossings = {line.word("code"): line.place() for line in _lines(folder, "corners.csv")}
    streets = [
        _street(line, crossings, level=street_level, city=settings["code"])
        for line in _lines(folder, "outlines.csv")
    ]
    name = Name(zh=settings["name_zh"], en=settings["name_en"])
    whole = joined([street.outline for street in streets if isinstance(street.outline, Polygon)])
    return Sheet(
        city=PackArea(settings["code"], city_level, name, None, whole),
        streets=streets,
        roads=[_road(line, crossings) for line in _lines(folder, "centrelines.csv")],
        seats=[_seat(line) for line in _lines(folder, "communities.csv")],
        community_level=community_level,
        cells=settings["cells"],
    )


def _street(line: _Line, crossings: Crossings, *, level: str, city: str) -> PackArea:
    outline = Polygon(line.path(crossings))
    return PackArea(line.word("code"), level, line.name(), city, outline)


def _road(line: _Line, crossings: Crossings) -> PackRoad:
    return PackRoad(line.name(), line.word("class"), line.path(crossings))


def _seat(line: _Line) -> Seat:
    return Seat(line.word("code"), line.name(), Point(line.place()))


def _lines(folder: Path, file: str) -> list[_Line]:
    rows = csv.DictReader(_text(folder / file).splitlines())
    return [_Line(file, number, row) for number, row in enumerate(rows, start=2)]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFound("geojson-missing", file=str(path)) from None
