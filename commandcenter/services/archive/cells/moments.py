"""Converts dates and times as other systems write them."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.timeline import FIRST_YEAR, LAST_YEAR

#: The format that is ISO 8601 in any of its forms; every other one is in strptime's words, but
#: for these two, which count from 1970.
ISO = "iso"
EPOCH_SECONDS = "epoch-seconds"
EPOCH_MILLISECONDS = "epoch-milliseconds"
WORDS = (ISO, EPOCH_SECONDS, EPOCH_MILLISECONDS)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")

#: Days that systems write for "none": the first and the last that they know, and day 0.
_NO_DAYS = frozenset(
    {date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1, 1, 1), date(9999, 12, 31)}
)
_NO_YEARS = frozenset(day.year for day in _NO_DAYS)
_NO_MOMENT = re.compile(r"0000[-/.]00[-/.]00.*|00:00:00|0")

#: Year, month, day in this order cannot be mistaken, whatever stands between them.
_YEAR_FIRST = (
    re.compile(
        r"(\d{4})[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})(?:日|(?=[T\s]|$))"
        r"(?:[T\s]*(\d{1,2})[:：时時点](?:(\d{1,2})(?:[:：分](?:(\d{1,2})(?:\.\d+)?秒?)?)?)?)?"
    ),
    re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T\s]?(\d\d)(\d\d)(\d\d)?)?"),
)
_HALF_OF_DAY = re.compile(r"\s*(上午|下午|凌晨|早上|中午|晚上)\s*(\d{1,2})?")
_AFTERNOON = ("下午", "晚上", "中午")
_LATE_MORNING = 11  # 中午11 is no hour of the night
_EVENING = 5  # 晚上4 is no hour of the afternoon

#: What a spreadsheet shows for a day in a column of numbers: days since 1899-12-30.
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_SERIAL_ZERO = datetime(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 25_569, 73_050  # 1970 to 2099
_DAY_IN_SECONDS = 86_400
_MIDNIGHT = time()


class MomentReader:
    """Reads times in the formats of a mapping, and in unambiguous formats."""

    def __init__(
        self, formats: Sequence[str], zone: ZoneInfo, hours: Mapping[str, timedelta]
    ) -> None:
        """`hours`: how long after midnight, by field, is meant where only a day is written."""
        self._formats = formats
        self._zone = zone
        self._hours = hours

    def read(self, text: str, field: str, *, after: datetime | None = None) -> datetime | None:
        """The time in a cell; None if the cell means "no value". InvalidInput if it is not a time.

        In an hour that occurs twice (end of summer time) the first occurrence is taken, or the
        second if only that one is later than `after`. A time in a skipped hour is read as if the
        clocks had not been put forward. A date without a time (or with 00:00:00) that is the day of
        `after` is read as `after`.
        """
        if text.startswith("0") and _NO_MOMENT.fullmatch(text):
            return None
        written = self._written(text)
        if written is None:
            raise InvalidInput("import-moment", field=field, name=field, text=text[:40])
        if written.year in _NO_YEARS and written.date() in _NO_DAYS:
            return None
        if not FIRST_YEAR <= written.year <= LAST_YEAR:
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise InvalidInput(
                "import-moment-far", field=field, name=field, text=text[:40], **years
            )
        return self._moment(written, field, after)

    def _moment(self, written: datetime, field: str, after: datetime | None) -> datetime:
        if written.tzinfo is not None:
            return written.astimezone(UTC)
        bare_day = written.time() == _MIDNIGHT
        local = written.replace(tzinfo=self._zone)
        if bare_day and field in self._hours:
            local += self._hours[field]
        moment = local.astimezone(UTC)
        if after is None or moment >= after:
            return moment
        if bare_day and after.astimezone(self._zone).date() == written.date():
            return after
        return max(moment, local.replace(fold=1).astimezone(UTC))

    def _written(self, text: str) -> datetime | None:
        """The time as written: with an offset, or in local time."""
        for wanted in self._formats:
            written = _parsed(text, wanted)
            if written is not None:
                return written
        return _year_first(text) or self._in_halves(text) or _serial(text)

    def _in_halves(self, text: str) -> datetime | None:
        """上午 and 下午, before the hour or where a format has %p."""
        half = _HALF_OF_DAY.search(text)
        if half is None:
            return None
        for wanted in self._formats:
            morning = _parsed(text.replace(half[1], "AM"), wanted) if "%p" in wanted else None
            if morning is not None:
                shown = morning.hour if "%H" in wanted else morning.hour or 12
                hour = _hour(half[1], shown)
                return None if hour is None else morning.replace(hour=hour)
        hour = None if half[2] is None else _hour(half[1], int(half[2]))
        if hour is None:
            return None
        return self._written(f"{text[: half.start()]} {hour:02d}{text[half.end() :]}")


def _parsed(text: str, wanted: str) -> datetime | None:
    try:
        if wanted == ISO:
            return None if _is_only_digits(text) else datetime.fromisoformat(text)
        if wanted == EPOCH_SECONDS:
            return _since_epoch(text, 1)
        if wanted == EPOCH_MILLISECONDS:
            return _since_epoch(text, 1000)
        return datetime.strptime(text, wanted)
    except (ValueError, OverflowError):
        return None


def _is_only_digits(text: str) -> bool:
    """Python takes any character between day and hour, also a digit of a longer number."""
    return text.isdigit() and len(text) > 8


def _since_epoch(text: str, a_second: int) -> datetime | None:
    return _EPOCH + timedelta(seconds=float(text) / a_second) if _NUMBER.fullmatch(text) else None


def _year_first(text: str) -> datetime | None:
    for form in _YEAR_FIRST:
        found = form.fullmatch(text)
        if found is None:
            continue
        year, month, day, hour, minute, second = (int(it or 0) for it in found.groups())
        try:
            return datetime(year, month, day, hour, minute, second)
        except ValueError:
            return None
    return None


def _hour(half: str, hour: int) -> int | None:
    """The hour of the day; None for 晚上12点 and 晚上1点, which some count to the next day."""
    if half == "晚上" and (hour == 12 or hour < _EVENING):
        return None
    if half in _AFTERNOON:
        late_morning = half == "中午" and hour >= _LATE_MORNING
        return hour if hour >= 12 or late_morning else hour + 12
    return 0 if hour == 12 else hour


def _serial(text: str) -> datetime | None:
    if not _SERIAL.fullmatch(text) or not _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
        return None
    return _SERIAL_ZERO + timedelta(seconds=round(float(text) * _DAY_IN_SECONDS))
