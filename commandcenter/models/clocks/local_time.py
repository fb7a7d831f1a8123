"""Local wall time as instants (microseconds since 1970 UTC), also where clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_WALL = datetime(1970, 1, 1)  # wall time has no zone
_TICK = timedelta(microseconds=1)
_NOTHING = timedelta(0)


def instant_of(moment: datetime) -> int:
    """The instant of an aware datetime, in microseconds since 1970 UTC."""
    return (moment - _EPOCH) // _TICK


def moment_of(instant: int) -> datetime:
    """The datetime in UTC of an instant."""
    return _EPOCH + timedelta(microseconds=instant)


def midnight(day: date, zone: ZoneInfo) -> int:
    """When a local day begins."""
    return wall_instant(datetime(day.year, day.month, day.day), zone)


def wall_instant(wall: datetime, zone: ZoneInfo) -> int:
    """The first instant at which clocks show `wall`; where they skip it, that of the jump."""
    early = zone.utcoffset(wall) or _NOTHING
    late = zone.utcoffset(wall.replace(fold=1)) or _NOTHING
    if late <= early:
        return (wall - _EPOCH_WALL - early) // _TICK
    return _jump(wall - late, wall - early, early, zone)


def _jump(before: datetime, after: datetime, offset: timedelta, zone: ZoneInfo) -> int:
    """The second between two UTC wall times at which the zone leaves `offset`."""
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.replace(tzinfo=UTC).astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return (after - _EPOCH_WALL) // _TICK
