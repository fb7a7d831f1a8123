"""Reports whose points are measured from another datum, on both databases."""

import shutil
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.city.datum import Datum, Point, bd09_of, gcj02_of
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.reader import read_pack
from commandcenter.services.casebook import CaseFilter, CaseRow
from tests.city.centers import TINY
from tests.city.life import LAMP, MANHOLE, CityLife

_MILLIONTH = 1e-7  # about a centimetre


def _inner_points(center: CommandCenter) -> dict[str, Point]:
    """A point near the middle of each unit grid."""
    found = {}
    for cell in center.city.territory().grids:
        corners = cell.ring[:-1]
        longitude, latitude = (sum(axis) / len(corners) for axis in zip(*corners, strict=True))
        found[cell.code] = latitude, longitude
    return found


def _in(datum: Datum, point: Point) -> Point:
    """A point as a map of this datum gives it."""
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return point
    return bd09_of(gcj02_of(point)) if datum is Datum.BD09 else gcj02_of(point)


def _with_datum(folder: Path, datum: str) -> Path:
    """The tiny city with a datum for what residents report."""
    pack = shutil.copytree(TINY, folder / "tiny")
    settings = pack / "city.toml"
    text = settings.read_text(encoding="utf-8")
    assert 'id = "public"' in text
    said = text.replace('id = "public"', f'id = "public"\ndatum = "{datum}"')
    settings.write_text(said, encoding="utf-8")
    return pack


@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09, Datum.CGCS2000, Datum.WGS84])
def test_that_a_point_of_any_datum_keeps_its_grid(center: CommandCenter, datum: Datum) -> None:
    for code, point in _inner_points(center).items():
        report = Report("public", "x", *_in(datum, point), datum=datum)
        receipt = center.intake.receive(report, by=RESIDENT)
        assert receipt.unit_grid == code
        case = center.casebook.case(receipt.number, viewer=CENTRE_VIEW)
        assert (case.row.latitude, case.row.longitude) == pytest.approx(point, abs=_MILLIONTH)


def test_that_the_point_as_it_came_stays_beside_the_converted_one(center: CommandCenter) -> None:
    given = gcj02_of((39.9305, 116.4105))
    receipt = center.intake.receive(Report("public", "x", *given, datum=Datum.GCJ02), by=RESIDENT)
    case = center.casebook.case(receipt.number, viewer=CENTRE_VIEW)
    assert (case.datum, case.given_latitude, case.given_longitude) == (Datum.GCJ02, *given)
    assert list(center.log_audit.verify().faults) == []


def test_that_a_correction_leaves_no_raw_point_of_the_former_place(
    center: CommandCenter, city_life: CityLife
) -> None:
    given = gcj02_of((39.9305, 116.4105))
    receipt = center.intake.receive(Report("public", "x", *given, datum=Datum.GCJ02), by=RESIDENT)
    city_life.step(receipt.number, Step.CORRECT, "call-taker", {"place": "39.9306,116.4106"})
    case = center.casebook.case(receipt.number, viewer=CENTRE_VIEW)
    assert (case.row.latitude, case.row.longitude) == (39.9306, 116.4106)
    assert (case.datum, case.given_latitude, case.given_longitude) == (None, None, None)
    assert list(center.log_audit.verify().faults) == []


def test_that_a_correction_of_the_kind_alone_keeps_the_raw_point(
    center: CommandCenter, city_life: CityLife
) -> None:
    given = gcj02_of((39.9305, 116.4105))
    receipt = center.intake.receive(Report("public", "x", *given, datum=Datum.GCJ02), by=RESIDENT)
    city_life.step(receipt.number, Step.CORRECT, "call-taker", {"kind": MANHOLE})
    case = center.casebook.case(receipt.number, viewer=CENTRE_VIEW)
    assert (case.datum, case.given_latitude, case.given_longitude) == (Datum.GCJ02, *given)


def test_that_the_parts_of_a_split_case_carry_its_raw_point(
    center: CommandCenter, city_life: CityLife
) -> None:
    given = gcj02_of((39.9305, 116.4105))
    receipt = center.intake.receive(Report("public", "x", *given, datum=Datum.GCJ02), by=RESIDENT)
    city_life.step(receipt.number, Step.SPLIT, "call-taker", {"into": [MANHOLE, LAMP]})
    cases = [center.casebook.case(row.number, viewer=CENTRE_VIEW) for row in _rows(center)]
    assert len(cases) == 3
    for case in cases:
        assert (case.datum, case.given_latitude, case.given_longitude) == (Datum.GCJ02, *given)
    assert list(center.log_audit.verify().faults) == []


def _rows(center: CommandCenter) -> list[CaseRow]:
    return center.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)


def test_that_a_source_says_its_datum_in_the_pack_and_a_report_knows_better(
    center: CommandCenter, tmp_path: Path
) -> None:
    center.city.install(read_pack(_with_datum(tmp_path, "gcj02")))
    point = 39.9305, 116.4105
    of_source = center.intake.receive(Report("public", "x", *gcj02_of(point)), by=RESIDENT)
    of_report = center.intake.receive(Report("public", "x", *point, datum=Datum.WGS84), by=RESIDENT)
    for receipt in (of_source, of_report):
        row = center.casebook.case(receipt.number, viewer=CENTRE_VIEW).row
        assert (row.latitude, row.longitude) == pytest.approx(point, abs=_MILLIONTH)
    assert of_source.unit_grid == of_report.unit_grid is not None


def _reports(center: CommandCenter, *points: Point, datum: Datum | None = None) -> None:
    for point in points:
        center.intake.receive(Report("public", "x", *point, datum=datum), by=RESIDENT)


def _shifted(center: CommandCenter) -> list[Point]:
    """Every cell's middle, as a map in GCJ-02 gives it."""
    return [gcj02_of(point) for point in _inner_points(center).values()]


def test_that_a_source_in_another_datum_than_it_says_is_doubted(center: CommandCenter) -> None:
    _reports(center, *_shifted(center))
    (doubt,) = center.points_check.doubts()
    assert (doubt.source, doubt.declared, doubt.likely) == ("public", Datum.WGS84, Datum.GCJ02)
    assert (doubt.points, doubt.outside) == (10, 9)


def test_that_points_which_are_converted_without_need_are_doubted_too(
    center: CommandCenter,
) -> None:
    _reports(center, *_inner_points(center).values(), datum=Datum.GCJ02)
    (doubt,) = center.points_check.doubts()
    assert (doubt.declared, doubt.likely) == (Datum.GCJ02, Datum.WGS84)


def test_that_a_source_is_not_doubted_for_a_few_points_or_for_far_ones(
    center: CommandCenter,
) -> None:
    shifted = _shifted(center)
    _reports(center, *shifted[:9])
    assert center.points_check.doubts() == []
    far = [(31.0 + n / 10, 121.5) for n in range(20)]
    _reports(center, *far, *_inner_points(center).values())
    assert center.points_check.doubts() == []
