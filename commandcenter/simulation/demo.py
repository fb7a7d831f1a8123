"""A demo: a centre with its people and a year of history, on a clock of its own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path

from commandcenter.center import CommandCenter
from commandcenter.models.clocks.working_calendar import WorkingCalendar, working_calendar
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_pack
from commandcenter.services.archive.lives import Life
from commandcenter.simulation.believable.city import BelievableCity
from commandcenter.simulation.believable.pace import MORNING
from commandcenter.simulation.believable.staff import Member, Staff
from commandcenter.simulation.history import History

WEEKS = 52
#: Twenty minutes of the city in one of ours: a day passes in half an hour.
SPEED = 20.0
#: Processes take seconds to start, in which one writes some thousand cases.
_WORTH_PROCESSES = 4000
_DAYS_AT_ONCE = 14

#: Called with the number of cases written, and the total.
Progress = Callable[[int, int], None]


def make_demo(
    center: CommandCenter,
    pack: CityPack,
    *,
    seed: int,
    speed: float = SPEED,
    weeks: int = WEEKS,
    folder: Path | None = None,
    progress: Progress = lambda _done, _all: None,
) -> None:
    """Fill an empty database. With the `folder` of the pack, several processes share the work.

    Accounts that take steps come before the history, because figures ask for the post of whoever
    took one; those that take none come last, and before them the demo is not complete.
    """
    center.make(pack)
    calendar = working_calendar(pack.calendar)
    day = last_working_day(calendar, center.clock())
    begin = start_of(day, calendar)
    center.timekeeping.simulate(begin, 1)
    city = BelievableCity(pack, seed, day)
    staff = list(Staff(pack))
    _add(center, [member for member in staff if pack.posts.steps_of(member.post)])
    history = History(city, first=day - timedelta(weeks=weeks), until=begin)
    show_progress = partial(_tell, progress, len(history))
    if folder and len(history) >= _WORTH_PROCESSES:
        lives_of = partial(_lives_of, folder, seed, day, begin)
        center.archive.write_lives_in_parts(
            lives_of, history.parts(_DAYS_AT_ONCE), progress=show_progress
        )
    else:
        center.archive.write_lives(history, progress=show_progress)
    center.timekeeping.set(begin, speed)
    _add(center, [member for member in staff if not pack.posts.steps_of(member.post)])


def _tell(progress: Progress, total: int, done: int) -> None:
    progress(done, total)


def _lives_of(
    folder: Path, seed: int, day: date, until: datetime, moments: Sequence[datetime]
) -> Iterator[Life]:
    """What happened to the cases of some moments, as any process can tell it."""
    return History(_city(folder, seed, day), first=day, until=until).lives_at(moments)


@lru_cache(maxsize=1)
def _city(folder: Path, seed: int, day: date) -> BelievableCity:
    return BelievableCity(read_pack(folder), seed, day)


def _add(center: CommandCenter, members: Iterable[Member]) -> None:
    for member in members:
        center.access.add_account(member.name, member.post, department=member.department)


def is_complete(center: CommandCenter, pack: CityPack) -> bool:
    """Whether this is a demo, and was made to its end."""
    names = {account.name for account in center.access.accounts()}
    simulated = center.timekeeping.show().simulated
    return simulated and all(member.name in names for member in Staff(pack))


def last_working_day(calendar: WorkingCalendar, now: datetime) -> date:
    """Today, or the nearest day before on which the centre works and whose morning has come."""
    day = now.astimezone(calendar.zone).date()
    while not calendar.slots_on(day) or start_of(day, calendar) > now:
        day -= timedelta(days=1)
    return day


def start_of(day: date, calendar: WorkingCalendar) -> datetime:
    """When a demo begins: as the day shift takes over."""
    return datetime.combine(day, MORNING, tzinfo=calendar.zone).astimezone(UTC)
