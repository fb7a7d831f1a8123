"""Writes and reads the times of the log."""

from datetime import UTC, datetime
from functools import lru_cache

_WITHOUT_ZONE = -len("+00:00")

#: The years in which something can have been seen or planned, with days to spare for every zone.
YEARS = range(1900, 2200)


@lru_cache(maxsize=16_384)  # one step writes the same few moments a dozen times
def moment_text(moment: datetime) -> str:
    """A moment as the log writes it: UTC, to the microsecond, always of the same width."""
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return in_utc.isoformat(timespec="microseconds")[:_WITHOUT_ZONE] + "Z"


def read_moment(text: str) -> datetime:
    """The inverse of `moment_text`."""
    return datetime.fromisoformat(text)
