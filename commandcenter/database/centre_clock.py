"""The centre's clock, shared by all its processes: real, or simulated for a demo."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, inspect, select, text

from commandcenter.clock import SimulatedTime, steady_seconds, system_clock
from commandcenter.database.driver_errors import foreign_refused
from commandcenter.database.reach import Reach
from commandcenter.models.city.centre import Centre
from commandcenter.patience import waiting_since

#: How long a reading of the stored clock is trusted; a `clock --set` is seen everywhere after it.
_TRUST_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Reading:
    """The stored clock as it was read; never changed but replaced, because threads share it."""

    read_at: float
    server_ahead: timedelta
    simulated: SimulatedTime | None


class CentreClock:
    """A Clock. Real time is that of the database server, or of the machine for SQLite.

    It uses its own engine: callers already hold a connection, and if all connections were in use,
    none could get a second one.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reach = Reach()
        self._looking = threading.Lock()
        self._reading = _Reading(float("-inf"), timedelta(), None)

    def __call__(self) -> datetime:
        reading = self._current()
        real = system_clock() + reading.server_ahead
        return reading.simulated.at(real) if reading.simulated else real

    def real(self) -> datetime:
        """The real time, even if the centre's clock is simulated."""
        return system_clock() + self._current().server_ahead

    @property
    def speed(self) -> float | None:
        """How many times as fast as real time; None where the time is real."""
        simulated = self._current().simulated
        return simulated.speed if simulated else None

    def look(self) -> None:
        """Read the stored clock again, after it has been set."""
        with self._looking:
            self._reading = self._read()

    def close(self) -> None:
        self._engine.dispose()

    def _current(self) -> _Reading:
        if self._is_old():
            since = waiting_since()
            with self._looking:
                if self._is_old():  # nobody else has looked meanwhile
                    self._reach.refuse_if_lost(since)
                    self._reading = self._read()
        return self._reading

    def _is_old(self) -> bool:
        return steady_seconds() - self._reading.read_at > _TRUST_SECONDS

    def _read(self) -> _Reading:
        with self._reach.noticed(), foreign_refused(), self._engine.connect() as connection:
            ahead = _server_ahead(connection)
            simulated = _simulated(connection)
        return _Reading(steady_seconds(), ahead, simulated)


def _server_ahead(connection: Connection) -> timedelta:
    if connection.dialect.name != "postgresql":
        return timedelta()
    before = system_clock()
    server: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return server.astimezone(UTC) - before


def _simulated(connection: Connection) -> SimulatedTime | None:
    if not inspect(connection).has_table(Centre.__tablename__):
        return None
    # Only home has a clock of its own; older tables do not say which one that is.
    row = connection.execute(
        select(Centre.clock_real_from, Centre.clock_shown_from, Centre.clock_speed).where(
            Centre.clock_speed.is_not(None)
        )
    ).first()
    real_from, shown_from, speed = row or (None, None, None)
    if not (real_from and shown_from and speed):
        return None
    return SimulatedTime(real_from, shown_from, speed)
