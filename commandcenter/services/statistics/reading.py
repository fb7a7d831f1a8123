"""Which cube of the stored sums answers a question; none for those that limit too many things."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from commandcenter.models.figures.cubes import (
    DEPARTMENT,
    KIND,
    POST,
    SOURCE,
    TOTAL,
    SumShape,
    joint_key,
    parts_of,
)
from commandcenter.models.figures.stored_sums import SUMS
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.statistics.conditions import in_area
from commandcenter.services.statistics.query import By, FigureQuery

_KEY = SUMS.c.key
_AREA = "area"
_ASPECT_OF: Mapping[By, str] = {
    By.AREA: _AREA,
    By.DEPARTMENT: DEPARTMENT,
    By.CATEGORY: KIND,
    By.SOURCE: SOURCE,
    By.SOURCE_KIND: SOURCE,
    By.POST: POST,
}
#: The columns of the breakdowns that every cube can give.
_COLUMN_OF: Mapping[By, str] = {By.WEEK: "day", By.CENTRE: "centre"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A cube, conditions on its keys, the column to group by, and the breakdown's part of it."""

    cube: str
    limits: tuple[ColumnElement[bool], ...]
    group: str | None
    key: Callable[[Any], Any]


def reading_of(
    query: FigureQuery, viewer: Viewer, by: By | None, *, width: int, shape: SumShape | None
) -> Reading | None:
    """The cube that answers, `width` being that of a breakdown by area; None if cases must be
    counted. `shape`: None if the sums of the centres are kept by different levels of areas."""
    if viewer.department is not None or viewer.inspections:
        return None  # inspectors see more than the cases of their source
    areas = [area for area in (viewer.area, query.area) if area is not None]
    values = _values(query, viewer)
    aspects = {aspect for aspect, of_aspect in values.items() if of_aspect}
    aspects |= {_AREA} if areas else set()
    aspects |= {_ASPECT_OF[by]} if by and by in _ASPECT_OF else set()
    finest = max([width if by is By.AREA else 0, *map(len, areas)])
    cube = _cube_of(aspects, finest, shape)
    if cube is None:
        return None
    limits = _limits if len(aspects) < 2 else _joint_limits
    return Reading(cube, tuple(limits(areas, values)), _group(by), _key_of(by, aspects))


def _values(query: FigureQuery, viewer: Viewer) -> dict[str, list[str]]:
    """What each aspect but the area must be; mostly nothing."""
    asked = {
        DEPARTMENT: (query.department,),
        KIND: (query.category,),
        SOURCE: (query.source, viewer.source),
        POST: (query.post,),
    }
    return {name: [one for one in values if one is not None] for name, values in asked.items()}


def _cube_of(aspects: set[str], finest: int, shape: SumShape | None) -> str | None:
    """`finest`: how many characters of the codes of areas the question needs."""
    if not aspects:
        return TOTAL
    if shape is None:
        return None if _AREA in aspects or len(aspects) > 1 else next(iter(aspects))
    if aspects == {_AREA, DEPARTMENT}:
        return shape.joint.name if finest <= shape.joint.width else None
    (aspect, *others) = aspects
    if others:
        return None
    if aspect != _AREA:
        return aspect
    return next((cube.name for cube in shape.areas if finest <= cube.width), None)


def _limits(
    areas: Iterable[str], values: Mapping[str, Iterable[str]]
) -> Iterator[ColumnElement[bool]]:
    for area in areas:
        yield in_area(_KEY, area)
    for of_aspect in values.values():
        for value in of_aspect:
            yield _KEY == value  # noqa: SIM300  a column


def _joint_limits(
    areas: Iterable[str], values: Mapping[str, Iterable[str]]
) -> Iterator[ColumnElement[bool]]:
    for area in areas:
        yield _KEY.startswith(area or joint_key("", ""), autoescape=True)
    for department in values[DEPARTMENT]:
        yield _KEY.endswith(joint_key("", department), autoescape=True)


def _group(by: By | None) -> str | None:
    if by is None:
        return None
    return _COLUMN_OF.get(by, "key")


def _key_of(by: By | None, aspects: set[str]) -> Callable[[Any], Any]:
    """The part of a key that a breakdown is by."""
    if len(aspects) > 1 and by in (By.AREA, By.DEPARTMENT):
        place = 0 if by is By.AREA else 1
        return lambda key: parts_of(key)[place]
    return lambda key: key
