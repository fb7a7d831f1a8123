"""Base map and cases as columns for the page: a few long lists instead of many small objects."""

import base64
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from commandcenter.views.look.theme import CaseMark
from commandcenter.views.map.base_map import BaseArea, BaseCell, BaseRoad, Line, MapCase

Columns = dict[str, str]
"""Qt hands over one long text many times faster than a list of short ones."""

Feature = tuple[str, str, str, Sequence[Line]]
"""Code, name, kind (level of an area, class of a road), lines."""

_RANK = {mark: rank for rank, mark in enumerate(CaseMark)}


@dataclass(frozen=True, slots=True)
class CaseColumns:
    """`marks` are places in `CaseMark`, 0 = the worst."""

    numbers: list[str]
    latitudes: list[float]
    longitudes: list[float]
    marks: list[int]
    labels: list[str]
    details: list[str]


def case_columns(cases: Sequence[MapCase]) -> CaseColumns:
    return CaseColumns(
        numbers=[case.number for case in cases],
        latitudes=[case.latitude for case in cases],
        longitudes=[case.longitude for case in cases],
        marks=[_RANK[case.mark] for case in cases],
        labels=[case.label for case in cases],
        details=[case.detail for case in cases],
    )


def area_columns(areas: Iterable[BaseArea], language: str) -> Columns:
    return _columns((area.code, _said(area, language), area.level, area.rings) for area in areas)


def cell_columns(cells: Iterable[BaseCell]) -> Columns:
    return _columns((cell.code, "", "", cell.rings) for cell in cells)


def road_columns(roads: Iterable[BaseRoad], language: str) -> Columns:
    return _columns(("", _said(road, language), road.road_class, (road.line,)) for road in roads)


def _columns(features: Iterable[Feature]) -> Columns:
    """Words one a line; numbers as base64: 32-bit integers, coordinates 64-bit floats.

    `line_counts` says how many lines a feature has, `point_counts` how many points each line;
    coordinates are longitude before latitude, without a gap.
    """
    rows = list(features)
    lines = [line for row in rows for line in row[3]]
    return {
        "codes": _one_a_line(row[0] for row in rows),
        "names": _one_a_line(row[1] for row in rows),
        "kinds": _one_a_line(row[2] for row in rows),
        "line_counts": _base64(array("i", [len(row[3]) for row in rows])),
        "point_counts": _base64(array("i", [len(line) for line in lines])),
        "coordinates": _base64(array("d", chain.from_iterable(chain.from_iterable(lines)))),
    }


def _one_a_line(words: Iterable[str]) -> str:
    return "".join(word.replace("\n", " ") + "\n" for word in words)


def _base64(numbers: "array[int] | array[float]") -> str:
    return base64.b64encode(numbers.tobytes()).decode()


def _said(named: BaseArea | BaseRoad, language: str) -> str:
    return named.name_zh if language == "zh" else named.name_en
