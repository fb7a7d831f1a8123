"""The real map of a city, where there is one, is drawn instead of the schematic roads."""

import json
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput
from commandcenter.packs.content.pack import PackRoad
from commandcenter.packs.overlay import read_overlay
from commandcenter.words import Name

KNOWN = [PackRoad(Name("东四大街", "Dongsi Street"), "main", ((116.0, 39.0), (116.1, 39.0)))]


def _map(folder: Path, features: object) -> Path:
    (folder / "roads_wgs84.geojson").write_text(json.dumps({"features": features}))
    return folder


def _line(name: str | None) -> dict[str, object]:
    properties = {} if name is None else {"n": name}
    line = {"type": "LineString", "coordinates": [[116.41, 39.93], [116.42, 39.93]]}
    return {"properties": properties, "geometry": line}


def test_that_real_roads_bear_the_names_that_the_pack_knows(tmp_path: Path) -> None:
    roads = read_overlay(_map(tmp_path, [_line("东四大街"), _line("无名路"), _line(None)]), KNOWN)
    assert [(road.name.en, road.road_class) for road in roads] == [
        ("Dongsi Street", "main"), ("无名路", "street"), ("", "lane"),
    ]  # fmt: skip


@pytest.mark.parametrize("features", [None, {}, [1], [{"geometry": None}], [{"geometry": {}}]])
def test_that_what_is_no_map_is_refused(tmp_path: Path, features: object) -> None:
    with pytest.raises(InvalidInput, match="not GeoJSON"):
        read_overlay(_map(tmp_path, features), KNOWN)


def test_that_a_folder_without_a_map_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no map in"):
        read_overlay(tmp_path, KNOWN)


def test_that_the_real_streets_of_dongcheng_load(made_sqlite: Path, sample_data: Path) -> None:
    folder = sample_data / "basemap_dongcheng"
    with CommandCenter(f"sqlite:///{made_sqlite}", overlay=folder) as center:
        roads = center.city.territory().roads
    assert len(roads) == 15_542
    assert sum(bool(road.name.zh) for road in roads) == 6_360
