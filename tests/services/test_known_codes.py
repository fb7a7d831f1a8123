"""A question about a code that the city never had is refused; what it once had is answered."""

import shutil
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.staff.actor import SYSTEM
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.reader import read_pack
from commandcenter.services.casebook import CaseFilter
from commandcenter.services.statistics import FigureQuery
from tests.city.centers import TINY
from tests.city.importing import OPENED, Importer, row
from tests.city.life import LAMP, MANHOLE, MONDAY_10, CityLife

DAY = MONDAY_10.date()


def _reported(center: CommandCenter, query: FigureQuery) -> tuple[float, int]:
    """By the sums, and by the cases themselves."""
    (figure,) = center.statistics.figures(["reported"], query, viewer=CENTRE_VIEW)
    return figure.numerator, len(
        center.statistics.cases_behind("reported", query, viewer=CENTRE_VIEW)
    )


def _listed(center: CommandCenter, wanted: CaseFilter) -> int:
    count = center.casebook.count(wanted, viewer=CENTRE_VIEW)
    assert len(center.casebook.rows(wanted, viewer=CENTRE_VIEW)) == count
    assert len(list(center.casebook.cases(wanted, viewer=CENTRE_VIEW))) == count
    return count


def test_that_a_kind_that_a_later_pack_left_out_can_still_be_asked_for(
    center: CommandCenter, city_life: CityLife, tmp_path: Path
) -> None:
    city_life.accepted(LAMP)
    pack = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    for file in ("categories.csv", "conditions.csv"):
        lines = (pack / file).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(LAMP)]
        (pack / file).write_text("".join(kept), encoding="utf-8")
    assert center.make(read_pack(pack)) == 2
    assert LAMP not in center.city.facts().categories
    assert _reported(center, FigureQuery(DAY, DAY, category=LAMP)) == (1, 1)
    assert _listed(center, CaseFilter(category=LAMP)) == 1


@pytest.mark.parametrize(
    ("wanted", "query"),
    [
        (CaseFilter(area=""), FigureQuery(DAY, DAY, area="")),
        (CaseFilter(department=""), FigureQuery(DAY, DAY, department="")),
        (CaseFilter(category=""), FigureQuery(DAY, DAY, category="")),
    ],
    ids=["area", "department", "category"],
)
def test_that_nothing_asks_for_the_cases_that_have_none(
    center: CommandCenter, city_life: CityLife, wanted: CaseFilter, query: FigureQuery
) -> None:
    city_life.dispatched()
    center.intake.receive(Report("public", "树倒了", address="某处"), by=SYSTEM)
    assert _listed(center, wanted) == 1
    assert _reported(center, query) == (1, 1)


def test_that_kinds_and_departments_of_an_import_can_be_asked_for(
    center: CommandCenter, tmp_path: Path
) -> None:
    Importer(center, tmp_path)(row(kind="Odd thing", whose="Odd office"))
    (case,) = center.casebook.cases(CaseFilter(), viewer=CENTRE_VIEW)
    category, department = case.row.category, case.row.department
    assert category not in {MANHOLE, None}
    assert department not in {"roads", None}
    wanted = CaseFilter(category=category, department=department)
    assert _listed(center, wanted) == 1
    day = OPENED.date()
    query = FigureQuery(day, day, category=category, department=department)
    assert _reported(center, query) == (1, 1)


@pytest.mark.parametrize("area", ["110101", "110101001", "110101001001"])
def test_that_every_level_of_areas_can_be_asked_for(
    center: CommandCenter, city_life: CityLife, area: str
) -> None:
    city_life.reported()
    assert _listed(center, CaseFilter(area=area)) == 1


@pytest.mark.parametrize("area", ["1101", "11010100100", "110101%", "110101999"])
def test_that_a_piece_of_a_code_is_no_area(center: CommandCenter, area: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        center.casebook.rows(CaseFilter(area=area), viewer=CENTRE_VIEW)
    assert (refused.value.error_id, refused.value.field) == ("area-unknown", "area")
