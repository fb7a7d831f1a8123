"""Cutting communities into unit grids."""

from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, MultiPolygon, Polygon, box

from commandcenter.errors import InvalidInput
from commandcenter.packs.content.geometry import Outline, area_m2
from commandcenter.packs.content.pack import PackArea, PackGrid
from commandcenter.packs.content.parts import CodeSegment
from commandcenter.packs.grid.builder import build_grids, in_reading_order
from commandcenter.words import Name

SEGMENTS = (
    CodeSegment("district", 6),
    CodeSegment("street", 3),
    CodeSegment("community", 3),
    CodeSegment("sequence", 3),
)
ROAD = LineString([(116.39, 39.926), (116.43, 39.926)])
LANE = LineString([(116.404, 39.90), (116.404, 39.95)])


def community(code: str, outline: Outline) -> PackArea:
    return PackArea(code, "community", Name("社区", "Community"), "110101001", outline)


WEST = community("110101001001", box(116.40, 39.92, 116.41, 39.93))
EAST = community("110101001002", box(116.41, 39.92, 116.42, 39.93))


def cut(areas: list[PackArea], barriers: list[LineString], target: int) -> list[PackGrid]:
    return build_grids(areas, barriers, target, code_segments=SEGMENTS)


def assert_a_tiling(cells: list[PackGrid], areas: list[PackArea]) -> None:
    for area in areas:
        own = [cell.outline for cell in cells if cell.community == area.code]
        whole = shapely.union_all(own)
        assert all(outline.is_valid for outline in own)
        assert sum(outline.area for outline in own) == pytest.approx(whole.area, rel=1e-12)
        assert whole.symmetric_difference(area.outline).buffer(-1e-7).is_empty


@pytest.mark.parametrize("target", [2, 3, 17, 100, 333])
def test_that_exactly_the_wanted_number_of_cells_is_cut(target: int) -> None:
    assert len(cut([WEST, EAST], [ROAD, LANE], target)) == target


def test_that_cells_fill_their_community_without_gap_or_overlap() -> None:
    assert_a_tiling(cut([WEST, EAST], [ROAD, LANE], 61), [WEST, EAST])


@settings(max_examples=20, deadline=None)
@given(
    ends=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=12),
    target=st.integers(2, 40),
)
def test_that_whatever_the_barriers_the_cells_tile_the_city(
    ends: list[tuple[int, int]], target: int
) -> None:
    places = [(116.40 + x / 10_000, 39.92 + y / 10_000) for x, y in ends]
    barriers = [LineString(pair) for pair in pairwise(places) if pair[0] != pair[1]]
    cells = cut([WEST, EAST], barriers, target)
    assert len(cells) == target
    assert_a_tiling(cells, [WEST, EAST])


def test_that_neighbours_share_every_corner_of_their_common_border() -> None:
    cells = [cell.outline for cell in cut([WEST, EAST], [ROAD, LANE], 61)]
    corners = MultiPoint(shapely.get_coordinates(cells))
    for outline in cells:
        own = MultiPoint(shapely.get_coordinates(outline))
        assert corners.intersection(outline.boundary).difference(own).is_empty


def test_that_roads_stay_borders_of_cells() -> None:
    for cell in cut([WEST, EAST], [ROAD, LANE], 40):
        for barrier in (ROAD, LANE):
            assert not barrier.crosses(cell.outline.buffer(-1e-6))


def test_that_a_strip_too_small_joins_the_neighbour_with_the_longest_common_border() -> None:
    beside = LineString([(116.4003, 39.92), (116.4003, 39.93)])
    shelf = LineString([(116.40, 39.9297), (116.41, 39.9297)])
    cells = [cell.outline for cell in cut([WEST], [beside, shelf, ROAD], 2)]
    assert sorted(round(cell.bounds[1], 4) for cell in cells) == [39.92, 39.926]


def test_that_a_long_piece_is_cut_across_its_long_axis() -> None:
    strip = community("110101001001", box(116.40, 39.92, 116.42, 39.921))
    cells = cut([strip], [], 4)
    assert [round(cell.outline.bounds[0], 5) for cell in cells] == [116.4, 116.405, 116.41, 116.415]
    assert {round(area_m2(cell.outline) / area_m2(strip.outline), 3) for cell in cells} == {0.25}


def test_that_a_bent_community_is_cut_into_whole_polygons() -> None:
    around = box(116.40, 39.92, 116.42, 39.93).difference(box(116.405, 39.923, 116.415, 39.94))
    assert isinstance(around, Polygon)
    bent = community("110101001001", around)
    cells = cut([bent], [], 11)
    assert len(cells) == 11
    assert_a_tiling(cells, [bent])


