"""The hand-written source of a drawn city: crossings, and everything else as lists of them."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import shapely
from shapely import MultiPolygon, Point, Polygon

from commandcenter.errors import InvalidInput, Malformed, NotFound
from commandcenter.packs.content.geometry import polygons
from commandcenter.packs.content.pack import PackArea, PackRoad
from commandcenter.packs.grid.communities import Seat
from commandcenter.words import Name

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

    def ring(self, crossings: Crossings) -> Polygon:
        path = self.path(crossings)
        if len(path) < 3 or not Polygon(path).is_valid:
            self._refuse("corners")
        return Polygon(path)

    def _refuse(self, what: str) -> NoReturn:
        raise InvalidInput("drawing-line", file=self.file, line=str(self.number), what=what)


def read_sheet(folder: Path) -> Sheet:
    """From drawing.toml, corners.csv, outlines.csv, centrelines.csv and communities.csv."""
    settings = _settings(folder / "drawing.toml")
    crossings = {line.word("code"): line.place() for line in _lines(folder, "corners.csv")}
    streets = [_street(line, crossings, settings) for line in _lines(folder, "outlines.csv")]
    whole = polygons(shapely.union_all([street.outline for street in streets]))
    outline = whole[0] if len(whole) == 1 else MultiPolygon(whole)
    return Sheet(
        city=PackArea(settings.code, settings.levels[0], settings.name, None, outline),
        streets=streets,
        roads=[_road(line, crossings) for line in _lines(folder, "centrelines.csv")],
        seats=[_seat(line) for line in _lines(folder, "communities.csv")],
        community_level=settings.levels[2],
        cells=settings.cells,
    )


@dataclass(frozen=True)
class _Settings:
    code: str
    name: Name
    levels: tuple[str, str, str]
    cells: int


def _settings(path: Path) -> _Settings:
    try:
        said = tomllib.loads(_text(path))
        city, street, community = said["levels"]
        name = Name(zh=said["name_zh"], en=said["name_en"])
        return _Settings(said["code"], name, (city, street, community), int(said["cells"]))
    except (KeyError, TypeError, ValueError):
        raise Malformed("drawing-settings", file=str(path)) from None


def _street(line: _Line, crossings: Crossings, settings: _Settings) -> PackArea:
    code, level = line.word("code"), settings.levels[1]
    return PackArea(code, level, line.name(), settings.code, line.ring(crossings))


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
