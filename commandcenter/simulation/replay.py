"""The replay of a file: what happened elsewhere happens again, now, on a simulated clock."""

import threading
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from pathlib import Path
from zoneinfo import ZoneInfo

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError, NotNow, Unavailable
from commandcenter.models.staff.actor import SYSTEM
from commandcenter.services.archive import ImportMapping
from commandcenter.services.archive.foreign_cases import ForeignCase
from commandcenter.simulation.replay_staff import ReplayStaff
from commandcenter.simulation.replay_steps import Replayed, steps_of

#: A minute of the city in a second of ours.
SPEED = 60.0
DAYS = 7

_SHORTEST_WAIT, _LONGEST_WAIT = 0.02, 0.5  # seconds between two looks at the clock
_PATIENCE = 2.0  # seconds until a database that was busy or away is asked again

#: When it is due, its place in line, the case it is about, and the step, 0 for the report itself.
_Due = tuple[datetime, int, int]


class Replay:
    """Reports come in at their moments; the file's closings drive the steps of people between.

    A step that somebody took by hand is not taken again, and the case goes on from there.
    """

    def __init__(self, center: CommandCenter, cases: list[ForeignCase]) -> None:
        """`cases` as the archive reads them from a file, oldest first."""
        self._center = center
        facts = center.city.facts()
        self._steps = [steps_of(case, facts) for case in cases]
        departments = {step.department for steps in self._steps for step in steps[-1:]}
        self._staff = ReplayStaff(center, sorted(departments - {""}))
        self._cases = cases
        self._numbers: dict[int, str] = {}
        self._due: list[_Due] = [(case.reported_at, nth, 0) for nth, case in enumerate(cases)]
        heapify(self._due)

    def run(self, stopped: threading.Event) -> None:
        """Returns when all is played, or within a second after `stopped` is set."""
        while self._due and not stopped.is_set():
            try:
                self.act()
                wait = self._until_next()
            except Unavailable:
                wait = _PATIENCE
            stopped.wait(wait)

    def act(self) -> None:
        """Do whatever is due by the centre's clock."""
        now = self._center.clock()
        while self._due and self._due[0][0] <= now:
            _, nth, place = self._due[0]
            if place == 0:
                self._report(nth)
            else:
                self._take(nth, self._steps[nth][place - 1])
            heappop(self._due)
            self._plan_next(nth, place)

    def _plan_next(self, nth: int, place: int) -> None:
        if nth in self._numbers and place < len(self._steps[nth]):
            heappush(self._due, (self._steps[nth][place].at, nth, place + 1))

    def _report(self, nth: int) -> None:
        try:
            receipt = self._center.intake.receive(self._cases[nth].report, by=SYSTEM)
            self._numbers[nth] = receipt.number
        except Unavailable:
            raise
        except CommandCenterError as refusal:  # the city refuses it; or has it already, because
            if refusal.error_id == "reference-known":  # this replay was stopped: the case goes on
                self._numbers[nth] = str(refusal.params["number"])

    def _take(self, nth: int, replayed: Replayed) -> None:
        account = self._staff.who_takes(replayed)
        if account is None:
            return
        try:
            self._center.desk.take(
                self._numbers[nth],
                replayed.step,
                self._staff.fields(replayed),
                version=None,
                by=account.actor,
                viewer=account.viewer,
            )
        except Unavailable:
            raise
        except CommandCenterError:
            return  # somebody at the desk was faster, or wanted it otherwise

    def _until_next(self) -> float:
        if not self._due:
            return 0
        seconds = (self._due[0][0] - self._center.clock()) / timedelta(seconds=1)
        return min(max(seconds / (self._center.clock_speed or 1), _SHORTEST_WAIT), _LONGEST_WAIT)


def prepare_replay(
    center: CommandCenter,
    file: Path,
    mapping: ImportMapping,
    *,
    first_day: date | None = None,
    days: int = DAYS,
    speed: float = SPEED,
) -> Replay:
    """Set the centre's clock to a day of the file (by default its first) and prepare to play.

    NotNow for a database of real cases. A replay that was stopped goes on where history stands.
    """
    zone = ZoneInfo(center.city.facts().time_zone)
    if first_day is None:
        begin = center.archive.first_opened(file, mapping)
    else:
        begin = datetime.combine(first_day, time(), tzinfo=zone)
    local_day = begin.astimezone(zone).date()
    until = datetime.combine(local_day + timedelta(days=days), time(), tzinfo=zone)
    _wind(center, begin, speed)  # a database of real cases is refused before anything is read
    cases = center.archive.cases_opened(file, mapping, since=begin, until=until)
    replay = Replay(center, cases)
    _wind(center, begin, speed)
    return replay


def _wind(center: CommandCenter, begin: datetime, speed: float) -> None:
    if not center.timekeeping.show().simulated:
        center.timekeeping.simulate(begin, speed)
        return
    try:
        center.timekeeping.set(begin, speed)
    except NotNow as behind:
        center.timekeeping.set(_moment(behind), speed)


def _moment(behind: NotNow) -> datetime:
    last = behind.params.get("last")
    if not isinstance(last, datetime):
        raise behind
    return last