def test_that_each_island_of_a_community_has_a_cell_of_its_own() -> None:
    shore, island = box(116.40, 39.92, 116.41, 39.93), box(116.42, 39.92, 116.421, 39.921)
    cells = cut([community("110101001001", MultiPolygon([shore, island]))], [], 5)
    assert len(cells) == 5
    assert sum(cell.outline.within(island.buffer(1e-7)) for cell in cells) == 1


def test_that_cells_are_numbered_west_to_east_in_rows_from_north_to_south() -> None:
    middle = LineString([(116.40, 39.925), (116.42, 39.925)])
    lanes = [LineString([(x, 39.92), (x, 39.93)]) for x in (116.403, 116.406)]
    cells = cut([WEST], [middle, *lanes], 6)
    assert [cell.code for cell in cells] == [f"110101001001{n:03d}" for n in range(1, 7)]
    north_west = [(round(c.outline.bounds[3], 3), round(c.outline.bounds[0], 3)) for c in cells]
    northern, southern = 39.93, 39.925
    wests = (116.4, 116.403, 116.406)
    assert north_west == [(north, west) for north in (northern, southern) for west in wests]


def test_that_cells_on_a_rows_very_edge_are_numbered_once() -> None:
    tall, low = box(0, 0, 1, 2), box(1, 1, 2, 3)
    on_edge, above = box(2, 0, 3, 2), box(3, 0, 4, 2.00000002)
    ordered = in_reading_order([tall, low, on_edge, above])
    assert [ordered.index(it) for it in (low, above, tall, on_edge)] == [0, 1, 2, 3]


def test_that_three_roads_that_nearly_meet_leave_no_cell_of_a_hair() -> None:
    knot = [
        LineString([(116.40, 39.9210), (116.41, 39.9290)]),
        LineString([(116.40, 39.9290), (116.41, 39.9210)]),
        LineString([(116.405, 39.92), (116.40500001, 39.93)]),
    ]
    areas = [area_m2(cell.outline) for cell in cut([WEST], knot, 12)]
    assert len(areas) == 12
    assert min(areas) > 0.3 * area_m2(WEST.outline) / 12


def test_that_the_order_of_the_input_does_not_change_the_outcome() -> None:
    cells = cut([WEST, EAST], [ROAD, LANE], 61)
    again = cut([EAST, WEST], [LANE, ROAD], 61)
    assert [cell.code for cell in cells] == [cell.code for cell in again]
    assert all(
        one.outline.equals_exact(other.outline) for one, other in zip(cells, again, strict=True)
    )


def test_that_where_an_outline_begins_does_not_change_where_it_is_cut() -> None:
    ring = [(116.4, 39.92), (116.42, 39.9203), (116.4201, 39.9253), (116.4002, 39.925)]
    turned = [*reversed(ring[2:]), *reversed(ring[:2])]
    cells, again = (
        cut([community("110101001001", Polygon(start))], [LANE], 37) for start in (ring, turned)
    )
    for one, other in zip(cells, again, strict=True):
        assert one.code == other.code
        assert one.outline.boundary.hausdorff_distance(other.outline.boundary) < 3e-7


def test_that_only_the_areas_at_the_foot_of_the_tree_are_cut() -> None:
    street = PackArea("110101001", "street", Name("街道", "Street"), None, WEST.outline)
    assert {cell.community for cell in cut([street, WEST], [], 4)} == {WEST.code}


@pytest.mark.parametrize(
    ("areas", "target", "refusal"),
    [
        ([], 5, "grid-no-areas"),
        ([WEST, EAST], 1, "grid-target-low"),
        ([WEST], 0, "grid-target-low"),
        ([WEST], -3, "grid-target-low"),
        ([WEST], 900_000, "grid-target-high"),
        ([WEST], 1000, "grid-sequence-full"),
        ([WEST, WEST], 5, "grid-area-twice"),
        ([community("11010100100", WEST.outline)], 5, "grid-area-code"),
        ([community("1101010010０1", WEST.outline)], 5, "grid-area-code"),
    ],
)
def test_that_what_cannot_be_cut_is_refused(
    areas: list[PackArea], target: int, refusal: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        cut(areas, [], target)
    assert refused.value.error_id == refusal
    assert refused.value.sentence("zh") != refused.value.sentence("en")


def test_that_the_width_of_the_sequence_decides_how_many_cells_a_community_takes() -> None:
    narrow = (*SEGMENTS[:3], CodeSegment("sequence", 2))
    assert build_grids([WEST], [], 99, code_segments=narrow)[-1].code == "11010100100199"
    with pytest.raises(InvalidInput) as refused:
        build_grids([WEST], [], 100, code_segments=narrow)
    assert refused.value.error_id == "grid-sequence-full"
