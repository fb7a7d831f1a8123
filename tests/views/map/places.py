"""Four streets of four cells each, a cross of roads, and cases where a test wants them."""

from collections.abc import Iterable

from commandcenter.views.look.theme import CaseMark
from commandcenter.views.map.base_map import BaseArea, BaseCell, BaseMap, BaseRoad, MapCase, Rings

WEST, SOUTH, EAST, NORTH = 116.40, 39.92, 116.42, 39.94
CENTRE_LAT, CENTRE_LON = 39.93, 116.41
BAD_WORDS = "<img src=x onerror='document.title=\"broken in\"'><b>bold</b>"


def case(
    number: int,
    latitude: float = CENTRE_LAT,
    longitude: float = CENTRE_LON,
    *,
    mark: CaseMark = CaseMark.RUNNING,
    label: str = "暴露垃圾",
    detail: str = "剩余 01:42",
) -> MapCase:
    return MapCase(f"1101012026112{number:06d}", latitude, longitude, mark, label, detail)


def spread(amount: int, *, first: int = 1) -> list[MapCase]:
    """This number of cases all over the town, the same in every run."""
    return [
        case(
            number,
            SOUTH + (NORTH - SOUTH) * (number * 0.618 % 1),
            WEST + (EAST - WEST) * (number * 0.414 % 1),
            mark=list(CaseMark)[number % len(CaseMark)],
        )
        for number in range(first, first + amount)
    ]


def town() -> BaseMap:
    streets = _parts(2)
    return BaseMap(
        areas=tuple(
            BaseArea(f"11010100{n}", "street", f"第{n}街道", f"Street {n}", box)
            for n, box in enumerate(streets, start=1)
        ),
        cells=tuple(BaseCell(f"110101001001{n:03d}", box) for n, box in enumerate(_parts(4))),
        roads=(
            BaseRoad("东西大街", "East West Street", "main", ((WEST, 39.931), (EAST, 39.931))),
            BaseRoad("南北巷", "North South Lane", "lane", ((116.411, SOUTH), (116.411, NORTH))),
        ),
    )


def _parts(across: int) -> Iterable[Rings]:
    width, height = (EAST - WEST) / across, (NORTH - SOUTH) / across
    for n in range(across * across):
        west, north = WEST + n % across * width, NORTH - n // across * height
        east, south = west + width, north - height
        yield (((west, north), (east, north), (east, south), (west, south), (west, north)),)
