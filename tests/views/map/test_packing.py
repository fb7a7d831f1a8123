"""How areas, roads and cases travel to the page."""

import base64
from array import array

import pytest

from commandcenter.views.look.theme import CaseMark
from commandcenter.views.map.base_map import BaseCell, BaseMap, BaseRoad
from commandcenter.views.map.packing import area_columns, case_columns, cell_columns, road_columns
from tests.views.map.places import EAST, NORTH, SOUTH, WEST, case, town


def test_that_every_point_arrives_with_its_feature() -> None:
    outline = ((1.0, 2.0), (3.0, 2.0), (3.0, 4.0), (1.0, 2.0))
    hole = ((1.5, 2.5), (2.0, 2.5), (2.0, 3.0))
    columns = cell_columns([BaseCell("a", (outline, hole)), BaseCell("b", (hole,))])
    assert columns["codes"].split() == ["a", "b"]
    assert list(array("i", base64.b64decode(columns["line_counts"]))) == [2, 1]
    assert list(array("i", base64.b64decode(columns["point_counts"]))) == [4, 3, 3]
    numbers = array("d", base64.b64decode(columns["coordinates"]))
    assert list(zip(numbers[::2], numbers[1::2], strict=True)) == [*outline, *hole, *hole]


def test_that_names_come_in_the_language_of_the_screen() -> None:
    assert area_columns(town().areas, "zh")["names"].split("\n")[:2] == ["第1街道", "第2街道"]
    assert road_columns(town().roads, "en")["names"] == "East West Street\nNorth South Lane\n"


def test_that_an_empty_city_is_empty_columns() -> None:
    assert set(cell_columns([]).values()) == {""}
    assert BaseMap().bounds() is None


def test_that_a_line_break_in_a_name_moves_no_other_name() -> None:
    odd = BaseRoad("东\n街", "", "main", ((1.0, 2.0), (3.0, 4.0)))
    assert road_columns([odd, odd], "zh")["names"] == "东 街\n东 街\n"


def test_that_the_bounds_hold_all_areas() -> None:
    assert town().bounds() == pytest.approx((WEST, SOUTH, EAST, NORTH))


def test_that_the_worst_mark_has_the_lowest_rank() -> None:
    cases = [case(1, mark=CaseMark.DONE), case(2, mark=CaseMark.OVERDUE)]
    assert case_columns(cases).marks == [5, 0]
