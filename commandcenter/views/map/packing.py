"""Base map and cases as columns for the page: a few long lists instead of many small objects."""

import base64
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from commandcenter.views.map.base_map import BaseArea, BaseCell, BaseRoad, Line, MapCase
from commandcenter.views.theme import CaseMark

Columns = dict[str, object]

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
    """`coordinates` are base64 of 64-bit floats, longitude before latitude, without a gap.

    `line_counts` says how many lines a feature has, `point_counts` how many points each line.
    """
    rows = list(features)
    lines = [line for *_, some in rows for line in some]
    numbers = array("d", chain.from_iterable(chain.from_iterable(lines)))
    return {
        "codes": [code for code, _, _, _ in rows],
        "names": [name for _, name, _, _ in rows],
        "kinds": [kind for _, _, kind, _ in rows],
        "line_counts": [len(some) for *_, some in rows],
        "point_counts": [len(line) for line in lines],
        "coordinates": base64.b64encode(numbers.tobytes()).decode(),
    }


def _said(named: BaseArea | BaseRoad, language: str) -> str:
    return named.name_zh if language == "zh" else named.name_en
