"""Drawing a city from typed crossings, and rounding what lies side by side."""

from pathlib import Path

import pytest
from shapely import LineString, Point, Polygon, box

from commandcenter.errors import CommandCenterError, InvalidInput
from commandcenter.packs.content.pack import PackArea
from commandcenter.packs.grid.communities import Seat, seated
from commandcenter.packs.grid.drawing import draw
from commandcenter.packs.grid.files import read_areas, read_grids, read_roads
from commandcenter.packs.grid.sealing import sealed
from commandcenter.words import Name

NAME = Name("街道", "Street")
STREET = PackArea("110101001", "street", NAME, "110101", box(116.40, 39.92, 116.42, 39.93))
ROAD = LineString([(116.41, 39.91), (116.41, 39.94)])

TYPED = {
    "drawing.toml": (
        'code = "110101"\nname_zh = "区"\nname_en = "District"\n'
        'levels = ["district", "street", "community"]\ncells = 12\n'
    ),
    "corners.csv": (
        "code,road_a,road_b,latitude,longitude\n"
        "A,一路,二路,39.9300,116.4000\nB,一路,三路,39.9300,116.4100\n"
        "C,三路,四路,39.9200,116.4100\nD,二路,四路,39.9200,116.4000\n"
        "E,一路,五路,39.9300,116.4200\nF,四路,五路,39.9200,116.4200\n"
    ),
    "outlines.csv": (
        "code,name_zh,name_en,corners\n"
        "110101001,西街道,West,A B C D\n110101002,东街道,East,B E F C\n"
    ),
    "centrelines.csv": "name_zh,name_en,class,corners\n三路,San Lu,main,B C\n",
    "communities.csv": (
        "code,name_zh,name_en,latitude,longitude\n"
        "110101001002,南社区,South,39.922,116.405\n110101001001,北社区,North,39.928,116.405\n"
        "110101002001,东社区,East,39.925,116.415\n"
    ),
}


def typed(folder: Path, **changed: str) -> Path:
    for file, text in TYPED.items():
        stem = file.partition(".")[0]
        (folder / file).write_text(changed.get(stem, text), encoding="utf-8")
    return folder


def seat(number: int, longitude: float, latitude: float) -> Seat:
    return Seat(f"110101001{number:03d}", NAME, Point(longitude, latitude))


def test_that_a_city_is_drawn_from_its_crossings(tmp_path: Path) -> None:
    draw(typed(tmp_path)).write(tmp_path)
    areas = read_areas(tmp_path / "areas.geojson")
    assert [area.code for area in areas] == [
        "110101",
        "110101001",
        "110101002",
        "110101001001",
        "110101001002",
        "110101002001",
    ]
    north, south = areas[3], areas[4]
    assert north.name.zh == "北社区"
    assert north.parent == "110101001"
    assert north.outline.centroid.y > south.outline.centroid.y
    assert len(read_grids(tmp_path / "unit_grids.geojson")) == 12
    assert read_roads(tmp_path / "roads.geojson")[0].points == ((116.41, 39.93), (116.41, 39.92))


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("corners", "code,latitude,longitude\nA,north,116.4\n", "2"),
        ("corners", "code,latitude,longitude\nA,39.9\n", "2"),
        ("corners", "name\nA\n", "2"),
        ("outlines", TYPED["outlines.csv"].replace("B E F C", "B E X C"), "3"),
        ("outlines", TYPED["outlines.csv"].replace("B E F C", "B E"), "3"),
        ("outlines", TYPED["outlines.csv"].replace("B E F C", "B F E C"), "3"),
        ("centrelines", "name_zh,name_en,class,corners\n三路,,main,B C\n", "2"),
    ],
)
def test_that_a_wrong_line_is_refused_with_its_file(
    file: str, text: str, line: str, tmp_path: Path
) -> None:
    with pytest.raises(InvalidInput) as refused:
        draw(typed(tmp_path, **{file: text}))
    assert refused.value.error_id == "drawing-line"
    assert refused.value.params["file"] == f"{file}.csv"
    assert refused.value.params["line"] == line


@pytest.mark.parametrize("settings", ["code =", 'code = "110101"', "levels = 3", "levels = []"])
def test_that_wrong_settings_are_refused(settings: str, tmp_path: Path) -> None:
    with pytest.raises(CommandCenterError, match=r"drawing\.toml"):
        draw(typed(tmp_path, drawing=settings))


def test_that_a_missing_table_and_a_street_without_seat_are_refused(tmp_path: Path) -> None:
    only = TYPED["communities.csv"].rsplit("\n", 2)[0] + "\n"
    with pytest.raises(CommandCenterError, match="110101002 has no community"):
        draw(typed(tmp_path, communities=only))
    (tmp_path / "corners.csv").unlink()
    with pytest.raises(CommandCenterError, match=r"corners\.csv"):
        draw(tmp_path)


def test_that_a_quarter_without_a_seat_joins_its_neighbour() -> None:
    cut = seated(STREET, [seat(1, 116.405, 39.925)], [ROAD])
    assert len(cut) == 1
    assert cut[0][1].symmetric_difference(STREET.outline).area < 1e-10


def test_that_roads_part_communities_before_distance_does() -> None:
    near_the_road = [seat(1, 116.4095, 39.925), seat(2, 116.418, 39.925)]
    borders = {it.code: outline.bounds for it, outline in seated(STREET, near_the_road, [ROAD])}
    assert borders["110101001001"][2] == pytest.approx(116.41)
    assert borders["110101001002"][0] == pytest.approx(116.41)


def test_that_several_seats_in_a_quarter_part_it() -> None:
    seats = [seat(1, 116.402, 39.925), seat(2, 116.407, 39.921), seat(3, 116.418, 39.925)]
    cut = seated(STREET, seats, [])
    assert sorted(it.code for it, _ in cut) == [it.code for it in seats]
    for it, outline in cut:
        assert outline.contains(next(own.place for own in seats if own.code == it.code))
    assert sum(outline.area for _, outline in cut) == pytest.approx(STREET.outline.area)


def test_that_hairs_between_borders_that_should_be_one_are_closed() -> None:
    west = Polygon([(0, 0), (1, 0), (1.00000004, 1), (0, 1)])
    east = Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (0.99999996, 0.5)])
    one, other = sealed([west, east])
    assert one.intersection(other).area == 0
    assert one.union(other).equals(box(0, 0, 2, 1))


def test_that_hairs_wider_than_the_grain_go_to_a_neighbour() -> None:
    whole = box(0, 0, 2, 1)
    east = Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1.0000004, 0.9), (1.0000004, 0.1)])
    one, other = sealed([box(0, 0, 1, 1), east])
    assert one.union(other).equals(whole)
    one, other = sealed([box(0, 0, 1.0000004, 1), box(1, 0, 2, 1)])
    assert one.intersection(other).area == 0
    assert one.union(other).equals(whole)


def test_that_a_real_gap_stays_open() -> None:
    one, other = sealed([box(0, 0, 1, 1), box(1.001, 0, 2, 1)])
    assert one.bounds[2] == 1
    assert other.bounds[0] == 1.001


def test_that_an_outline_too_thin_to_round_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        sealed([box(0, 0, 1, 1), box(2, 0, 2.00000001, 1)])
    assert refused.value.error_id == "grid-too-thin"
