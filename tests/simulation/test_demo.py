"""The year behind a demo: believable, whole, and the same for the same seed."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import ENDED, Stage
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.content.pack import CityPack
from commandcenter.services.casebook import CaseFilter
from commandcenter.services.change_feed import START
from commandcenter.services.statistics import FigureQuery
from commandcenter.simulation.believable.city import BelievableCity
from commandcenter.simulation.demo import is_complete, last_working_day, make_demo
from commandcenter.simulation.history import History
from tests.city.centers import TINY
from tests.city.life import MONDAY_10, FakeClock
from tests.city.posts import Post
from tests.simulation.conftest import SEED
from tests.simulation.hours import changes_since


def _history(pack: CityPack, begin: datetime, seed: int) -> History:
    city = BelievableCity(pack, seed, date(2026, 11, 23))
    return History(city, first=date(2026, 11, 16), until=begin)


def _told(
    address: str, pack: CityPack, seed: int, folder: Path | None = None
) -> list[tuple[str, str, datetime, str]]:
    """What a demo with one week behind it tells; how many cases go in at once is up to the disk."""
    with CommandCenter(address, clock=FakeClock(MONDAY_10)) as made:
        make_demo(made, pack, seed=seed, weeks=1, folder=folder)
        lines = changes_since(made, START)
    lines.sort(key=lambda line: (line.number, line.version))
    return [(line.number, line.step, line.at, line.actor) for line in lines]


def test_that_the_same_seed_makes_the_same_history_on_each_database(
    empty_address: str, tiny_pack: CityPack, tmp_path: Path
) -> None:
    first = _told(f"sqlite:///{tmp_path / 'first.sqlite3'}", tiny_pack, SEED)
    assert _told(empty_address, tiny_pack, SEED) == first
    assert _told(f"sqlite:///{tmp_path / 'other.sqlite3'}", tiny_pack, SEED + 1) != first


def test_that_several_processes_make_the_same_history(
    tiny_pack: CityPack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = _told(f"sqlite:///{tmp_path / 'alone.sqlite3'}", tiny_pack, SEED)
    monkeypatch.setattr("commandcenter.simulation.demo._WORTH_PROCESSES", 1)
    monkeypatch.setattr("commandcenter.simulation.demo._DAYS_AT_ONCE", 3)
    shared = f"sqlite:///{tmp_path / 'shared.sqlite3'}"
    assert _told(shared, tiny_pack, SEED, folder=TINY) == alone
    with CommandCenter(shared) as center:
        assert center.log_audit.verify().faults == ()


def test_that_history_happens_before_the_demo(demo: CommandCenter, begin: datetime) -> None:
    assert max(line.at for line in changes_since(demo, START)) < begin


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


def test_that_inspectors_bring_nine_reports_in_ten(tiny_pack: CityPack, begin: datetime) -> None:
    lives = list(_history(tiny_pack, begin, SEED))
    by_inspectors = sum(life.report.source == SourceKind.INSPECTOR for life in lives)
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
