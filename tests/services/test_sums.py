"""The stored sums: which of them answers a question, what they count, how they are rebuilt."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.sums.rebuilding import rebuild_sums
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.figures.cubes import SumShape
from commandcenter.models.figures.stored_sums import SUMS
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.packs.reader import read_pack
from commandcenter.services.statistics import By, FigureQuery
from commandcenter.services.statistics.reading import reading_of
from tests.city.centers import TINY
from tests.city.life import LAMP, MANHOLE, MONDAY_10, CityLife, FakeClock, photo
from tests.services.case_lives import any_plan, live, repeat

TODAY = FigureQuery(MONDAY_10.date(), MONDAY_10.date())
LEVELS = {"district": 6, "street": 9, "community": 12}
SHAPE = SumShape.of(ZoneInfo("Asia/Shanghai"), LEVELS)
Rows = dict[tuple[str, str, str], list[int]]


@pytest.fixture
def database(center: CommandCenter, address: str, clock: FakeClock) -> Iterator[Database]:
    with closing(Database(address, clock=clock)) as opened:
        yield opened


def _rows(database: Database) -> Rows:
    with database.read() as session:
        return {
            (cube, str(day), key): numbers
            for _, cube, day, key, *numbers in session.execute(select(SUMS))
            if any(numbers)
        }


def _rebuild(database: Database) -> None:
    with database.write() as session:
        rules = database.rule_book.rules(session)
        rebuild_sums(session.connection(), rules.centre, database.rule_book.sum_shape(session))


def _figures(
    center: CommandCenter, query: FigureQuery = TODAY
) -> dict[str, tuple[float, float | None]]:
    figures = center.statistics.figures(
        (
            "accepted",
            "confirmed",
            "voided",
            "void_rate",
            "dispatch_accuracy",
            "rework_rate",
            "self_handled",
        ),
        query,
        viewer=CENTRE_VIEW,
    )
    return {figure.id: (figure.numerator, figure.denominator) for figure in figures}


def test_that_sums_counted_again_are_those_that_steps_kept(
    database: Database, city_life: CityLife, clock: FakeClock
) -> None:
    city_life.closed()
    city_life.step(city_life.inspecting(), Step.FAIL, "inspector", {"reason": "poor_work"})
    random = Random(4)
    live(database, [any_plan(random, clock() - timedelta(days=9), 8) for _ in range(150)])
    kept = _rows(database)
    assert {cube for cube, _, _ in kept} == {
        "total",
        "street",
        "community",
        "department",
        "kind",
        "source",
        "post",
        "street×department",
    }
    _rebuild(database)
    assert _rows(database) == kept


def test_that_more_cases_of_the_same_days_and_keys_need_no_more_rows(
    database: Database, city_life: CityLife
) -> None:
    number = city_life.closed()
    few = _rows(database)
    repeat(database, number, 50)
    many = _rows(database)
    assert many.keys() == few.keys()
    assert all(row == [51 * n for n in few[key]] for key, row in many.items())


def test_that_sums_are_kept_by_the_levels_that_a_new_version_of_the_pack_has(
    center: CommandCenter, database: Database, city_life: CityLife
) -> None:
    city_life.closed()
    pack = read_pack(TINY)
    district, street, community = pack.levels
    quarter = replace(community, id="quarter", width=11)
    levels = (district, street, quarter, community)
    assert center.city.install(replace(pack, levels=levels, digest="levels")) == 2
    city_life.closed()
    assert {key for cube, _, key in _rows(database) if cube == "quarter"} == {"11010100100"}
    (found,) = center.statistics.figures(
        ["closed"], TODAY, viewer=CENTRE_VIEW, by=By.AREA, level="quarter"
    )
    assert (found.key, found.value) == ("11010100100", 2)
    assert center.log_audit.verify().faults == ()


@pytest.mark.parametrize(
    ("by", "limits", "cube"),
    [
        (None, {}, "total"),
        (By.WEEK, {}, "total"),
        (By.AREA, {}, "street"),
        (By.AREA, {"area": "110101001001"}, "community"),
        (None, {"area": "110101001"}, "street"),
        (By.WEEK, {"area": ""}, "street"),
        (By.DEPARTMENT, {}, "department"),
        (By.WEEK, {"department": "roads"}, "department"),
        (By.DEPARTMENT, {"area": "110101001"}, "street×department"),
        (By.AREA, {"department": "roads"}, "street×department"),
        (By.WEEK, {"department": "roads", "area": "110101"}, "street×department"),
        (By.CATEGORY, {}, "kind"),
        (By.SOURCE, {}, "source"),
        (By.POST, {}, "post"),
        (By.WEEK, {"post": "dispatcher"}, "post"),
        # the cases are counted
        (By.DEPARTMENT, {"area": "110101001001"}, None),
        (By.CATEGORY, {"area": "110101001"}, None),
        (By.POST, {"department": "roads"}, None),
        (None, {"area": "110101001001001"}, None),
    ],
)
def test_that_a_figure_reads_the_one_cube_that_answers(
    by: By | None, limits: Mapping[str, Any], cube: str | None
) -> None:
    query = replace(TODAY, **limits)
    reading = reading_of(query, CENTRE_VIEW, by, width=9, shape=SHAPE)
    assert (reading and reading.cube) == cube


@pytest.mark.parametrize(
    ("viewer", "cube"),
    [
        (Viewer("street", area="110101001"), "street"),
        (Viewer("community", area="110101001001"), "community"),
        (Viewer("hotline", source="hotline"), "source"),
        (Viewer("inspector", source="inspector", inspections=True), None),
        (Viewer("roads", department="roads"), None),  # it sees what it assists in, too
    ],
)
def test_that_a_limited_viewer_reads_no_cube_that_shows_more(
    viewer: Viewer, cube: str | None
) -> None:
    reading = reading_of(TODAY, viewer, None, width=9, shape=SHAPE)
    assert (reading and reading.cube) == cube


@pytest.mark.parametrize(
    ("by", "limits"),
    [
        (By.DEPARTMENT, {"area": "110101001"}),
        (By.AREA, {"department": "roads"}),
        (By.AREA, {"area": "110101001001"}),
        (By.WEEK, {"area": "110101001", "department": "roads"}),
        (None, {"area": "", "department": ""}),
        (None, {"area": ""}),
        (By.POST, {"post": "dispatcher"}),
        (By.SOURCE, {"source": "public"}),
    ],
)
def test_that_limited_sums_count_the_cases_that_a_click_lists(
    center: CommandCenter,
    database: Database,
    clock: FakeClock,
    by: By | None,
    limits: Mapping[str, Any],
) -> None:
    random = Random(8)
    live(database, [any_plan(random, clock() - timedelta(days=9), 8) for _ in range(100)])
    month = FigureQuery(clock().date() - timedelta(days=30), clock().date(), **limits)
    counted = 0
    for name in ("reported", "dispatched"):
        parts = center.statistics.figures([name], month, viewer=CENTRE_VIEW, by=by)
        listed = center.statistics.cases_behind(name, month, viewer=CENTRE_VIEW)
        assert sum(part.numerator for part in parts) == len(listed)
        counted += len(listed)
    assert counted


def test_that_a_confirmed_report_counts_until_its_case_is_given_back(
    center: CommandCenter, city_life: CityLife
) -> None:
    city_life.filed()
    number = city_life.reported()
    city_life.step(number, Step.ASK_CONFIRM, "call-taker", {"inspector": "inspector"})
    confirmed = {"photo": photo(), "category": MANHOLE}
    city_life.step(number, Step.CONFIRM, "inspector", confirmed)
    city_life.step(number, Step.FILE, "shift-chief", {"condition": 1})
    assert _figures(center)["accepted"] == (2, None)
    assert _figures(center)["confirmed"] == (1, None)
    assert center.statistics.cases_behind("confirmed", TODAY, viewer=CENTRE_VIEW) == [number]
    by_post = center.statistics.figures(["accepted"], TODAY, viewer=CENTRE_VIEW, by=By.POST)
    assert {part.key: part.value for part in by_post} == {"call-taker": 1, "inspector": 1}
    city_life.step(number, Step.GIVE_BACK, "dispatcher", {"reason": "wrong_kind"})
    assert _figures(center)["confirmed"] == (0, None)
    assert center.log_audit.verify().faults == ()


def test_that_voided_cases_count_on_the_day_they_were_filed(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    city_life.closed()
    number = city_life.filed()
    clock.advance(timedelta(days=2))
    city_life.step(number, Step.VOID, "shift-chief", {"reason": "vanished"})
    assert _figures(center)["void_rate"] == (1, 2)
    later = replace(TODAY, first_day=clock().date(), last_day=clock().date())
    assert _figures(center, later)["void_rate"] == (0, 0)


def test_that_accuracy_and_rework_are_judged_of_the_closed_cases(
    center: CommandCenter, city_life: CityLife
) -> None:
    city_life.closed()
    city_life.inspected()  # open: not judged yet
    _passed_on_and_reworked(city_life)
    slight = city_life.reported()
    both = {"before": photo(), "after": photo(), "category": LAMP}
    city_life.step(slight, Step.SELF_HANDLE, "inspector", both)
    found = _figures(center)
    assert found["dispatch_accuracy"] == (1, 2)
    assert found["rework_rate"] == (1, 2)
    assert found["self_handled"] == (1, None)
    closed = center.statistics.figures(["closed"], TODAY, viewer=CENTRE_VIEW, by=By.POST)
    assert {part.key: part.value for part in closed} == {"shift-chief": 2, "inspector": 1}
    assert center.log_audit.verify().faults == ()


def _passed_on_and_reworked(city_life: CityLife) -> None:
    number = city_life.handling()
    take = city_life.step
    take(number, Step.ASK_RETURN, "department-roads", {"reason": "not_ours", "note": "不归我们管"})
    take(number, Step.GRANT_RETURN, "dispatcher", {})
    take(number, Step.DISPATCH, "dispatcher", {"department": "sanitation"})
    take(number, Step.ACKNOWLEDGE, "department-sanitation", {})
    done = {"note": "已盖好", "photo": photo()}
    take(number, Step.FINISH, "department-sanitation", done)
    take(number, Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"})
    take(number, Step.FAIL, "inspector", {"reason": "poor_work"})
    take(number, Step.FINISH, "department-sanitation", done)
    take(number, Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"})
    take(number, Step.PASS, "inspector", {"photo": photo()})
    take(number, Step.CLOSE, "shift-chief", {"closing": "done"})


def test_that_a_day_of_a_centre_is_a_day_of_its_zone(
    database: Database, city_life: CityLife, clock: FakeClock
) -> None:
    clock.advance(timedelta(hours=15))  # 1 o'clock of Tuesday in the city, Monday in UTC
    city_life.reported()
    with database.read() as session:
        first, last = session.execute(select(func.min(SUMS.c.day), func.max(SUMS.c.day))).one()
    assert str(first) == "2026-11-24" <= str(last)
