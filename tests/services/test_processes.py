"""Work is shared among processes beside the program, and comes back as if it had been done here."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import psutil
import pytest

from commandcenter.clock import steady_seconds
from commandcenter.database import Database
from commandcenter.database.processes import OneBeside, in_parts
from commandcenter.errors import NotFound, Unavailable
from tests.city.life import MONDAY_10, FakeClock


def look(database: Database, part: int) -> tuple[int, str, bool]:
    """Which part, in which city, and whether this is another process than the test's."""
    with database.read() as session:
        zone = database.rule_book.rules(session).zone
    return part, str(zone), os.environ["PYTEST_PROCESS"] != str(os.getpid())


def refuse(database: Database, part: int) -> None:
    raise NotFound("department-unknown", field="department", code=part)


def be_killed(database: Database, part: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def moment(database: Database, part: int) -> object:
    return database.clock()


def end_as(how: str) -> None:
    """A long piece of work, and the ways in which it can end."""
    if how == "refused":
        raise NotFound("department-unknown", field="department", code="x")
    if how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "bug":
        raise ValueError("a bug")
    assert how == "done"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="only Linux limits a process")
def test_that_a_container_of_one_core_starts_no_processes() -> None:
    code = (
        "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n"
        "from commandcenter.database import processes; print(processes.PROCESSES)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b"1"


def fill(folder: Path) -> None:
    """Begin what takes long, and remove it at the end."""
    with subprocess.Popen(["sleep", "600"]) as program:
        try:
            (folder / "begun").touch()
            program.wait()
        finally:
            program.kill()
            (folder / "begun").unlink()


def test_that_work_that_is_ended_removes_what_it_has_begun(tmp_path: Path) -> None:
    work = OneBeside(fill, tmp_path)
    while not list(tmp_path.iterdir()):
        assert not work.is_done
    begun = [it for it in psutil.Process().children(recursive=True) if it.name() == "sleep"]
    assert begun
    work.end()
    assert list(tmp_path.iterdir()) == []
    assert not any(_is_at_work(it) for it in begun)


def _is_at_work(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


#: Starting processes takes seconds, and these are about processes.
on_sqlite = pytest.mark.parametrize("address", ["sqlite"], indirect=True)


@pytest.fixture
def database(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("PYTEST_PROCESS", str(os.getpid()))
    opened = Database(address, clock=FakeClock(MONDAY_10))
    yield opened
    opened.close()


def test_that_parts_are_done_elsewhere_and_come_back_in_their_order(database: Database) -> None:
    parts = list(in_parts(database, look, range(9), beside=True))
    assert parts == [(part, "Asia/Shanghai", True) for part in range(9)]


@on_sqlite
def test_that_the_clock_of_the_program_is_theirs(database: Database) -> None:
    assert list(in_parts(database, moment, [0], beside=True)) == [MONDAY_10]


@on_sqlite
def test_that_a_refusal_arrives_as_it_was_raised(database: Database) -> None:
    with pytest.raises(NotFound) as refused:
        list(in_parts(database, refuse, [7], beside=True))
    assert (refused.value.error_id, refused.value.field) == ("department-unknown", "department")
    assert "7" in refused.value.sentence("zh")


@on_sqlite
def test_that_a_killed_process_is_said_and_not_waited_for(database: Database) -> None:
    with pytest.raises(Unavailable) as refused:
        list(in_parts(database, be_killed, [0, 1], beside=True))
    assert refused.value.error_id == "process-killed"


PROGRAM = """
    import sys, time
    from commandcenter.database import Database
    from commandcenter.database.processes import in_parts
    from tests.services.test_processes import look

    if __name__ == "__main__":
        for done in in_parts(Database(sys.argv[1]), look, range(1_000_000), beside=True):
            print(done, flush=True)
            time.sleep(60)
"""


@on_sqlite
def test_that_no_process_outlives_a_program_that_is_killed(
    database: Database, address: str, tmp_path: Path
) -> None:
    script = tmp_path / "program.py"
    script.write_text(textwrap.dedent(PROGRAM))
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(
        [sys.executable, str(script), address], stdout=subprocess.PIPE, env=environment
    ) as program:
        assert program.stdout
        program.stdout.readline()  # they are at work
        beside = psutil.Process(program.pid).children(recursive=True)
        assert beside
        program.kill()
    began = steady_seconds()
    _, alive = psutil.wait_procs(beside, timeout=20)
    assert alive == [], f"still there after {steady_seconds() - began:.0f} s"


@pytest.mark.parametrize(
    ("how", "raised"),
    [("done", None), ("refused", NotFound), ("killed", Unavailable), ("bug", RuntimeError)],
)
def test_that_work_beside_says_how_it_ended(how: str, raised: type[Exception] | None) -> None:
    beside = OneBeside(end_as, how)
    with pytest.raises(raised) if raised else nullcontext():
        beside.check()
    assert beside.is_done
