"""Processes share a read transaction: whatever is written meanwhile, all of them see the same."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.postgres import line
from commandcenter.database.shared_reading import shared_reading
from commandcenter.errors import Unavailable
from commandcenter.models.staff.viewer import Viewer
from commandcenter.models.work.log.event_log import EventLogEntry
from commandcenter.services.log_audit import LogAudit
from commandcenter.services.log_audit.chain import log_stretches, read_stretch
from commandcenter.services.log_audit.shared.raw_rows import Audited
from tests.city.life import CityLife
from tests.services.tampering import tamper

CALL_TAKER = Viewer("call-taker", personal_data=True)
WRITER = """
    import sys
    from commandcenter.center import CommandCenter
    from tests.city.life import MONDAY_10, CityLife, FakeClock

    clock = FakeClock(MONDAY_10)
    with CommandCenter(sys.argv[1], clock=clock) as center:
        while True:
            CityLife(center, clock).closed()
            print("closed", flush=True)
"""


def entries(session: Session, part: int) -> tuple[int, int]:
    """How many the log has, and which process says so."""
    return session.scalars(select(func.count()).select_from(EventLogEntry)).one(), os.getpid()


def be_killed(session: Session, part: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def _written_without_pause(address: str, folder: Path) -> Iterator[None]:
    """Another program takes cases from their report to their closing meanwhile."""
    script = folder / "writer.py"
    script.write_text(textwrap.dedent(WRITER))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, str(script), address], stdout=subprocess.PIPE, env=environment
    ) as program:
        assert program.stdout
        assert program.stdout.readline()  # it is at work
        yield
        assert program.poll() is None  # and still was
        program.kill()


def test_that_processes_see_the_same_while_another_program_writes(
    center: CommandCenter, address: str, tmp_path: Path
) -> None:
    database = Database(address)
    with (
        _written_without_pause(address, tmp_path),
        shared_reading(database, beside=True) as reading,
    ):
        here = entries(reading.session, 0)
        told = list(reading.in_parts(entries, range(40)))
    database.close()
    assert {many for many, _ in told} == {here[0]}
    assert os.getpid() not in {process for _, process in told}


def test_that_an_audit_in_processes_invents_no_fault_while_another_program_writes(
    center: CommandCenter, address: str, tmp_path: Path
) -> None:
    database = Database(address)
    with _written_without_pause(address, tmp_path):
        verdicts = [LogAudit(database, worth_processes=0).verify() for _ in range(2)]
    database.close()
    assert [verdict.faults for verdict in verdicts] == [(), ()]
    assert 9 <= verdicts[0].entries < verdicts[1].entries


def test_that_a_process_that_is_killed_while_it_reads_is_said(
    center: CommandCenter, address: str
) -> None:
    database = Database(address)
    with pytest.raises(Unavailable) as refused, shared_reading(database, beside=True) as reading:
        list(reading.in_parts(be_killed, [0, 1]))
    database.close()
    assert refused.value.error_id == "process-killed"


def take_long(session: Session, part: int) -> list[str]:
    """The limits of this transaction, found out slowly."""
    session.execute(text("SELECT pg_sleep(1.2)"))
    limits = ("idle_in_transaction_session_timeout", "statement_timeout")
    return [str(session.scalar(text(f"SHOW {limit}"))) for limit in limits]


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_that_a_server_ends_no_transaction_that_waits_while_processes_work(
    center: CommandCenter, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurried = f"{line._LIMITS['options']} -c idle_in_transaction_session_timeout=1s"
    monkeypatch.setitem(line._LIMITS, "options", hurried)
    database = Database(address)
    with shared_reading(database, beside=True) as reading:
        limits = list(reading.in_parts(take_long, [0, 1]))
        assert entries(reading.session, 0)[0] == 0
    database.close()
    assert limits == [["0", "0"], ["0", "0"]]


def test_that_a_process_that_is_killed_before_it_reads_is_said(
    center: CommandCenter, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object) -> Future[object]:
        raise BrokenProcessPool

    database = Database(address)
    monkeypatch.setattr(ProcessPoolExecutor, "submit", broken)
    with pytest.raises(Unavailable) as refused, shared_reading(database, beside=True):
        pass
    database.close()
    assert refused.value.error_id == "process-killed"


#: One of every sort that is found apart: in the log, in cases, beside them, in sums and seals.
TAMPERED = (
    "UPDATE event_log SET actor = 'nobody' WHERE sequence = 4",
    "UPDATE event_log SET version = 7 WHERE sequence = 11",
    "DELETE FROM event_log WHERE sequence = 13",
    "UPDATE cases SET department = 'street' WHERE department = 'roads'",
    "UPDATE case_clocks SET rule = 'none' WHERE name = 'accept'",
    "DELETE FROM case_words",
    "UPDATE sums SET closed = closed + 1",
    "UPDATE case_serials SET last = last + 1",
    "UPDATE accounts SET post = 'leader' WHERE name = 'inspector'",
    "UPDATE case_clocks SET next_mark_at = NULL",
)


def test_that_several_processes_find_what_one_finds(
    center: CommandCenter, city_life: CityLife, address: str
) -> None:
    for _ in range(2):
        city_life.closed()
        city_life.handling()
    center.erasing.erase_reporters(city_life.closed(), viewer=CALL_TAKER)
    tamper(address, *TAMPERED)
    database = Database(address)
    alone = LogAudit(database).verify()
    assert LogAudit(database, worth_processes=0).verify() == alone
    database.close()
    ids = {fault.fault_id for fault in alone.faults}
    assert ids >= {
        *("log-line-altered", "log-line-out-of-order", "log-lines-missing", "log-case-differs"),
        *("log-clock-differs", "log-words-gone", "log-sum-differs", "log-number-without-history"),
        *("sealed-row-differs", "clock-unwatched"),
    }


def test_that_a_log_has_the_same_faults_however_it_is_cut(
    center: CommandCenter, city_life: CityLife, address: str
) -> None:
    city_life.closed()
    statements = ("hash = 'x' WHERE sequence = 3", "previous_hash = 'x' WHERE sequence = 7")
    tamper(address, *(f"UPDATE event_log SET {it}" for it in statements))  # noqa: S608
    tamper(address, "DELETE FROM event_log WHERE sequence = 5")
    database = Database(address)
    with database.read() as session:
        audited = Audited(session.connection(), center.city.facts().centre)
        (whole,) = log_stretches(audited)
        wanted = read_stretch(audited, whole)
        for at_most in range(1, 9):
            read = [read_stretch(audited, it) for it in log_stretches(audited, at_most)]
            assert [fault for it in read for fault in it.faults] == wanted.faults
            assert (read[-1].end, sum(it.count for it in read)) == (wanted.end, 8)
    database.close()
    assert len(wanted.faults) == 5
