"""Moments as the log writes and reads them."""

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=4096)  # one step writes the same few moments a dozen times
def moment_text(moment: datetime) -> str:
    """A moment as the log writes it: UTC, to the microsecond, always of the same width."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_moment(text: str) -> datetime:
    """The inverse of `moment_text`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
