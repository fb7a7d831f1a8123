"""Files whose points are measured from another datum."""

from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError
from commandcenter.models.city.datum import Datum, gcj02_of
from tests.city.importing import MAPPING, Importer, counts, row

_POINT = 39.9305, 116.4105


def _said(datum: str) -> str:
    return MAPPING.replace("[file]", f'[file]\ndatum = "{datum}"')


def _shifted_row(reference: str) -> str:
    latitude, longitude = gcj02_of(_POINT)
    return row(id=reference, lat=repr(latitude), lon=repr(longitude))


@pytest.fixture
def bring_in(center: CommandCenter, tmp_path: Path) -> Importer:
    return Importer(center, tmp_path)


def test_that_points_of_a_file_are_converted_by_its_mapping(bring_in: Importer) -> None:
    assert counts(bring_in(_shifted_row("A-1"), mapping=_said("gcj02"))) == (1, 0, 0)
    (case,) = bring_in.cases()
    assert (case.row.latitude, case.row.longitude) == pytest.approx(_POINT, abs=1e-7)
    assert (case.datum, case.given_latitude, case.given_longitude) == (
        Datum.GCJ02,
        *gcj02_of(_POINT),
    )
    assert case.row.unit_grid is not None
    assert list(bring_in.center.log_audit.verify().faults) == []


def test_that_a_converted_row_that_comes_again_is_unchanged(bring_in: Importer) -> None:
    bring_in(_shifted_row("A-1"), mapping=_said("gcj02"))
    assert counts(bring_in(_shifted_row("A-1"), mapping=_said("gcj02"))) == (0, 1, 0)


def test_that_a_mapping_with_an_unknown_datum_is_refused(bring_in: Importer) -> None:
    with pytest.raises(CommandCenterError, match="wgs84, gcj02, bd09, cgcs2000"):
        bring_in(_shifted_row("A-1"), mapping=_said("mars"))
