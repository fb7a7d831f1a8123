"""The real file of 125,402 requests: how fast it comes in, and how long others wait meanwhile."""

import multiprocessing
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.reader import read_pack
from commandcenter.services.archive import ImportResult, read_mapping
from commandcenter.services.archive.files import CsvFile
from commandcenter.services.casebook import CaseFilter
from tests.city.postgres import running_server, server_programs

ROOT = Path(__file__).parent.parent
REQUESTS = (
    Path(os.environ.get("SAMPLE_DATA", ROOT.parent / "shared" / "data"))
    / "cases"
    / "boston311_125k.csv.gz"
)
BOSTON = ROOT / "tests" / "packs" / "boston"
MAPPING = BOSTON / "mapping.toml"
PAUSE = 0.05


def main() -> None:
    if not REQUESTS.is_file():
        print(f"skipped: there is no {REQUESTS.name}; set SAMPLE_DATA to the folder of real data")
        return
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/center.sqlite3", Path(folder))
        programs = server_programs()
        if programs is None:
            print("PostgreSQL: not installed")
            return
        with running_server(programs) as server, server.database() as url:
            measure("PostgreSQL", url, Path(folder))


def measure(name: str, url: str, folder: Path) -> None:
    with CommandCenter(url) as center:
        center.make(read_pack(BOSTON))
        with reporting(url) as waits:
            began = time.perf_counter()
            result = center.archive.import_cases(
                REQUESTS, read_mapping(MAPPING), reject_file=folder / "rejects.csv"
            )
            seconds = time.perf_counter() - began
        print(f"{name}: {rate(result, seconds)}")
        print(f"  reports from another process meanwhile: {spread(waits)}; limit 1000 ms")
        print(f"  lateness: {agreement(center)}")


def rate(result: ImportResult, seconds: float) -> str:
    rows = result.imported + result.unchanged + result.refused
    return (
        f"{rows} rows in {seconds:.1f} s = {rows / seconds:.0f} a second, at least 1500"
        f" ({result.imported} imported, {result.refused} refused)"
    )


def spread(waits: list[float]) -> str:
    slow = sorted(waits)
    middle, high = slow[len(slow) // 2], slow[len(slow) * 95 // 100]
    return (
        f"{len(slow)} of them, median {middle * 1000:.0f} ms,"
        f" p95 {high * 1000:.0f} ms, longest {slow[-1] * 1000:.0f} ms"
    )


@contextmanager
def reporting(url: str) -> Iterator[list[float]]:
    """Report from another process all the while; the list is filled when it is over."""
    here, there = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    reporter = context.Process(target=report_until_told, args=(url, there))
    reporter.start()
    here.recv()  # it is ready
    waits: list[float] = []
    yield waits
    here.send("enough")
    waits += here.recv()
    reporter.join()


def report_until_told(url: str, told: Connection) -> None:
    waits: list[float] = []
    with CommandCenter(url) as center:
        door = Actor("door", frozenset())
        center.intake.receive(Report("public", "warm", address="here"), by=door)
        told.send("ready")
        while not told.poll(PAUSE):
            began = time.perf_counter()
            center.intake.receive(Report("public", "Pothole", address="Main St"), by=door)
            waits.append(time.perf_counter() - began)
    told.recv()
    told.send(waits)


def agreement(center: CommandCenter) -> str:
    """Our word and the city's, on every row that has target, closing and the city's word."""
    late = {
        case.external_reference: case.row.hands.late(center.clock())
        for case in center.casebook.cases(CaseFilter(), viewer=CENTRE_VIEW)
    }
    found: Counter[str] = Counter()
    for record in CsvFile(REQUESTS, "utf-8", ",").records():
        reference, _, target, closed, ontime, *_ = record.cells
        if not (target and closed and ontime):
            continue
        found["judged"] += 1
        found["refused"] += reference not in late
        found["agreed"] += late.get(reference) is (ontime == "OVERDUE")
    return f"{found['agreed']} of {found['judged']} agree, {found['refused']} were refused"
