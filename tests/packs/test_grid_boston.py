"""The rough map of Boston that the import of its requests is tried on."""

import csv
import gzip
import os
from pathlib import Path

import numpy as np
import pytest
import shapely

from commandcenter.packs.content.parts import CodeSegment
from commandcenter.packs.grid.check import check_grids
from commandcenter.packs.grid.drawing import draw
from commandcenter.packs.grid.files import read_areas, read_grids
from commandcenter.packs.grid.report import WarningKind

BOSTON = Path(__file__).parent / "boston"
SAMPLE_DATA = Path(os.environ.get("SAMPLE_DATA", Path(__file__).parents[3] / "shared" / "data"))
REQUESTS = SAMPLE_DATA / "cases" / "boston311_125k.csv.gz"
SEGMENTS = (CodeSegment("community", 12), CodeSegment("sequence", 3))


def test_that_the_map_of_boston_is_what_its_typed_corners_make() -> None:
    drawn = draw(BOSTON)
    cells = read_grids(BOSTON / "unit_grids.geojson")
    assert [cell.code for cell in cells] == [cell.code for cell in drawn.cells]
    for one, other in zip(cells, drawn.cells, strict=True):
        assert one.outline.boundary.hausdorff_distance(other.outline.boundary) < 3e-7


def test_that_five_hundred_cells_have_no_fault_but_are_large() -> None:
    areas = read_areas(BOSTON / "areas.geojson")
    report = check_grids(read_grids(BOSTON / "unit_grids.geojson"), areas, code_segments=SEGMENTS)
    assert report.cells == 500
    assert report.faults == ()
    assert {it.warning for it in report.warnings} == {WarningKind.TOO_LARGE}


def test_that_the_outline_has_few_corners_and_nearly_all_requests() -> None:
    outline = read_areas(BOSTON / "areas.geojson")[0].outline
    assert shapely.get_num_coordinates(outline) <= 41
    if not REQUESTS.is_file():
        pytest.skip(f"no requests at {REQUESTS}")
    with gzip.open(REQUESTS, "rt", encoding="utf-8", newline="") as table:
        places = [
            (float(row["longitude"]), float(row["latitude"]))
            for row in csv.DictReader(table)
            if row["latitude"] and row["longitude"]
        ]
    assert len(places) > 125_000
    xy = np.array(places)
    assert shapely.contains_xy(outline, xy[:, 0], xy[:, 1]).mean() > 0.98
