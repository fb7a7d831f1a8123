"""The database that `demo` runs on: kept, copied, filled in place, or refused."""

import sqlite3
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.clock import system_clock
from commandcenter.commands import main
from commandcenter.commands.demo import living
from commandcenter.commands.demo_database import DemoDatabase
from commandcenter.commands.shared.options import Options
from commandcenter.errors import NotNow
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.models.staff.actor import SYSTEM
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_pack
from commandcenter.services.casebook import CaseFilter
from commandcenter.simulation.demo import last_working_day, start_of
from tests.city.centers import TINY
from tests.city.posts import Post

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whoever runs the tests may have a demo of their own, which is left alone."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "commandcenter"


@pytest.fixture(scope="module")
def tiny_pack() -> CityPack:
    return read_pack(TINY)


def _demo(database: str = "", *, city: str = str(TINY)) -> DemoDatabase:
    return DemoDatabase(Options(database=database, city=city), speed=30, seed=1, weeks=1)


def _cases(center: CommandCenter) -> int:
    return center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW)


def test_that_a_second_run_begins_anew_without_making_history_again(
    data_folder: Path, tiny_pack: CityPack
) -> None:
    calendar = working_calendar(tiny_pack.calendar)
    begin = start_of(last_working_day(calendar, system_clock()), calendar)
    with _demo().open() as center:
        made = _cases(center)
        assert made > 250
        assert begin <= center.clock() < begin + 30 * MINUTE
        assert center.clock_speed == 30
        center.intake.receive(Report("public", "树倒了", address="六条"), by=SYSTEM)
    (kept,) = data_folder.glob("demo-history-*.sqlite3")
    written = kept.stat().st_mtime_ns
    with _demo().open() as center:
        assert _cases(center) == made
        assert begin <= center.clock() < begin + 30 * MINUTE
    assert kept.stat().st_mtime_ns == written


def test_that_the_jobs_run_beside_a_demo_and_the_next_one_begins_anew() -> None:
    for _ in range(2):
        demo = _demo()
        with demo.open() as center:
            center.timekeeping.set(center.clock() + timedelta(days=1))  # a day is over: anchored
            with living(center, demo):
                assert _comes_true(center.anchor_file.exists)
            assert center.log_audit.verify(anchor_file=center.anchor_file).faults == ()


def _comes_true(condition: Callable[[], bool]) -> bool:
    """Whether it does within half a minute; what is waited for goes on in a thread."""
    looks = (threading.Event().wait(0.05) or condition() for _ in range(600))
    return any(looks)


def test_that_a_named_demo_goes_on_where_it_was_left(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'mine.sqlite3'}"
    with _demo(database).open() as center:
        center.timekeeping.set(center.clock() + timedelta(hours=2))
        number = center.intake.receive(Report("public", "树倒了", address="六条"), by=SYSTEM).number
        left = center.casebook.history(number, viewer=CENTRE_VIEW)[-1].at
        made = _cases(center)
    with _demo(database).open() as center:
        assert _cases(center) == made
        assert left <= center.clock() < left + 30 * MINUTE


def test_that_a_real_centre_is_refused_and_left_as_it_is(address: str) -> None:
    with CommandCenter(address) as center:
        before = center.change_feed.latest(), len(center.access.accounts())
    with pytest.raises(NotNow) as refused, _demo(address).open():
        pass
    assert refused.value.error_id == "database-not-a-demo"
    with CommandCenter(address) as center:
        assert (center.change_feed.latest(), len(center.access.accounts())) == before
        assert not center.timekeeping.show().simulated


def test_that_a_real_centre_under_the_name_of_the_demo_is_refused(
    data_folder: Path, tiny_pack: CityPack
) -> None:
    data_folder.mkdir(parents=True)
    file = data_folder / "demo.sqlite3"
    with CommandCenter(f"sqlite:///{file}") as center:
        center.make(tiny_pack)
    with pytest.raises(NotNow) as refused, _demo().open():
        pass
    assert refused.value.error_id == "database-not-a-demo"
    assert file.exists()


def test_that_an_empty_database_is_filled_in_place_and_reused(empty_address: str) -> None:
    with _demo(empty_address).open() as center:
        made = _cases(center)
        assert center.access.account("dispatcher").post == Post.DISPATCHER
        row = center.casebook.rows(CaseFilter(open_only=True), viewer=CENTRE_VIEW)[0]
        assert Step.REPORT in {
            line.step for line in center.casebook.history(row.number, viewer=CENTRE_VIEW)
        }
    with _demo(empty_address).open() as center:
        assert _cases(center) == made


def test_that_a_demo_that_was_not_finished_is_refused(
    empty_address: str, tiny_pack: CityPack
) -> None:
    with CommandCenter(empty_address) as center:
        center.make(tiny_pack)
        center.timekeeping.simulate(system_clock(), 1)
    with pytest.raises(NotNow) as refused, _demo(empty_address).open():
        pass
    assert refused.value.error_id == "demo-half-made"


def test_that_a_demo_of_another_city_is_refused(address: str) -> None:
    with pytest.raises(NotNow) as refused, _demo(address, city="dongcheng").open():
        pass
    assert refused.value.error_id == "database-of-other-city"


def test_that_the_command_refuses_in_one_sentence(
    address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["demo", "--minutes", "0", "--city", str(TINY), "--database", address])
    assert left.value.code == 1
    assert "real centre" in capsys.readouterr().err


def test_that_a_demo_leaves_whole_files_behind(data_folder: Path) -> None:
    with _demo().open():
        pass
    for file in data_folder.glob("*.sqlite3"):
        with sqlite3.connect(file) as connection:
            assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        connection.close()
    assert not [*data_folder.glob("*.part*")]
