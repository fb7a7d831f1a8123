"""The database of a demo: a fresh copy of the kept history, or the named one where it was left."""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from commandcenter.center import CommandCenter
from commandcenter.clock import system_clock
from commandcenter.commands.shared.options import Options
from commandcenter.database.engines import read_url, sqlite_file
from commandcenter.database.revision import revisions
from commandcenter.errors import NotNow, Unavailable
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_rules
from commandcenter.settings import data_folder
from commandcenter.simulation.demo import (
    WEEKS,
    is_complete,
    last_working_day,
    make_demo,
    start_of,
)
from commandcenter.simulation.demo_files import DemoFiles, only_demo_on


@dataclass(frozen=True)
class DemoDatabase:
    """What a demo runs on. `speed` is the clock's, `seed` the history's."""

    options: Options
    speed: float
    seed: int
    weeks: int = WEEKS

    @property
    def address(self) -> str:
        return self.options.database or f"sqlite:///{data_folder() / 'demo.sqlite3'}"

    @contextmanager
    def open(self) -> Iterator[CommandCenter]:
        """Ready, its clock going. NotNow where the database is not a demo's."""
        file = sqlite_file(read_url(self.address))
        if file is None:
            with CommandCenter(self.address) as center:
                self._prepare(center)
                yield center
            return
        with only_demo_on(file):
            goes_on = bool(self.options.database) and file.exists()
            begin = None if goes_on else self._lay_copy(file)
            with CommandCenter(self.address) as center:
                if begin:
                    center.anchor_file.unlink(missing_ok=True)  # of the run before, and its days
                    center.timekeeping.set(begin, self.speed)
                else:
                    self._prepare(center)
                yield center

    def pack(self, center: CommandCenter) -> CityPack:
        """The pack of the demo's city; NotNow where another one was asked for."""
        city = center.city.facts().city
        pack = replace(self.options, city=self.options.city or city).pack()
        if pack.name != city:
            raise NotNow("database-of-other-city", city=city, other=pack.name)
        return pack

    def _lay_copy(self, file: Path) -> datetime:
        """Store the history that ends on the last working day; returns when the demo begins."""
        self._refuse_what_is_no_demo(file)
        folder = self.options.pack_folder()
        settings, rules = read_rules(folder)
        calendar = working_calendar(rules)
        day = last_working_day(calendar, system_clock())
        files = DemoFiles(data_folder())
        history = files.history(settings.name, day, _digest(folder), self.seed)
        with only_demo_on(data_folder() / "demo-history"):
            files.keep(history, self._make)
            files.copy(history, file)
        return start_of(day, calendar)

    def _refuse_what_is_no_demo(self, file: Path) -> None:
        if not file.exists():
            return
        with CommandCenter(self.address) as center:
            if _city_of(center) and not center.timekeeping.show().simulated:
                raise NotNow("database-not-a-demo", database=self.address)

    def _prepare(self, center: CommandCenter) -> None:
        """Fill an empty database; in a demo's go on where it was left."""
        if _city_of(center) is None:
            self._fill(center, self.options.pack())
            return
        pack = self.pack(center)
        if not center.timekeeping.show().simulated:
            raise NotNow("database-not-a-demo", database=self.address)
        if not is_complete(center, pack):
            raise NotNow("demo-half-made", database=self.address)
        center.timekeeping.resume(self.speed)

    def _make(self, file: Path) -> None:
        with CommandCenter(f"sqlite:///{file}") as center:
            self._fill(center, self.options.pack())

    def _fill(self, center: CommandCenter, pack: CityPack) -> None:
        with _progress(self.options) as progress:
            make_demo(
                center,
                pack,
                seed=self.seed,
                speed=self.speed,
                weeks=self.weeks,
                folder=self.options.pack_folder(),
                progress=progress,
            )


def _city_of(center: CommandCenter) -> str | None:
    """The city of the database, also if it is of an older version; None if there is none yet."""
    try:
        center.check()
    except Unavailable:
        return center.made_for()
    return center.city.name()


def _digest(folder: Path) -> str:
    """What a kept history depends on: every file of the pack, and the form of the tables."""
    whole = hashlib.sha256(revisions()[-1].encode())
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
        whole.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


@contextmanager
def _progress(options: Options) -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left, on standard error where that is a terminal."""
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        work = bar.add_task(options.words("said-demo-history"), total=None)
        yield lambda done, total: bar.update(work, completed=done, total=total)
