"""Divides communities into an exact number of unit grids along roads, rivers and walls."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from shapely import LineString, Polygon

from commandcenter.errors import InvalidInput
from commandcenter.packs.content.geometry import Plane, parts
from commandcenter.packs.content.pack import PackArea, PackGrid
from commandcenter.packs.content.parts import CodeSegment
from commandcenter.packs.grid.code import UNIT_GRID, communities, community_width, is_code
from commandcenter.packs.grid.mosaic import Barriers, Mosaic, Piece
from commandcenter.packs.grid.sealing import sealed
from commandcenter.packs.grid.splitting import shares, split_outline

_SMALLEST = 0.4
_LARGEST = 1.8
_LEAST_MEAN_M2 = 10


def build_grids(
    areas: Sequence[PackArea],
    barriers: Sequence[LineString],
    target: int,
    *,
    code_segments: Sequence[CodeSegment],
) -> list[PackGrid]:
    """Exactly `target` cells that fill the communities without crossing their borders.

    Barriers cut first. What is under 0.4 of the mean cell joins the neighbour with the longest
    common border; what is over 1.8 is split. The same input gives the same cells and codes.
    """
    homes = _checked(communities(areas), code_segments)
    plane = Plane.around([home.outline for home in homes])
    pieces = _pieces(homes, [plane.flat(line) for line in barriers], plane)
    mean = sum(piece.outline.area for piece in pieces) / max(target, 1)
    _check_target(homes, target, mean)
    larger = Mosaic(pieces).join(smallest=_SMALLEST * mean, largest=_LARGEST * mean, cells=target)
    counts = shares([piece.outline.area for piece in larger], target)
    _check_room(larger, counts, code_segments[-1])
    cut = _split(larger, counts)
    outlines = sealed([plane.degrees(piece.outline) for piece in cut])
    return _numbered(cut, outlines, code_segments[-1].width)


def in_reading_order(outlines: Sequence[Polygon]) -> list[Polygon]:
    """West to east in rows from north to south. A row is what is centred north of the southern
    edge of its northernmost cell."""
    waiting = sorted(outlines, key=lambda outline: (-round(outline.centroid.y, 7), outline.bounds))
    ordered: list[Polygon] = []
    while waiting:
        edge = waiting[0].bounds[1]
        row = [outline for outline in waiting if outline.centroid.y > edge]
        ordered += sorted(row, key=lambda outline: outline.centroid.x)
        waiting = [outline for outline in waiting if outline.centroid.y <= edge]
    return ordered


def _checked(homes: list[PackArea], segments: Sequence[CodeSegment]) -> list[PackArea]:
    if not homes:
        raise InvalidInput("grid-no-areas")
    width = community_width(segments)
    for code, times in Counter(home.code for home in homes).items():
        if not is_code(code, width):
            raise InvalidInput("grid-area-code", code=code, width=width)
        if times > 1:
            raise InvalidInput("grid-area-twice", code=code)
    return homes


def _check_target(homes: Sequence[PackArea], target: int, mean: float) -> None:
    least = sum(len(parts(home.outline)) for home in homes)
    if target < least:
        raise InvalidInput("grid-target-low", target=target, least=least)
    if mean < _LEAST_MEAN_M2:
        raise InvalidInput("grid-target-high", target=target, least=_LEAST_MEAN_M2)


def _check_room(pieces: Sequence[Piece], counts: Sequence[int], sequence: CodeSegment) -> None:
    cells: Counter[str] = Counter()
    for piece, count in zip(pieces, counts, strict=True):
        cells[piece.community] += count
    community, most = max(cells.items(), key=lambda item: item[1])
    if most >= 10**sequence.width:
        raise InvalidInput(
            "grid-sequence-full", community=community, cells=most, width=sequence.width
        )


def _pieces(homes: Sequence[PackArea], lines: Sequence[LineString], plane: Plane) -> list[Piece]:
    barriers = Barriers(lines)
    return [
        Piece(home.code, face)
        for home in homes
        for part in parts(plane.flat(home.outline))
        for face in barriers.faces(part)
    ]


def _split(pieces: Sequence[Piece], counts: Sequence[int]) -> list[Piece]:
    return [
        Piece(piece.community, outline)
        for piece, count in zip(pieces, counts, strict=True)
        for outline in split_outline(piece.outline, count)
    ]


def _numbered(pieces: Sequence[Piece], outlines: Sequence[Polygon], width: int) -> list[PackGrid]:
    homes: dict[str, list[Polygon]] = defaultdict(list)
    for piece, outline in zip(pieces, outlines, strict=True):
        homes[piece.community].append(outline)
    return [
        PackGrid(f"{community}{number:0{width}}", community, UNIT_GRID, outline)
        for community, cells in sorted(homes.items())
        for number, outline in enumerate(in_reading_order(cells), start=1)
    ]
