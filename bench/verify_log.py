"""How fast a log is checked: its chain, and that cases, clocks, words and sums follow from it."""

import statistics
import time
from collections.abc import Callable, Iterable
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bench.many_cases import addresses, centre_of_imports, centre_of_lives
from commandcenter.database import Database
from commandcenter.models.schema.subjects import KINDS
from commandcenter.packs.reader import read_pack
from commandcenter.services.log_audit.agreement import Agreement
from commandcenter.services.log_audit.chain import Chain
from commandcenter.services.log_audit.log_audit import all_faults, chains_of
from commandcenter.services.log_audit.raw_rows import Audited
from commandcenter.services.log_audit.record_checks import related_row_faults
from commandcenter.services.log_audit.sums import Recount, recount_of
from tests.city.centers import TINY

IMPORTED, LIVED = 50_000, 5_000
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
        connection = session.connection()
        audited = Audited(connection, centre)
        entries, cases = _size(connection, centre)
        print(f"{name}: {cases} cases, {entries} entries; medians of {ROUNDS}")
        say("hashes", "entries", entries, lambda: Chain(centre).faults(connection), 100_000)
        cases_alone = Agreement(_CASES, lambda *_: None)
        say("agreement with cases", "cases", cases, lambda: cases_alone.faults(audited), 20_000)
        add = partial(_recount(session, centre).add, _CASES)
        with_sums = lambda: Agreement(_CASES, add).faults(audited)  # noqa: E731
        say("the same with a recount of the sums", "cases", cases, with_sums)
        beside = lambda: related_row_faults(audited, _CASES, set(), set())  # noqa: E731
        say("what lies beside cases", "cases", cases, beside)
        whole = lambda: all_faults(session, chains_of(session), None)  # noqa: E731
        say("everything", "cases", cases, whole)
    database.close()


def _recount(session: Session, centre: str) -> Recount:
    recount = recount_of(session, centre)
    assert recount is not None
    return recount


def _size(connection: Connection, centre: str) -> tuple[int, int]:
    chain = Chain(centre)
    assert not list(chain.faults(connection))
    return chain.count, len(chain.versions)


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
        began, began_own = time.perf_counter(), time.process_time()
        assert not list(faults())
        walls.append(time.perf_counter() - began)
        own.append(time.process_time() - began_own)
    wall_rate, own_rate = many / statistics.median(walls), many / statistics.median(own)
    wanted = f", at least {least:,}" if least else ""
    print(f"  {what}: {wall_rate:,.0f} {unit}/s{wanted} ({own_rate:,.0f} by its own CPU time)")
