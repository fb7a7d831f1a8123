"""The JSON documents of the contract; input is checked strictly."""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictStr,
    model_validator,
)

from commandcenter.errors import CommandCenterError, InvalidInput
from commandcenter.models.cases.remarks import Remark
from commandcenter.models.cases.rules.lifecycle import PHOTO_FIELDS
from commandcenter.models.cases.rules.report import MAX_PHOTOS, PhotoUpload, Report, ReporterName
from commandcenter.models.city.datum import Datum
from commandcenter.models.moments import YEARS
from commandcenter.models.plain_text import is_blank
from commandcenter.services.board import ClockThen
from commandcenter.services.casebook import CaseDetails, ClockRow, HistoryLine
from commandcenter.services.change_feed import Change
from commandcenter.services.desk import Taken
from commandcenter.services.heartbeats import Mark
from commandcenter.services.intake import Receipt
from commandcenter.services.statistics import Figure

_STRICT = ConfigDict(extra="forbid", strict=True)
_DATA = re.compile(r"\s*data:[^,]{0,200};base64,", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_Code = Annotated[StrictStr, Field(max_length=200)]


def _moment(value: object) -> object:
    """A time as ISO 8601 text, with or without offset; numbers are refused."""
    if value is None or not isinstance(value, str):
        return value
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("not an ISO 8601 moment") from None


def _datum(value: object) -> object:
    """A code of the city. InvalidInput, listing the known ones, for any other text."""
    if not isinstance(value, str):
        return value
    if value not in set(Datum):
        raise InvalidInput("datum-unknown", field="datum", text=value[:40], known=", ".join(Datum))
    return Datum(value)


_NEEDED = frozenset({"source", "description"})


class PhotoIn(BaseModel):
    """A photo in JSON: a name and the file in base64."""

    model_config = _STRICT
    name: Annotated[StrictStr, Field(max_length=200)]
    base64: StrictStr

    def upload(self) -> PhotoUpload:
        return PhotoUpload(self.name, read_base64(self.base64))


class ReporterIn(BaseModel):
    model_config = _STRICT
    name: StrictStr | None = None
    phone: StrictStr | None = None


class ReportIn(BaseModel):
    """`POST /reports`. What it may hold is checked by the report itself; here only the shape."""

    model_config = _STRICT
    source: _Code
    description: StrictStr
    latitude: float | None = None
    longitude: float | None = None
    address: StrictStr | None = None
    category: _Code | None = None
    external_reference: StrictStr | None = None
    reporter: ReporterIn | None = None
    observed_at: Annotated[datetime | None, BeforeValidator(_moment)] = None
    photos: list[PhotoIn] | None = Field(default=None, max_length=MAX_PHOTOS)
    datum: Annotated[Datum | None, BeforeValidator(_datum)] = None

    @model_validator(mode="before")
    @classmethod
    def _without_nothing(cls, sent: object) -> object:
        """Leave out empty optional fields and empty photos.

        Too many photos stay, so that the refusal can count them.
        """
        if not isinstance(sent, dict):
            return sent
        given = {n: value for n, value in sent.items() if n in _NEEDED or not _is_blank(value)}
        photos = given.get("photos")
        if isinstance(photos, list) and len(photos) <= MAX_PHOTOS:
            given["photos"] = [photo for photo in photos if not _is_empty_photo(photo)]
        return given

    def report(self, zone: ZoneInfo, photos: tuple[PhotoUpload, ...] = ()) -> Report:
        """A moment without offset is the city's time. `photos` came as multipart."""
        in_json = tuple(photo.upload() for photo in self.photos or ())
        return Report(
            source=self.source,
            description=self.description,
            latitude=self.latitude,
            longitude=self.longitude,
            address=self.address,
            category=self.category,
            external_reference=self.external_reference,
            reporter=ReporterName(self.reporter.name, self.reporter.phone)
            if self.reporter
            else None,
            observed_at=observed(self.observed_at, zone),
            photos=in_json + photos,
            datum=self.datum,
        )


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and is_blank(value)


def _is_empty_photo(sent: object) -> bool:
    return isinstance(sent, dict) and _is_blank(sent.get("base64"))


def read_base64(text: str, *, field: str = "photos") -> bytes:
    """Decode base64, also with line breaks or as a `data:` URL. InvalidInput if it is not."""
    head = _DATA.match(text)
    bare = _BLANKS.sub("", text[head.end() :] if head else text)
    try:
        return base64.b64decode(bare, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput("not-base64", field=field) from None


def observed(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """A time without an offset is in the city's time zone. InvalidInput for an impossible year."""
    if moment is None:
        return None
    if moment.year not in YEARS:
        raise InvalidInput("moment-unreadable", field="observed_at", text=moment.isoformat())
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def step_fields(body: dict[str, object]) -> dict[str, object]:
    """The fields of a step with photos read; each is one `{name, base64}` or a list of them.

    A photo without a byte was not sent.
    """
    fields: dict[str, object] = dict(body)
    for field in PHOTO_FIELDS:
        sent = fields.pop(field, None)
        photos = sent if isinstance(sent, list) else [sent]
        found = [photo for photo in photos if not _is_no_photo(photo)]
        if found:
            fields[field] = [_photo(field, photo) for photo in found]
    return fields


def _is_no_photo(sent: object) -> bool:
    return sent is None or _is_blank(sent) or _is_empty_photo(sent)


def receipt_json(receipt: Receipt, zone: ZoneInfo, language: str) -> dict[str, object]:
    """The answer of the contract; `remarks` only where a part of the report needs one."""
    document: dict[str, object] = {
        "number": receipt.number,
        "stage": receipt.stage,
        "unit_grid": receipt.unit_grid,
        "reported_at": iso(receipt.reported_at, zone),
    }
    return document | remarks_json(receipt.remarks, zone, language)


def taken_json(taken: Taken) -> dict[str, object]:
    """What is said of a step to somebody who does not see the case any more after it."""
    return {"number": taken.number, "version": taken.version, "stage": taken.stage}


def remarks_json(remarks: Sequence[Remark], zone: ZoneInfo, language: str) -> dict[str, object]:
    """Remarks on faulty parts that were accepted; empty if there are none."""
    said = [
        {
            "field": remark.field,
            "type": f"urn:commandcenter:{remark.kind}",
            "detail": remark.sentence(language, zone),
        }
        for remark in remarks
    ]
    return {"remarks": said} if said else {}


def case_json(case: CaseDetails, *, now: datetime, zone: ZoneInfo) -> dict[str, object]:
    """The case of the contract; `reporter` only where the viewer was given one."""
    row, hands = case.row, case.row.hands
    document: dict[str, object] = {
        "number": row.number,
        "version": row.version,
        "stage": str(row.stage),
        "kind": row.kind and str(row.kind),
        "category": row.category,
        "condition": None if case.condition is None else str(case.condition),
        "unit_grid": row.unit_grid,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "address": row.address,
        "description": case.description,
        "source": row.source,
        "external_reference": case.external_reference,
        "observed_at": iso(case.observed_at, zone),
        "reported_at": iso(row.reported_at, zone),
        "filed_at": iso(case.filed_at, zone),
        "dispatched_at": iso(case.dispatched_at, zone),
        "finished_at": iso(case.finished_at, zone),
        "closed_at": iso(case.closed_at, zone),
        "department": row.department,
        "assisting": list(row.assisting),
        "due_at": iso(hands.due_at, zone),
        "stage_due_at": iso(hands.stage_due_at, zone),
        "light": hands.light(now),
        "late": hands.late(now),
        "standing": hands.standing,
        "photos": [photo.sha256 for photo in case.photos],
        "clocks": [clock_json(clock, zone) for clock in case.clocks],
    }
    if case.reporters:
        first = case.reporters[0]
        document["reporter"] = {"name": first.name, "phone": first.phone}
    return document


def change_json(change: Change, zone: ZoneInfo) -> dict[str, object]:
    return {
        "sequence": change.sequence,
        "subject": change.subject,
        "number": change.number,
        "step": change.step,
        "stage": change.stage,
        "version": change.version,
        "actor": change.actor,
        "at": iso(change.at, zone),
    }


def log_entry_json(line: HistoryLine, zone: ZoneInfo) -> dict[str, object]:
    """The change, with what only history contains."""
    return {
        "sequence": line.sequence,
        "subject": line.subject,
        "number": line.number,
        "step": line.step,
        "stage": line.stage,
        "version": line.version,
        "actor": line.actor,
        "at": iso(line.at, zone),
        "recorded_at": iso(line.recorded_at, zone),
        "fields": json.loads(line.payload),
        "opinion": line.opinion,
        "hash": line.hash,
        "previous_hash": line.previous_hash,
    }


def figure_json(figure: Figure, zone: ZoneInfo) -> dict[str, object]:
    return {
        "id": figure.id,
        "from": figure.first_day.isoformat(),
        "to": figure.last_day.isoformat(),
        "by": figure.by and str(figure.by),
        "key": figure.key,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": figure.value,
        "unit": str(figure.unit),
        "as_of": iso(figure.as_of, zone),
    }


def clock_json(clock: ClockRow | ClockThen, zone: ZoneInfo) -> dict[str, object]:
    return {
        "name": str(clock.name),
        "started_at": iso(clock.started_at, zone),
        "limit": clock.limit.text("zh") if clock.limit else None,
        "due_at": iso(clock.due_at, zone),
        "ended_at": iso(clock.ended_at, zone),
    }


def _photo(field: str, sent: object) -> PhotoUpload:
    if isinstance(sent, PhotoUpload):
        return sent
    if not isinstance(sent, dict) or set(sent) != {"name", "base64"}:
        raise InvalidInput("photo-shape", field=field)
    name, content = sent["name"], sent["base64"]
    if not isinstance(name, str) or not isinstance(content, str):
        raise InvalidInput("photo-shape", field=field)
    return PhotoUpload(name[:200], read_base64(content, field=field))


def iso(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """A time as JSON text; None stays null."""
    return moment.astimezone(zone).isoformat() if moment else None


def in_city_time(refusal: CommandCenterError, zone: ZoneInfo) -> CommandCenterError:
    """The same refusal, with its times in the city's time zone."""
    for name, value in refusal.params.items():
        if isinstance(value, datetime):
            refusal.params[name] = f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return refusal


def health_json(marks: Sequence[Mark]) -> dict[str, str]:
    """How jobs and backups are: ok, amber or red. Everybody may ask, so it says no more."""
    about = {
        "jobs": [m for m in marks if m.is_about_jobs],
        "backup": [m for m in marks if not m.is_about_jobs],
    }
    return {name: str(found[0].alarm) if found else "ok" for name, found in about.items()}
