"""A city reads the cases of all its centres, and takes steps on its own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput, NotFound, NotNow
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.casebook import CaseFilter, SoughtWord
from commandcenter.services.statistics import By, FigureQuery
from tests.city.districts import DISTRICT
from tests.city.life import MONDAY_10, CityLife, FakeClock

HOME = "110101"
OF_DISTRICT = f"{DISTRICT}2026112300001"
_DAY = MONDAY_10.date()
_TODAY = FigureQuery(_DAY, _DAY)
_ONLY_DISTRICT = Viewer("district", centres=frozenset({DISTRICT}))
_ROADS = Viewer("roads-system", department="roads")


@pytest.fixture
def number(city: CommandCenter, clock: FakeClock) -> str:
    """A case of the city, closed as the one of the district is, by a department of the same code
    and with the same picture."""
    return CityLife(city, clock).closed()


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (CENTRE_VIEW, (DISTRICT, HOME)),
        (_ONLY_DISTRICT, (DISTRICT,)),
        (Viewer("city", centres=frozenset({HOME})), (HOME,)),
        (Viewer("strange", centres=frozenset({"999999"})), ()),
        (_ROADS, (HOME,)),
        (Viewer("hotline", source="public"), (HOME,)),
        (Viewer("street", area=f"{DISTRICT}001"), (DISTRICT,)),
    ],
)
def test_that_every_read_means_the_centres_of_its_viewer(
    city: CommandCenter, number: str, viewer: Viewer, seen: tuple[str, ...]
) -> None:
    book, many = city.casebook, len(seen)
    numbers = [OF_DISTRICT, number]
    expected = [one for one in numbers if one[:6] in seen]
    assert sorted(row.number for row in book.rows(CaseFilter(), viewer=viewer)) == expected
    assert sorted(row.number for row in book.rows_of(numbers, viewer=viewer)) == expected
    assert [case.row.number for case in book.cases(CaseFilter(), viewer=viewer)] == expected
    pages, _ = book.page((), after="", viewer=viewer, limit=10)
    assert [case.row.number for case in pages] == expected
    assert book.count(CaseFilter(), viewer=viewer) == many
    assert book.counts(viewer=viewer) == ({Stage.CLOSED: many} if many else {})
    found = book.found([SoughtWord("井盖")], viewer=viewer, limit=10)
    assert sorted(row.number for row in found) == expected
    assert city.board.centre_at(city.clock(), viewer=viewer).board.stages == book.counts(
        viewer=viewer
    )
    (closed,) = city.statistics.figures(["closed"], _TODAY, viewer=viewer)
    assert closed.numerator == many
    assert city.statistics.cases_behind("closed", _TODAY, viewer=viewer) == expected


def test_that_a_case_of_a_district_is_read_in_full(city: CommandCenter, number: str) -> None:
    book = city.casebook
    case = book.case(OF_DISTRICT, viewer=CENTRE_VIEW)
    own = book.case(number, viewer=CENTRE_VIEW)
    assert case.description == own.description
    assert [photo.sha256 for photo in case.photos] == [photo.sha256 for photo in own.photos]
    assert len(case.clocks) == len(own.clocks)
    assert len(case.tasks) == len(own.tasks)
    assert case.reporters == ()
    sha256 = case.photos[0].sha256
    assert book.photo(OF_DISTRICT, sha256, viewer=CENTRE_VIEW)
    assert [line.sequence for line in book.history(OF_DISTRICT, viewer=CENTRE_VIEW)] == [
        *range(1, 10)
    ]
    for viewer in (_ROADS, Viewer("city", centres=frozenset({HOME}))):
        with pytest.raises(NotFound):
            book.case(OF_DISTRICT, viewer=viewer)
        with pytest.raises(NotFound):
            book.history(OF_DISTRICT, viewer=viewer)
        with pytest.raises(NotFound):
            book.photo(OF_DISTRICT, sha256, viewer=viewer)


def test_that_a_districts_deadline_is_explained_by_the_districts_rules(
    city: CommandCenter, number: str
) -> None:
    """Its calendar has a version more, with a holiday that the city does not have."""
    explained = city.casebook.explain(OF_DISTRICT, ClockName.HANDLING, 1, viewer=CENTRE_VIEW)
    own = city.casebook.explain(number, ClockName.HANDLING, 1, viewer=CENTRE_VIEW)
    assert explained.calendar_version == 2
    assert own.calendar_version == 1
    assert explained.condition_text == own.condition_text


@pytest.mark.parametrize("step", [Step.REOPEN, Step.MERGE, Step.DISPATCH])
def test_that_a_step_on_a_districts_case_is_refused_in_plain_words(
    city: CommandCenter, number: str, step: Step
) -> None:
    chief = city.access.account("shift-chief")
    before = city.casebook.case(OF_DISTRICT, viewer=CENTRE_VIEW).row.version
    with pytest.raises(NotNow) as refused:
        city.desk.take(OF_DISTRICT, step, {}, version=None, by=chief.actor, viewer=chief.viewer)
    assert refused.value.error_id == "case-of-other-centre"
    assert DISTRICT in refused.value.sentence("en")
    viewer = Viewer("chief", centres=frozenset({DISTRICT}))
    with pytest.raises(NotNow):
        city.desk.take(OF_DISTRICT, step, {}, version=None, by=chief.actor, viewer=viewer)
    assert city.casebook.case(OF_DISTRICT, viewer=CENTRE_VIEW).row.version == before


def test_that_a_desk_offers_no_step_on_a_districts_case(city: CommandCenter, number: str) -> None:
    offered = {
        row.number
        for account in city.access.accounts()
        for row in city.casebook.rows(CaseFilter(), viewer=account.viewer)
        if city.desk.steps(row.step_place(), account.actor, centre=row.centre)
    }
    assert offered == {number}


def test_that_who_does_not_see_a_districts_case_is_not_told_of_it(
    city: CommandCenter, number: str
) -> None:
    roads = city.access.account("department-roads")
    with pytest.raises(NotFound):
        city.desk.take(
            OF_DISTRICT, Step.FINISH, {}, version=None, by=roads.actor, viewer=roads.viewer
        )


def test_that_a_case_is_not_merged_into_one_of_a_district(
    city: CommandCenter, clock: FakeClock
) -> None:
    life = CityLife(city, clock)
    number = life.reported()
    with pytest.raises(NotNow) as refused:
        life.step(number, Step.MERGE, "call-taker", {"into": OF_DISTRICT, "note": "同一处"})
    assert refused.value.error_id == "case-of-other-centre"


def test_that_a_districts_case_is_no_possible_duplicate(
    city: CommandCenter, clock: FakeClock
) -> None:
    number = CityLife(city, clock).reported()
    similar = city.casebook.similar(number, viewer=CENTRE_VIEW, metres=500, seconds=86_400)
    assert [row.number for row in similar] == []


@pytest.mark.parametrize("by", [By.CENTRE, By.DEPARTMENT, By.AREA, By.WEEK, By.SOURCE, By.CATEGORY])
def test_that_figures_of_a_city_add_up_its_centres(
    city: CommandCenter, number: str, by: By
) -> None:
    figures = city.statistics.figures(["closed", "reported"], _TODAY, viewer=CENTRE_VIEW, by=by)
    assert sum(figure.numerator for figure in figures if figure.id == "closed") == 2


@pytest.mark.parametrize("limits", [{}, {"department": "roads", "category": "10010100"}])
def test_that_figures_by_centre_have_a_key_for_each(
    city: CommandCenter, number: str, limits: dict[str, str]
) -> None:
    """From the stored sums, and counted from the cases where these do not know the limits."""
    query = FigureQuery(_DAY - timedelta(days=1), _DAY, **limits)
    ids = ["closed", "on_time_handling_rate"]
    figures = city.statistics.figures(ids, query, viewer=CENTRE_VIEW, by=By.CENTRE)
    assert [(it.id, it.key, it.numerator) for it in figures] == [
        (name, key, 1) for name in ids for key in (DISTRICT, HOME)
    ]
    of_district = replace(query, centre=DISTRICT)
    behind = city.statistics.cases_behind("closed", of_district, viewer=CENTRE_VIEW)
    assert behind == [OF_DISTRICT]


def test_that_figures_of_a_centre_that_is_not_held_are_refused(city: CommandCenter) -> None:
    with pytest.raises(InvalidInput) as refused:
        city.statistics.figures(["closed"], replace(_TODAY, centre="999999"), viewer=CENTRE_VIEW)
    assert refused.value.error_id == "centre-unknown"


def test_that_a_city_knows_the_areas_of_its_districts(city: CommandCenter, number: str) -> None:
    wanted = CaseFilter(area=f"{DISTRICT}001")
    assert city.casebook.count(wanted, viewer=CENTRE_VIEW) == 1
