"""The centre's clock as every process of the centre reads it: real, or simulated for a demo."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, inspect, select, text

from commandcenter.clock import SimulatedTime, steady_seconds, system_clock
from commandcenter.database.foreign import foreign_refused
from commandcenter.models.city.centre import Centre

#: How long a reading of the stored clock is trusted; a `clock --set` is seen everywhere after it.
_TRUST_SECONDS = 1.0


class CentreClock:
    """A Clock. Real time is the database server's; on one machine it is the machine's."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._read_at = float("-inf")
        self._simulated: SimulatedTime | None = None
        self._server_ahead = timedelta()

    def __call__(self) -> datetime:
        if steady_seconds() - self._read_at > _TRUST_SECONDS:
            self.look()
        real = system_clock() + self._server_ahead
        return self._simulated.at(real) if self._simulated else real

    def real(self) -> datetime:
        """The time without simulation."""
        return system_clock() + self._server_ahead

    @property
    def speed(self) -> float | None:
        """How many times as fast as real time; None where the time is real."""
        self()
        return self._simulated.speed if self._simulated else None

    def look(self) -> None:
        """Read the stored clock now, for who has just set it."""
        with foreign_refused(), self._engine.connect() as connection:
            if self._engine.dialect.name == "postgresql":
                before = system_clock()
                server = connection.scalar(text("SELECT clock_timestamp()")).astimezone(UTC)
                self._server_ahead = server - before
            self._simulated = None
            if inspect(connection).has_table(Centre.__tablename__):
                row = connection.execute(
                    select(Centre.clock_real_from, Centre.clock_shown_from, Centre.clock_speed)
                ).first()
                real_from, shown_from, speed = row or (None, None, None)
                if real_from and shown_from and speed:
                    self._simulated = SimulatedTime(real_from, shown_from, speed)
        self._read_at = steady_seconds()
