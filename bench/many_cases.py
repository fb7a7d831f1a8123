"""Centres full of cases, for measuring what reads them all."""

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from commandcenter.center import CommandCenter
from commandcenter.packs.reader import read_pack
from commandcenter.services.archive import read_mapping
from commandcenter.services.archive.lives import Life, LifeStep
from tests.city.centers import TINY
from tests.city.importing import HEADER, MAPPING
from tests.city.life import FakeClock, add_accounts
from tests.city.postgres import running_server, server_programs
from tests.services.test_archive_lives import PLAIN, REPORT

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FIRST = NOW - timedelta(days=365)
#: As of the real file of a year: four of five are closed, some of them late.
_OPEN_SHARE = 0.2


@contextmanager
def addresses() -> Iterator[list[tuple[str, str]]]:
    """An empty database of each kind, by name; PostgreSQL only where it is installed."""
    with tempfile.TemporaryDirectory() as folder:
        sqlite = ("SQLite", f"sqlite:///{folder}/center.sqlite3")
        programs = server_programs()
        if programs is None:
            print("PostgreSQL: not installed")
            yield [sqlite]
            return
        with running_server(programs) as server, server.database() as url:
            yield [sqlite, ("PostgreSQL", url)]


@contextmanager
def centre_of_imports(address: str, cases: int) -> Iterator[CommandCenter]:
    """A year of another system's cases, brought in from a file."""
    with _tiny_centre(address) as center, tempfile.TemporaryDirectory() as folder:
        file, mapping = Path(folder) / "cases.csv", Path(folder) / "mapping.toml"
        mapping.write_text(MAPPING, encoding="utf-8")
        _write_rows(file, cases)
        rejects = Path(folder) / "rejects.csv"
        done = center.archive.import_cases(file, read_mapping(mapping), reject_file=rejects)
        assert done.imported == cases, done
        yield center


@contextmanager
def centre_of_lives(address: str, cases: int) -> Iterator[CommandCenter]:
    """A year of complete lives, from the report through every step of the plain path."""
    with _tiny_centre(address) as center:
        center.archive.write_lives(_lives(center, cases))
        yield center


@contextmanager
def _tiny_centre(address: str) -> Iterator[CommandCenter]:
    with CommandCenter(address, clock=FakeClock(NOW)) as center:
        center.make(read_pack(TINY))
        add_accounts(center)
        yield center


def _write_rows(file: Path, cases: int) -> None:
    random = Random(7)
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(HEADER.split(","))
        for n in range(cases):
            opened = FIRST + timedelta(days=365) * (n / cases)
            due = opened + timedelta(hours=random.choice((8, 40, 100)))
            closed = opened + timedelta(hours=random.uniform(1, 100))
            is_open = random.random() < _OPEN_SHARE or closed > NOW
            moments = [f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (opened, due, closed)]
            if is_open:
                moments[2] = ""
            place = f"{39.9305 + random.uniform(0, 0.001):.5f}"
            what, whose = ("井盖缺失", "六条"), random.choice(("roads", "sanitation"))
            by = ("call", "上水井盖", whose)
            rows.writerow([f"A-{n}", *moments, *what, place, "116.4105", *by])


def _lives(center: CommandCenter, cases: int) -> Iterator[Life]:
    random = Random(7)
    actors = {account.name: account.actor for account in center.access.accounts()}
    for n in range(cases):
        at = FIRST + timedelta(days=360) * (n / cases)
        taken = PLAIN[: random.randrange(len(PLAIN))] if random.random() < _OPEN_SHARE else PLAIN
        pace = timedelta(minutes=random.choice((5, 30, 240)))
        yield Life(
            REPORT,
            at,
            actors["call-taker"],
            tuple(
                LifeStep(step, fields, actors[name], at + pace * nth)
                for nth, (step, name, fields) in enumerate(taken, start=1)
            ),
        )
