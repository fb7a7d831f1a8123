"""How fast a log is checked: its chain, and that cases, clocks, words and sums follow from it."""

import statistics
import time
from collections.abc import Callable, Iterable

from sqlalchemy import Connection

from bench.many_cases import addresses, centre_of_imports, centre_of_lives
from commandcenter.database import Database
from commandcenter.packs.reader import read_pack
from commandcenter.services.log_audit.agreement import Agreement
from commandcenter.services.log_audit.beside import beside_faults
from commandcenter.services.log_audit.chain import Chain
from commandcenter.services.log_audit.sums import Recount, zone_of
from tests.centers import TINY

IMPORTED, LIVED = 50_000, 5_000
ROUNDS = 3


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
        connection, zone = session.connection(), zone_of(session)
        entries, cases = _size(connection, centre)
        print(f"{name}: {cases} cases, {entries} entries; medians of {ROUNDS}")
        seconds = median(lambda: Chain(centre).faults(connection))
        print(f"  hashes: {entries / seconds:,.0f} entries/s, at least 100,000")
        seconds = median(lambda: Agreement(lambda _: None).faults(connection))
        print(f"  agreement with cases: {cases / seconds:,.0f} cases/s, at least 20,000")
        seconds = median(lambda: Agreement(Recount(zone).add).faults(connection))
        print(f"  the same with a recount of the sums: {cases / seconds:,.0f} cases/s")
        seconds = median(lambda: beside_faults(connection, ()))
        print(f"  clocks, words and reporters: {cases / seconds:,.0f} cases/s")
    database.close()


def _size(connection: Connection, centre: str) -> tuple[int, int]:
    chain = Chain(centre)
    assert not list(chain.faults(connection))
    return chain.count, len(chain.versions)


def median(faults: Callable[[], Iterable[object]]) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        assert not list(faults())
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
