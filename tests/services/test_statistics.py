"""Figures: two ways to count them agree, and behind each stand exactly the cases it counted."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import InvalidInput
from commandcenter.models.figures.kpi import KPIS, Basis, FigureUnit
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.packs.reader import read_pack
from commandcenter.services.casebook import CaseFilter
from commandcenter.services.statistics import By, Figure, FigureQuery
from tests.city.postgres import PostgresServer
from tests.city.posts import Post
from tests.services.case_lives import CLOSED, REWORKED, Plan, any_plan, live, repeat

TINY = Path(__file__).parent.parent / "packs" / "tiny"
NOW = datetime(2026, 11, 18, 7, 30, tzinfo=UTC)  # a Wednesday, half past three in the city
TODAY = date(2026, 11, 18)
MONTH = FigureQuery(TODAY - timedelta(days=40), TODAY + timedelta(days=10))
WHOLE_VIEWS = (CENTRE_VIEW, Viewer("street", area="110101001"))
#: Breakdowns whose parts no question can be limited to.
NO_LIMITS = {By.SOURCE_KIND}
LIMITED_VIEWS = (
    Viewer("hotline", source="hotline"),
    Viewer("roads", department="roads"),
    Viewer("both", area="110101001001", department="street", source="public"),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An empty database of each kind, for the tests of this module."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('statistics') / 'centre.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture(scope="module")
def busy(address: str) -> Iterator[CommandCenter]:
    """A city in which 400 cases have lived as they came."""
    with _opened(address) as center:
        center.access.add_account("call-taker", Post.CALL_TAKER)
        center.access.add_account("dispatcher", Post.DISPATCHER)
        center.access.add_account("inspector", Post.INSPECTOR)
        random = Random(20261118)
        first = NOW - timedelta(days=30)
        lives = [any_plan(random, first, 24) for _ in range(330)]
        lives += [any_plan(random, NOW - timedelta(hours=200), 1) for _ in range(70)]
        _live(address, lives)
        yield center


@pytest.fixture
def quiet(fresh_address: str) -> Iterator[CommandCenter]:
    """A city in which nothing has happened yet."""
    with _opened(fresh_address) as center:
        yield center


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'centre.db'}"
    return str(request.getfixturevalue("fresh_postgres"))


def _opened(address: str) -> CommandCenter:
    center = CommandCenter(address, clock=lambda: NOW)
    center.make(read_pack(TINY))
    return center


def _live(address: str, plans: list[Plan]) -> None:
    with closing(Database(address, clock=lambda: NOW)) as database:
        live(database, plans)


def _all(
    center: CommandCenter, viewer: Viewer, by: By | None = None, query: FigureQuery = MONTH
) -> list[Figure]:
    return center.statistics.figures(KPIS, query, viewer=viewer, by=by)


def _behind(center: CommandCenter, figure: Figure, viewer: Viewer) -> int:
    """How many cases the figure names when it is clicked."""
    return len(center.statistics.cases_behind(figure.id, _query_of(figure), viewer=viewer))


def _query_of(figure: Figure) -> FigureQuery:
    """The question whose cases are those of one line of a breakdown."""
    if figure.by is By.WEEK:
        year, week = str(figure.key).split("-W")
        monday = date.fromisocalendar(int(year), int(week), 1)
        return FigureQuery(
            max(monday, MONTH.first_day), min(monday + timedelta(days=6), MONTH.last_day)
        )
    names = {
        By.AREA: "area",
        By.DEPARTMENT: "department",
        By.CATEGORY: "category",
        By.POST: "post",
        By.SOURCE: "source",
        By.CENTRE: "centre",
    }
    limit = {names[figure.by]: figure.key} if figure.by else {}
    return FigureQuery(MONTH.first_day, MONTH.last_day, **limit)


def _count(figure: Figure) -> float:
    """How many cases a figure counts: its denominator, where it has one."""
    return figure.numerator if figure.denominator is None else figure.denominator


@pytest.mark.parametrize("by", [None, By.AREA, By.DEPARTMENT, By.CATEGORY, By.WEEK])
def test_that_kept_sums_and_counted_cases_agree(busy: CommandCenter, by: By | None) -> None:
    kept = _all(busy, CENTRE_VIEW, by)
    counted: dict[tuple[str, str | None], list[float]] = {}
    for source in ("inspector", "public", "hotline"):  # each of these is counted from the cases
        for figure in _all(busy, Viewer(source, source=source), by):
            sums = counted.setdefault((figure.id, figure.key), [0, 0])
            sums[0] += figure.numerator
            sums[1] += figure.denominator or 0
    assert len(kept) >= len(KPIS)
    for figure in kept:
        numerator, denominator = counted.pop((figure.id, figure.key))
        assert figure.numerator == pytest.approx(numerator), figure
        assert (figure.denominator or 0) == denominator, figure
    assert not counted


@pytest.mark.parametrize("viewer", [*WHOLE_VIEWS, *LIMITED_VIEWS], ids=lambda viewer: viewer.name)
@pytest.mark.parametrize("by", [None, *(by for by in By if by not in NO_LIMITS)])
def test_that_a_click_lists_exactly_the_counted_cases(
    busy: CommandCenter, by: By | None, viewer: Viewer
) -> None:
    figures = _all(busy, viewer, by)
    assert any(_count(figure) for figure in figures)
    for figure in figures:
        assert _behind(busy, figure, viewer) == _count(figure), figure


def test_that_the_numerator_of_a_rate_can_be_clicked_too(busy: CommandCenter) -> None:
    for figure in _all(busy, CENTRE_VIEW):
        cases = busy.statistics.cases_behind(
            figure.id, MONTH, viewer=CENTRE_VIEW, numerator_only=True
        )
        if figure.unit is FigureUnit.RATE:
            assert len(cases) == figure.numerator


@pytest.mark.parametrize("by", [By.AREA, By.DEPARTMENT, By.CATEGORY, By.SOURCE, By.WEEK])
def test_that_the_parts_of_a_breakdown_add_up_to_the_whole(busy: CommandCenter, by: By) -> None:
    parts: dict[str, list[float]] = {}
    for figure in _all(busy, CENTRE_VIEW, by):
        sums = parts.setdefault(figure.id, [0, 0])
        sums[0] += figure.numerator
        sums[1] += figure.denominator or 0
    for whole in _all(busy, CENTRE_VIEW):
        assert whole.numerator == pytest.approx(parts[whole.id][0])
        assert (whole.denominator or 0) == parts[whole.id][1]


def test_that_posts_answer_for_what_was_done_and_for_nothing_that_was_due(
    busy: CommandCenter,
) -> None:
    figures = _all(busy, CENTRE_VIEW, By.POST)
    assert {KPIS[figure.id].basis for figure in figures} == {Basis.HAPPENED}
    for whole in _all(busy, CENTRE_VIEW):
        of_posts = [figure for figure in figures if figure.id == whole.id]
        if whole.unit is not FigureUnit.RATE:
            assert sum(figure.numerator for figure in of_posts) == pytest.approx(whole.numerator)
    reporters = {f.key for f in figures if f.id == "reported" and f.numerator}
    assert reporters == {"inspector", ""}  # '' are the keys of the web door
    assert {f.key for f in figures if f.id == "dispatched" and f.numerator} == {"dispatcher"}


def test_that_a_post_limits_every_breakdown_of_what_was_done(busy: CommandCenter) -> None:
    of_post = FigureQuery(MONTH.first_day, MONTH.last_day, post="dispatcher")
    (whole,) = busy.statistics.figures(["dispatched"], of_post, viewer=CENTRE_VIEW)
    assert whole.numerator
    for by in By:
        parts = busy.statistics.figures(KPIS, of_post, viewer=CENTRE_VIEW, by=by)
        assert {KPIS[part.id].basis for part in parts} == {Basis.HAPPENED}
        sums = {part.key: part.numerator for part in parts if part.id == "dispatched"}
        assert sum(sums.values()) == whole.numerator
        assert not any(part.numerator for part in parts if part.id == "reported")


def test_that_a_post_is_not_asked_for_what_was_due(busy: CommandCenter) -> None:
    of_post = FigureQuery(MONTH.first_day, MONTH.last_day, post="dispatcher")
    with pytest.raises(InvalidInput) as refusal:
        busy.statistics.cases_behind("closure_rate", of_post, viewer=CENTRE_VIEW)
    assert (refusal.value.error_id, refusal.value.field) == ("figure-not-of-posts", "post")


def test_that_a_department_counts_what_it_assists_in(
    quiet: CommandCenter, fresh_address: str
) -> None:
    _live(
        fresh_address,
        [Plan(NOW - timedelta(days=2), CLOSED, department="roads", assisting=("sanitation",))],
    )
    (seen,) = quiet.statistics.figures(
        ["closed"], MONTH, viewer=Viewer("sanitation", department="sanitation")
    )
    assert seen.value == 1
    (led,) = quiet.statistics.figures(
        ["closed"],
        FigureQuery(MONTH.first_day, MONTH.last_day, department="sanitation"),
        viewer=CENTRE_VIEW,
    )
    assert led.value == 0


@pytest.mark.parametrize("viewer", [CENTRE_VIEW, LIMITED_VIEWS[0]], ids=["kept", "counted"])
def test_that_nothing_divided_by_nothing_is_no_figure(quiet: CommandCenter, viewer: Viewer) -> None:
    figures = {figure.id: figure.value for figure in _all(quiet, viewer)}
    counts = {name for name, kpi in KPIS.items() if kpi.unit is FigureUnit.CASES}
    assert all(figures[name] == 0 for name in counts)
    assert all(figures[name] is None for name in KPIS.keys() - counts)


def test_that_empty_weeks_are_there(quiet: CommandCenter) -> None:
    weeks = quiet.statistics.figures(
        ["reported"],
        FigureQuery(date(2025, 12, 29), date(2026, 1, 12)),
        viewer=CENTRE_VIEW,
        by=By.WEEK,
    )
    assert [week.key for week in weeks] == ["2026-W01", "2026-W02", "2026-W03"]
    assert [week.value for week in weeks] == [0, 0, 0]


def test_that_what_is_due_later_is_asked_of_nobody_until_it_is_handled(
    quiet: CommandCenter, fresh_address: str
) -> None:
    just_now = NOW - timedelta(minutes=30)
    waiting = Plan(just_now, "afd", category="10010200")  # three working days
    handled = Plan(just_now, "afdkh", category="10010200", handling=timedelta(minutes=5))
    _live(fresh_address, [waiting, handled])
    (rate,) = quiet.statistics.figures(["handling_rate"], MONTH, viewer=CENTRE_VIEW)
    assert (rate.numerator, rate.denominator) == (1, 1)


def test_that_the_figures_of_the_brief_come_out(quiet: CommandCenter, fresh_address: str) -> None:
    """Of 323 filed and due, 291 are handled and 290 closed: 90.09 % and 89.78 %."""
    start = NOW - timedelta(days=8)
    ways = {CLOSED: 260, REWORKED: 30, "afdkh": 1, "afdk": 20, "afd": 12}
    with closing(Database(fresh_address, clock=lambda: NOW)) as database:
        numbers = live(database, [Plan(start, steps) for steps in ways])
        for number, times in zip(numbers, ways.values(), strict=True):
            repeat(database, number, times - 1)
    for viewer in (CENTRE_VIEW, Viewer("inspector", source="inspector")):
        figures = {figure.id: figure for figure in _all(quiet, viewer)}
        assert figures["filed"].value == 323
        assert _percent(figures["handling_rate"]) == (291, 323, "90.09")
        assert _percent(figures["closure_rate"]) == (290, 323, "89.78")


@pytest.mark.parametrize(
    ("due", "closed", "on_time", "rates"),
    [
        pytest.param(972, 911, 737, ("93.72", "75.82"), id="Tianmen, December 2016"),
        pytest.param(15_308, 15_300, 15_289, ("99.95", "99.88"), id="Huzhou, August 2022"),
    ],
)
def test_that_published_bulletins_come_out(
    quiet: CommandCenter,
    fresh_address: str,
    due: int,
    closed: int,
    on_time: int,
    rates: tuple[str, str],
) -> None:
    start = NOW - timedelta(days=20)
    ways = {
        Plan(start, CLOSED): on_time,
        Plan(start, CLOSED, handling=timedelta(hours=200)): closed - on_time,
        Plan(start, "afd"): due - closed,
    }
    with closing(Database(fresh_address, clock=lambda: NOW)) as database:
        for number, times in zip(live(database, list(ways)), ways.values(), strict=True):
            repeat(database, number, times - 1)
    for viewer in (CENTRE_VIEW, Viewer("inspector", source="inspector")):
        figures = {figure.id: figure for figure in _all(quiet, viewer)}
        assert _percent(figures["closure_rate"]) == (closed, due, rates[0])
        assert _percent(figures["on_time_closure_rate"]) == (on_time, due, rates[1])
        assert _behind(quiet, figures["closure_rate"], viewer) == due


def _percent(rate: Figure) -> tuple[float, float | None, str]:
    assert rate.value is not None
    return rate.numerator, rate.denominator, f"{rate.value:.2%}".removesuffix("%")


def test_that_hours_are_the_mean_from_filing_to_the_last_finish(
    quiet: CommandCenter, fresh_address: str
) -> None:
    start = NOW - timedelta(days=5)
    lives = [
        Plan(start, "afdkh", handling=timedelta(hours=1, minutes=50)),
        Plan(start, "afdkh", handling=timedelta(hours=3, minutes=50)),
        Plan(start, "afdk"),
    ]
    _live(fresh_address, lives)
    (mean,) = quiet.statistics.figures(["mean_handling_hours"], MONTH, viewer=CENTRE_VIEW)
    assert (mean.value, mean.numerator, mean.denominator) == (3.0, 6.0, 2)


def test_that_an_unknown_figure_and_reversed_days_are_refused(busy: CommandCenter) -> None:
    with pytest.raises(InvalidInput, match="happiness"):
        busy.statistics.figures(["happiness"], MONTH, viewer=CENTRE_VIEW)
    with pytest.raises(InvalidInput) as refusal:
        busy.statistics.cases_behind(
            "closed", FigureQuery(TODAY, TODAY - timedelta(days=1)), viewer=CENTRE_VIEW
        )
    assert refusal.value.field == "to"
    with pytest.raises(InvalidInput, match="planet"):
        busy.statistics.figures(["closed"], MONTH, viewer=CENTRE_VIEW, by=By.AREA, level="planet")


@pytest.mark.parametrize("viewer", [*WHOLE_VIEWS, *LIMITED_VIEWS], ids=lambda viewer: viewer.name)
def test_that_the_situation_counts_the_lists_of_the_casebook(
    busy: CommandCenter, viewer: Viewer
) -> None:
    situation = busy.statistics.situation(viewer=viewer)
    open_cases = busy.casebook.rows(CaseFilter(open_only=True), viewer=viewer)
    assert situation.open == len(open_cases)
    assert situation.overdue == sum(case.hands.late(NOW) for case in open_cases)
    for load in situation.loads:
        listed = [case for case in open_cases if (case.department or "") == load.department]
        assert load.open == len(listed)
        assert load.overdue == sum(case.hands.late(NOW) for case in listed)
    assert situation.open == sum(load.open for load in situation.loads)
    assert [load.open for load in situation.loads] == sorted(
        (load.open for load in situation.loads), reverse=True
    )


def test_that_the_situation_is_of_today_of_this_week_and_of_the_next_hour(
    quiet: CommandCenter, fresh_address: str
) -> None:
    lives = [
        Plan(NOW - timedelta(hours=1), ""),
        Plan(NOW - timedelta(minutes=4), ""),  # to be accepted within a quarter of an hour
        Plan(NOW - timedelta(days=2), CLOSED),  # on Monday, in time
        Plan(NOW - timedelta(days=2), CLOSED, handling=timedelta(hours=20)),
        Plan(NOW - timedelta(days=4), "afdk", category="10010200"),
    ]
    _live(fresh_address, lives)
    situation = quiet.statistics.situation(viewer=CENTRE_VIEW)
    assert situation.reported_today == 2
    assert (situation.open, situation.due_within_hour, situation.overdue) == (3, 1, 0)
    assert (situation.on_time_this_week.numerator, situation.on_time_this_week.denominator) == (
        1,
        2,
    )
    assert situation.as_of == NOW
