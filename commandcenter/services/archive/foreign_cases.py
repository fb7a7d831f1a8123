"""Cases as another system wrote them, read row by row with a mapping."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.report import MAX_SHORT_TEXT, Report, check_text
from commandcenter.models.clocks.timeline import FIRST_YEAR, LAST_YEAR
from commandcenter.services.archive.cells.references import check_reference
from commandcenter.services.archive.csv_records import Record
from commandcenter.services.archive.mapping import EVERY_OTHER, ISO, Field, ImportMapping

#: Clocks of other systems run ahead a little.
_FUTURE_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ForeignCase:
    """`category` and `department` are what the file calls them, '' where it says nothing."""

    line: int
    reference: str
    report: Report
    reported_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    category: str
    department: str


class RowReader:
    """Turns records into cases, or says what is wrong with one."""

    def __init__(self, mapping: ImportMapping, header: Sequence[str], *, now: datetime) -> None:
        """InvalidInput where the file lacks a column that the mapping names."""
        self._mapping = mapping
        self._latest = now + _FUTURE_TOLERANCE
        self._now = now
        self._places = {
            field: [_place(column, header, mapping.name) for column in columns]
            for field, columns in mapping.columns.items()
        }

    def read(self, record: Record) -> ForeignCase:
        """The case of a record. The refusal that is raised names the field."""
        if record.fault:
            raise record.fault
        cells = record.cells
        reported_at = self._needed_moment(cells, Field.REPORTED_AT)
        report = self._report(cells)
        report.check(now=self._now)
        return ForeignCase(
            line=record.line,
            reference=report.external_reference or "",
            report=report,
            reported_at=reported_at,
            due_at=self._moment(cells, Field.DUE_AT),
            closed_at=self._closing(cells, reported_at),
            category=self._word(cells, Field.CATEGORY),
            department=self._word(cells, Field.DEPARTMENT),
        )

    def _report(self, cells: Sequence[str]) -> Report:
        reference = self._text(cells, Field.EXTERNAL_REFERENCE)
        if not reference:
            raise _wrong("import-nothing", Field.EXTERNAL_REFERENCE)
        check_reference(reference)
        return Report(
            source=self._word(cells, Field.SOURCE),
            description=self._text(cells, Field.DESCRIPTION),
            latitude=self._degrees(cells, Field.LATITUDE),
            longitude=self._degrees(cells, Field.LONGITUDE),
            datum=self._mapping.datum,
            address=self._text(cells, Field.ADDRESS) or None,
            external_reference=reference,
            observed_at=self._moment(cells, Field.OBSERVED_AT),
        )

    def _text(self, cells: Sequence[str], field: Field) -> str:
        """The first filled column, else the default, else nothing."""
        for place in self._places.get(field, ()):
            if text := cells[place].strip():
                return text
        return self._mapping.defaults.get(field, "")

    def _word(self, cells: Sequence[str], field: Field) -> str:
        """A text, said in the pack's words where the mapping knows them."""
        text = self._text(cells, field)
        if text:
            check_text(field, text, MAX_SHORT_TEXT)
        table: Mapping[str, str] = self._mapping.values.get(field, {})
        return table.get(text) or table.get(EVERY_OTHER) or text

    def _degrees(self, cells: Sequence[str], field: Field) -> float | None:
        text = self._text(cells, field)
        if not text:
            return None
        try:
            degrees = float(text)
        except ValueError:
            degrees = math.nan
        if math.isnan(degrees) or "_" in text:  # to Python, 4_2 is a number
            raise _wrong("import-not-degrees", field, text=text[:40])
        return degrees

    def _closing(self, cells: Sequence[str], reported_at: datetime) -> datetime | None:
        closed_at = self._moment(cells, Field.CLOSED_AT)
        if closed_at is None:
            return None
        if closed_at < reported_at:
            raise _wrong(
                "import-closes-first", Field.CLOSED_AT, opened=reported_at, closed=closed_at
            )
        return self._not_in_future(closed_at, Field.CLOSED_AT)

    def _needed_moment(self, cells: Sequence[str], field: Field) -> datetime:
        moment = self._moment(cells, field)
        if moment is None:
            raise _wrong("import-nothing", field)
        return self._not_in_future(moment, field)

    def _not_in_future(self, moment: datetime, field: Field) -> datetime:
        if moment > self._latest:
            raise InvalidInput("moment-in-future", field=field, moment=moment)
        return moment

    def _moment(self, cells: Sequence[str], field: Field) -> datetime | None:
        text = self._text(cells, field)
        if not text:
            return None
        for wanted in self._mapping.moments:
            written = _written(text, wanted)
            if written is not None:
                return _in_utc(written, self._mapping.zone, text, field)
        raise _wrong("import-moment", field, text=text[:40])


def _place(column: str, header: Sequence[str], mapping: str) -> int:
    if column not in header:
        raise InvalidInput("import-column-missing", column=column, mapping=mapping)
    return header.index(column)


def _written(text: str, wanted: str) -> datetime | None:
    try:
        if wanted == ISO:
            return datetime.fromisoformat(text)
        return datetime.strptime(text, wanted)
    except ValueError:
        return None


def _in_utc(written: datetime, zone: ZoneInfo, text: str, field: Field) -> datetime:
    """A local time as the moment it was; where clocks showed it twice, the first of the two."""
    if not FIRST_YEAR <= written.year <= LAST_YEAR:
        raise _wrong("import-moment-far", field, text=text[:40], first=FIRST_YEAR, last=LAST_YEAR)
    if written.tzinfo is not None:
        return written.astimezone(UTC)
    local = written.replace(tzinfo=zone)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    if before is not None and after is not None and after > before:
        raise _wrong("import-moment-skipped", field, text=text[:40], zone=zone.key)
    return local.astimezone(UTC)


def _wrong(error_id: str, field: Field, **params: object) -> InvalidInput:
    return InvalidInput(error_id, field=field, name=field, **params)
