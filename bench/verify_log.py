"""How fast a log is checked: its chain, and that cases, clocks, words and sums follow from it."""

import resource
import statistics
import time
from collections.abc import Callable, Iterable
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench.many_cases import addresses, centre_of_imports, centre_of_lives
from commandcenter.database import Database
from commandcenter.database.processes import PROCESSES
from commandcenter.models.schema.subjects import KINDS
from commandcenter.packs.reader import read_pack
from commandcenter.services.log_audit import LogAudit, LogFault
from commandcenter.services.log_audit.chain import log_stretches, read_stretch
from commandcenter.services.log_audit.shared.raw_rows import Audited
from commandcenter.services.log_audit.subjects.subject_checks import (
    SubjectStretch,
    check_subjects,
    subject_stretches,
)
from tests.city.centers import TINY

IMPORTED, LIVED = 100_000, 10_000
ROUNDS = 3
_CASES = next(iter(KINDS))


def main() -> None:
    with addresses() as found:
        for name, address in found:
            with centre_of_imports(address, IMPORTED):
                measure(f"{name}, cases of another system", address)
    with addresses() as found:
        for name, address in found:
            with centre_of_lives(address, LIVED):
                measure(f"{name}, whole lives", address)


def measure(name: str, address: str) -> None:
    database = Database(address)
    centre = read_pack(TINY).code
    with database.read() as session:
        audited = Audited(session.connection(), centre)
        stretches = subject_stretches(audited, _CASES, ())
        entries, cases = _size(audited)
        print(f"{name}: {cases} cases, {entries} entries; medians of {ROUNDS}")
        say("hashes", "entries", entries, lambda: _log_faults(audited), 100_000)
        of_cases = lambda: _case_faults(session, stretches)  # noqa: E731
        say("cases, what lies beside them, and a recount", "cases", cases, of_cases)
    for where, worth in (("one process", entries + 1), (f"{PROCESSES} processes", 0)):
        audit = LogAudit(database, worth_processes=worth)
        say(f"everything, in {where}", "cases", cases, partial(_verify, audit))
    database.close()


def _log_faults(audited: Audited) -> list[object]:
    return [
        it for stretch in log_stretches(audited) for it in read_stretch(audited, stretch).faults
    ]


def _case_faults(session: Session, stretches: Iterable[SubjectStretch]) -> list[LogFault]:
    checked = [check_subjects(session, stretch) for stretch in stretches]
    return [fault for it in checked for fault in (*it.faults, *it.related_faults)]


def _verify(audit: LogAudit) -> tuple[LogFault, ...]:
    return audit.verify().faults


def _size(audited: Audited) -> tuple[int, int]:
    log = sum(read_stretch(audited, it).count for it in log_stretches(audited))
    cases = select(func.count()).select_from(_CASES.mapped)
    return log, audited.connection.execute(cases).scalar_one()


def say(
    what: str,
    unit: str,
    many: int,
    faults: Callable[[], Iterable[object]],
    least: int | None = None,
) -> None:
    """By the clock on the wall, and by the time that this process had of a shared machine."""
    walls, own = [], []
    for _ in range(ROUNDS):
        began, began_own = time.perf_counter(), _cpu_seconds()
        assert not list(faults())
        walls.append(time.perf_counter() - began)
        own.append(_cpu_seconds() - began_own)
    wall_rate, own_rate = many / statistics.median(walls), many / statistics.median(own)
    wanted = f", at least {least:,}" if least else ""
    print(f"  {what}: {wall_rate:,.0f} {unit}/s{wanted} ({own_rate:,.0f} by its own CPU time)")


def _cpu_seconds() -> float:
    """Of this process, and of those beside it that have ended."""
    spent = [resource.getrusage(it) for it in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(it.ru_utime + it.ru_stime for it in spent)
