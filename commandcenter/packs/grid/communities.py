"""Communities of a street: cut along roads, and between the places where they have their seats."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shapely import LineString, Point, Polygon

from commandcenter.errors import InvalidInput
from commandcenter.packs.content.geometry import Plane, parts
from commandcenter.packs.content.pack import PackArea
from commandcenter.packs.grid.mosaic import Barriers, joined, shared_length
from commandcenter.packs.grid.splitting import Laid
from commandcenter.words import Name


@dataclass(frozen=True)
class Seat:
    """A community by name, and about where its office is."""

    code: str
    name: Name
    place: Point


@dataclass(frozen=True)
class _Quarter:
    outline: Polygon
    seats: tuple[Seat, ...]


def seated(
    street: PackArea, seats: Sequence[Seat], barriers: Sequence[LineString]
) -> list[tuple[Seat, Polygon]]:
    """Barriers cut the street; a quarter without a seat joins the neighbour with the longest
    common border; one with several is split between them. Seats of other streets are left out."""
    own = [seat for seat in seats if seat.code.startswith(street.code)]
    if not own:
        raise InvalidInput("drawing-no-seat", street=street.code)
    plane = Plane.around([street.outline])
    placed = [replace(seat, place=plane.flat(seat.place)) for seat in own]
    lines = Barriers([plane.flat(line) for line in barriers])
    faces = [face for part in parts(plane.flat(street.outline)) for face in lines.faces(part)]
    quarters = [part for quarter in _inhabited(faces, placed) for part in _split(quarter)]
    by_code = {seat.code: seat for seat in own}
    return [
        (by_code[quarter.seats[0].code], plane.degrees(quarter.outline)) for quarter in quarters
    ]


def _inhabited(faces: Sequence[Polygon], seats: Sequence[Seat]) -> list[_Quarter]:
    homes = [_nearest(faces, seat.place) for seat in seats]
    quarters = [
        _Quarter(face, tuple(seat for seat, home in zip(seats, homes, strict=True) if home == it))
        for it, face in enumerate(faces)
    ]
    while empty := [quarter for quarter in quarters if not quarter.seats]:
        smallest = min(empty, key=lambda quarter: quarter.outline.area)
        quarters.remove(smallest)
        lengths = [shared_length(smallest.outline, quarter.outline) for quarter in quarters]
        mate = quarters.pop(lengths.index(max(lengths)))
        quarters.append(replace(mate, outline=joined([smallest.outline, mate.outline])))
    return quarters


def _nearest(faces: Sequence[Polygon], place: Point) -> int:
    distances = [face.distance(place) for face in faces]
    return distances.index(min(distances))


def _split(quarter: _Quarter) -> list[_Quarter]:
    """Across the long axis, in the middle between the two middle seats."""
    if len(quarter.seats) == 1:
        return [quarter]
    laid = Laid.out(quarter.outline)
    seats = sorted(quarter.seats, key=lambda seat: laid.along(seat.place))
    half = len(seats) // 2
    at = (laid.along(seats[half - 1].place) + laid.along(seats[half].place)) / 2
    left, right = laid.cut(at)
    return _split(_Quarter(left, tuple(seats[:half]))) + _split(
        _Quarter(right, tuple(seats[half:]))
    )
