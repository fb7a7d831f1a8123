"""The year behind a demo: believable, whole, and the same for the same seed."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from commandcenter.center import CommandCenter
from commandcenter.models.cases.stage import ENDED, Source, Stage
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.models.staff.post import Post
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.pack import CityPack
from commandcenter.services.casebook import CaseFilter
from commandcenter.services.statistics import FigureQuery
from commandcenter.simulation.believable_city import BelievableCity
from commandcenter.simulation.demo import is_complete, last_working_day, make_demo
from commandcenter.simulation.history import History
from tests.simulation.conftest import SEED
from tests.views.city_life import MONDAY_10, FakeClock


def _history(pack: CityPack, begin: datetime, seed: int) -> History:
    city = BelievableCity(pack, seed, date(2026, 11, 23))
    return History(city, first=date(2026, 11, 16), until=begin)


def test_that_the_same_seed_makes_the_same_cases(tiny_pack: CityPack, begin: datetime) -> None:
    first, again = (list(_history(tiny_pack, begin, SEED)) for _ in range(2))
    other = list(_history(tiny_pack, begin, SEED + 1))
    assert first == again
    assert [life.at for life in first] != [life.at for life in other]


def test_that_history_happens_in_order_and_before_the_demo(
    tiny_pack: CityPack, begin: datetime
) -> None:
    for life in _history(tiny_pack, begin, SEED):
        moments = [life.at, *(step.at for step in life.steps)]
        assert moments == sorted(moments)
        assert moments[-1] < begin


def test_that_a_demo_can_be_made_and_verified_on_each_database(
    empty_address: str, tiny_pack: CityPack, begin: datetime
) -> None:
    told: list[tuple[int, int]] = []
    with CommandCenter(empty_address, clock=FakeClock(MONDAY_10)) as center:
        make_demo(
            center,
            tiny_pack,
            seed=SEED,
            speed=30,
            weeks=1,
            progress=lambda done, total: told.append((done, total)),
        )
        face = center.timekeeping.show()
        assert (face.speed, face.simulated) == (30, True)
        assert is_complete(center, tiny_pack)
        assert told[-1][0] == told[-1][1] > 250
        verdict = center.log_audit.verify()
    assert verdict.faults == ()
    assert verdict.entries > 2000


def test_that_the_demo_has_an_account_for_every_post_and_department(
    demo: CommandCenter, tiny_pack: CityPack
) -> None:
    names = {account.name for account in demo.access.accounts()}
    offices = {f"department-{department.code}" for department in tiny_pack.departments}
    assert names == {str(post) for post in Post if post is not Post.DEPARTMENT} | offices


def test_that_the_morning_finds_cases_at_every_desk(demo: CommandCenter) -> None:
    counts = demo.casebook.counts(viewer=CENTRE_VIEW)
    closed = counts[Stage.CLOSED]
    assert closed / sum(counts.values()) > 0.8  # of three weeks only
    assert counts[Stage.HANDLING] + counts[Stage.DISPATCHED] > 20
    centres = (Stage.REPORTED, Stage.ACCEPTED, Stage.FILED, Stage.INSPECTING, Stage.FINISHED)
    assert sum(counts.get(stage, 0) for stage in centres) >= 3
    assert counts[Stage.DECLINED]
    assert counts[Stage.VOIDED]
    assert demo.casebook.count(CaseFilter(overdue=True), viewer=CENTRE_VIEW) >= 1


def test_that_the_figures_of_the_weeks_are_believable(demo: CommandCenter) -> None:
    fortnight = FigureQuery(date(2026, 11, 2), date(2026, 11, 15))
    ids = ["reported", "closure_rate", "on_time_handling_rate"]
    reported, closure, on_time = demo.statistics.figures(ids, fortnight, viewer=CENTRE_VIEW)
    assert 600 < reported.numerator < 860
    assert closure.value
    assert 0.95 < closure.value <= 1
    assert on_time.value
    assert 0.85 < on_time.value < 0.98


def test_that_some_cases_took_the_side_branches(tiny_pack: CityPack, begin: datetime) -> None:
    steps = Counter(
        str(step.step) for life in _history(tiny_pack, begin, SEED) for step in life.steps
    )
    assert {"decline", "ask_confirm", "confirm", "void", "give_back", "fail"} <= steps.keys()
    assert steps["fail"] < steps["pass"] / 5


def test_that_inspectors_bring_nine_reports_in_ten(tiny_pack: CityPack, begin: datetime) -> None:
    lives = list(_history(tiny_pack, begin, SEED))
    by_inspectors = sum(life.report.source == Source.INSPECTOR for life in lives)
    assert 0.8 < by_inspectors / len(lives) < 0.97


def test_that_everything_in_the_demo_lies_in_a_cell(demo: CommandCenter) -> None:
    cases = demo.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)
    assert all(case.unit_grid and case.address for case in cases)
    assert len({case.unit_grid for case in cases}) == 10


def test_that_only_open_cases_wait_for_somebody(demo: CommandCenter) -> None:
    rows = demo.casebook.rows(CaseFilter(open_only=True), viewer=CENTRE_VIEW)
    assert rows
    assert not {row.stage for row in rows} & ENDED


def test_that_a_demo_begins_on_the_last_working_day(tiny_pack: CityPack) -> None:
    calendar = working_calendar(tiny_pack.calendar)
    sunday_night = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # 23:00 in Beijing
    assert last_working_day(calendar, sunday_night) == date(2026, 11, 20)
    before_the_morning, after_it = (sunday_night + timedelta(hours=h) for h in (8, 9))
    assert last_working_day(calendar, before_the_morning) == date(2026, 11, 20)
    assert last_working_day(calendar, after_it) == date(2026, 11, 23)
    national_day = datetime(2026, 10, 3, 4, 0, tzinfo=UTC)
    assert last_working_day(calendar, national_day) < date(2026, 10, 1)
