"""A report as it reaches the centre, and the photo that may come with it or with a step."""

import math
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from commandcenter.errors import InvalidInput, TooLarge
from commandcenter.models.city.datum import Datum, to_wgs84
from commandcenter.models.plain_text import (
    INVISIBLE,
    JOINERS,
    LINE_ENDS,
    is_blank,
    tidied,
    tidied_number,
)

MAX_DESCRIPTION = 4000
MAX_SHORT_TEXT = 200
MAX_PHOTOS = 9
#: Clocks of phones run ahead a little.
_FUTURE_TOLERANCE = timedelta(minutes=5)
#: A clock that runs ahead by more, up to morning taken for evening, is wrong, and the report is
#: right nevertheless; later than this is no clock's fault.
_WRONG_CLOCK = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class PhotoUpload:
    """An uploaded file that should be a photo, not checked yet."""

    name: str
    content: bytes

    def named(self, fallback: str) -> "PhotoUpload":
        """The same photo; its name is replaced if it has no visible character."""
        return replace(self, name=fallback) if is_blank(self.name) else self


@dataclass(frozen=True, slots=True)
class ReporterName:
    name: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report of a problem. It needs a source, a description and a place.

    `datum`: what the point is measured from, if the sender says so. In `in_wgs84` the point as it
    came is `given`; in `with_believable_clock` a moment that cannot be is `clock_showed`.
    """

    source: str
    description: str
    latitude: float | None = None
    longitude: float | None = None
    address: str | None = None
    category: str | None = None
    external_reference: str | None = None
    reporter: ReporterName | None = None
    observed_at: datetime | None = None
    photos: tuple[PhotoUpload, ...] = ()
    datum: Datum | None = None
    given: tuple[float, float] | None = None
    clock_showed: datetime | None = None

    def tidied(self) -> "Report":
        """The same report without harmless invisible characters; fields that are then empty are
        absent."""
        found: dict[str, Any] = {
            "source": tidied(self.source),
            "description": tidied(self.description),
            "address": _given(self.address),
            "category": _given(self.category),
            "external_reference": _given(self.external_reference),
            "reporter": _tidied_reporter(self.reporter),
        }
        if all(getattr(self, name) == value for name, value in found.items()):
            return self
        return replace(self, **found)

    def in_wgs84(self, *, of_source: Datum) -> "Report":
        """The same report with its point in WGS-84; `of_source`: the datum if the report names
        none."""
        if self.given is not None:
            return self
        datum = self.datum or of_source
        if self.latitude is None or self.longitude is None or datum is Datum.WGS84:
            return replace(self, datum=None)
        latitude, longitude = to_wgs84(datum, self.latitude, self.longitude)
        given = self.latitude, self.longitude
        return replace(self, latitude=latitude, longitude=longitude, datum=datum, given=given)

    def with_believable_clock(self, *, now: datetime) -> "Report":
        """The same report, its time of observation unknown if the sender's clock is hours ahead."""
        ahead = self.observed_at - now if self.observed_at else timedelta()
        if not _FUTURE_TOLERANCE < ahead <= _WRONG_CLOCK:
            return self
        return replace(self, observed_at=None, clock_showed=self.observed_at)

    def check(self, *, now: datetime) -> None:
        """InvalidInput, naming the field, for a report that cannot be used."""
        check_text("description", self.description, MAX_DESCRIPTION)
        for field in ("address", "external_reference"):
            if (text := getattr(self, field)) is not None:
                check_line(field, text, MAX_SHORT_TEXT)
        if self.reporter:
            _check_reporter(self.reporter)
        self._check_place()
        if self.observed_at and self.observed_at > now + _FUTURE_TOLERANCE:
            raise InvalidInput("moment-in-future", field="observed_at", moment=self.observed_at)
        if len(self.photos) > MAX_PHOTOS:
            raise TooLarge("too-many-photos", field="photos", most=MAX_PHOTOS)

    def _check_place(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            raise InvalidInput("half-a-point", field=missing)
        if self.latitude is None and self.address is None:
            raise InvalidInput("no-place", field="address")
        check_point(self.latitude, self.longitude)


def check_point(latitude: float | None, longitude: float | None, *, within: str = "") -> None:
    """InvalidInput for a latitude or longitude out of range; `within`: their field."""
    _check_degrees(f"{within}latitude", latitude, 90)
    _check_degrees(f"{within}longitude", longitude, 180)


def check_text(field: str, text: str, most: int) -> None:
    """InvalidInput for a text that is empty, too long, or contains invisible characters other than
    line breaks."""
    if is_blank(text):
        raise InvalidInput("text-empty", field=field, name=field)
    if len(text) > most:
        raise InvalidInput("text-too-long", field=field, name=field, length=len(text), most=most)
    _refuse("control-character", INVISIBLE, field, text)


def check_line(field: str, text: str, most: int) -> None:
    """Like `check_text`, but for text on a single line, without tabs."""
    check_text(field, text, most)
    _refuse("text-not-one-line", LINE_ENDS, field, text)


def check_name(field: str, text: str, most: int) -> None:
    """Like `check_line`, but for names: no invisible characters at all."""
    check_line(field, text, most)
    _refuse("control-character", JOINERS, field, text)


def _refuse(error: str, unwanted: re.Pattern[str], field: str, text: str) -> None:
    if found := unwanted.search(text):
        code, position = f"U+{ord(found[0]):04X}", found.start() + 1
        raise InvalidInput(error, field=field, name=field, code=code, position=position)


def _given(text: str | None) -> str | None:
    return None if text is None or is_blank(text) else tidied(text)


def _tidied_reporter(reporter: ReporterName | None) -> ReporterName | None:
    if reporter is None:
        return None
    phone = _given(reporter.phone)
    found = ReporterName(_given(reporter.name), None if phone is None else tidied_number(phone))
    return None if found == ReporterName() else found


def _check_reporter(reporter: ReporterName) -> None:
    for field in ("name", "phone"):
        if (text := getattr(reporter, field)) is not None:
            check_line(f"reporter.{field}", text, MAX_SHORT_TEXT)


def _check_degrees(field: str, value: float | None, most: int) -> None:
    if value is not None and (not math.isfinite(value) or abs(value) > most):
        raise InvalidInput("not-on-earth", field=field, name=field, value=value, most=most)
