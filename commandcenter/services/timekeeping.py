"""Shows the centre's clock, and sets it if the time is simulated."""

import math
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commandcenter.clock import SimulatedTime
from commandcenter.database import Database
from commandcenter.database.centre_clock import CentreClock
from commandcenter.database.this_centre import home_row
from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.city.centre import Centre
from commandcenter.models.moments import YEARS
from commandcenter.models.work.log.event_log import EventLogEntry

#: A day in a second; no screen could follow anything faster.
FASTEST = 86_400


@dataclass(frozen=True, slots=True)
class ClockFace:
    """What the centre's clock shows. `speed` is None where the time is real.

    `simulated`: the database is a demo's or a replay's, and its clock may be set.
    """

    moment: datetime
    speed: float | None
    simulated: bool


class Timekeeping:
    """The one clock of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def show(self) -> ClockFace:
        """The current state of the clock. Unavailable if the centre is not set up yet."""
        with self._database.read() as session:
            return self._face(_centre(session))

    def simulate(self, moment: datetime, speed: float) -> ClockFace:
        """Make this the database of a demo or a replay. NotNow where it has cases already."""
        _check_speed(speed)
        with self._database.write() as session:
            centre = _centre(session)
            if _last_entry(session, centre) is not None:
                raise NotNow("clock-of-real-cases")
            centre.may_simulate = True
            self._wind(centre, SimulatedTime(self._real(), moment, speed))
        return self._shown_at_once()

    def set(self, moment: datetime | None = None, speed: float | None = None) -> ClockFace:
        """Set a simulated clock; what is not given stays as it is.

        NotNow where the time is real, or where history would then lie in the future; InvalidInput
        for a moment of which no calendar knows.
        """
        if moment and moment.year not in YEARS:
            raise InvalidInput("moment-unreadable", field="set", text=moment.isoformat())
        if speed is not None:
            _check_speed(speed)
        with self._database.write() as session:
            centre, ticking = self._simulated(session)
            last = _last_entry(session, centre)
            if moment and last and moment < last:
                raise NotNow("clock-behind-history", field="set", last=last, moment=moment)
            real = self._real()
            self._wind(
                centre, SimulatedTime(real, moment or ticking.at(real), speed or ticking.speed)
            )
        return self._shown_at_once()

    def resume(self, speed: float) -> ClockFace:
        """Let a simulated clock continue from the last log entry, at `speed` times real time."""
        _check_speed(speed)
        with self._database.write() as session:
            centre, ticking = self._simulated(session)
            moment = _last_entry(session, centre) or ticking.shown_from
            self._wind(centre, SimulatedTime(self._real(), moment, speed))
        return self._shown_at_once()

    @staticmethod
    def _simulated(session: Session) -> tuple[Centre, SimulatedTime]:
        centre = _centre(session)
        ticking = centre.simulated_time()
        if not centre.may_simulate or ticking is None:
            raise NotNow("clock-is-real")
        return centre, ticking

    def _shown_at_once(self) -> ClockFace:
        """This process sees it now, others when they look at the stored clock again."""
        if isinstance(self._database.clock, CentreClock):
            self._database.clock.look()
        return self.show()

    def _face(self, centre: Centre) -> ClockFace:
        ticking = centre.simulated_time()
        return ClockFace(
            self._database.clock(), ticking.speed if ticking else None, centre.may_simulate
        )

    def _real(self) -> datetime:
        clock = self._database.clock
        return clock.real() if isinstance(clock, CentreClock) else clock()

    @staticmethod
    def _wind(centre: Centre, time: SimulatedTime) -> None:
        centre.clock_real_from = time.real_from
        centre.clock_shown_from = time.shown_from
        centre.clock_speed = time.speed


def _centre(session: Session) -> Centre:
    return home_row(session)


def _last_entry(session: Session, centre: Centre) -> datetime | None:
    """When the newest thing that history knows of happened."""
    of_centre = select(func.max(EventLogEntry.at)).where(EventLogEntry.centre == centre.code)
    return session.scalar(of_centre)


def _check_speed(speed: float) -> None:
    if not (math.isfinite(speed) and 0 < speed <= FASTEST):
        raise InvalidInput("clock-speed", field="speed", speed=speed, most=FASTEST)
