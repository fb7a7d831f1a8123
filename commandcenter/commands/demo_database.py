"""The database of a demo: a fresh copy of the kept history, or the named one where it was left."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from commandcenter.center import CommandCenter
from commandcenter.clock import system_clock
from commandcenter.commands.options import Options
from commandcenter.database.engines import read_url, sqlite_file
from commandcenter.errors import NotNow
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.packs.pack import CityPack
from commandcenter.settings import default_database_url
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
    def folder(self) -> Path:
        """Where demos keep their files: the user's data folder."""
        ours = sqlite_file(read_url(default_database_url()))
        return ours.parent if ours else Path()

    @property
    def address(self) -> str:
        return self.options.database or f"sqlite:///{self.folder / 'demo.sqlite3'}"

    @contextmanager
    def open(self) -> Iterator[tuple[CommandCenter, CityPack]]:
        """Ready, its clock going. NotNow where the database is not a demo's."""
        file = sqlite_file(read_url(self.address))
        if file is None:
            with CommandCenter(self.address) as center:
                yield center, self._prepare(center)
            return
        with only_demo_on(file):
            goes_on = bool(self.options.database) and file.exists()
            pack = None if goes_on else self._begin_anew(file)
            with CommandCenter(self.address) as center:
                yield center, pack or self._prepare(center)

    def _begin_anew(self, file: Path) -> CityPack:
        """A copy of the history that ends on the last working day."""
        self._refuse_what_is_no_demo(file)
        pack = self.options.pack()
        calendar = working_calendar(pack.calendar)
        day = last_working_day(calendar, system_clock())
        files = DemoFiles(self.folder)
        history = files.history(pack.name, day, pack.digest, self.seed)
        with only_demo_on(self.folder / "demo-history"):
            files.keep(history, lambda scratch: self._make(scratch, pack))
            files.copy(history, file)
        with CommandCenter(self.address) as center:
            center.upgrade()
            center.timekeeping.set(start_of(day, calendar), self.speed)
        return pack

    def _refuse_what_is_no_demo(self, file: Path) -> None:
        if not file.exists():
            return
        with CommandCenter(self.address) as center:
            if center.made_for() and not center.timekeeping.show().simulated:
                raise NotNow("database-not-a-demo", database=self.address)

    def _prepare(self, center: CommandCenter) -> CityPack:
        """Fill an empty database; in a demo's go on where it was left."""
        city = center.made_for()
        if city is None:
            pack = self.options.pack()
            self._fill(center, pack)
            return pack
        pack = replace(self.options, city=self.options.city or city).pack()
        if pack.name != city:
            raise NotNow("database-of-other-city", city=city, other=pack.name)
        if not center.timekeeping.show().simulated:
            raise NotNow("database-not-a-demo", database=self.address)
        if not is_complete(center, pack):
            raise NotNow("demo-half-made", database=self.address)
        center.timekeeping.resume(self.speed)
        return pack

    def _make(self, file: Path, pack: CityPack) -> None:
        with CommandCenter(f"sqlite:///{file}") as center:
            self._fill(center, pack)

    def _fill(self, center: CommandCenter, pack: CityPack) -> None:
        with _progress() as progress:
            make_demo(
                center,
                pack,
                seed=self.seed,
                speed=self.speed,
                weeks=self.weeks,
                progress=progress,
            )


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar with the time left, on standard error where that is a terminal."""
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        work = bar.add_task("a year of history", total=None)
        yield lambda done, total: bar.update(work, completed=done, total=total)
