"""Cases as another system wrote them, read row by row with a mapping."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.report import MAX_SHORT_TEXT, Report, check_text
from commandcenter.models.plain_text import is_blank
from commandcenter.services.archive.cells.columns import NO_VALUE, FieldCells
from commandcenter.services.archive.cells.moments import MomentReader
from commandcenter.services.archive.cells.points import Extent, PointReader
from commandcenter.services.archive.cells.references import ReferenceColumn, check_reference
from commandcenter.services.archive.files import Record
from commandcenter.services.archive.mapping import EVERY_OTHER, Field, ImportMapping, ThereIs

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

    def __init__(
        self,
        mapping: ImportMapping,
        header: Sequence[str],
        *,
        now: datetime,
        extent: Extent | None = None,
    ) -> None:
        """InvalidInput where the file lacks a column that the mapping names."""
        self._mapping = mapping
        self._latest = now + _FUTURE_TOLERANCE
        self._now = now
        none = NO_VALUE | mapping.none
        self._cells = {
            field: FieldCells(columns, header, none, mapping.name)
            for field, columns in mapping.columns.items()
        }
        self._moments = MomentReader(mapping.moments, mapping.zone, mapping.hours)
        self._points = PointReader(mapping.points, extent)
        #: Refuses rounded ones when it has been asked to judge what was read so far.
        self.references = ReferenceColumn()

    def read(self, record: Record) -> ForeignCase:
        """The case in a record. InvalidInput, naming the field, if it cannot be read."""
        if record.fault:
            raise record.fault
        cells = record.cells
        reported_at = self._needed_moment(cells, Field.REPORTED_AT)
        report = self._report(cells).tidied()
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
        latitude, longitude = self._point(cells)
        description = self._text(cells, Field.DESCRIPTION)
        return Report(
            source=self._word(cells, Field.SOURCE),
            description=self._as_written(cells) if is_blank(description) else description,
            latitude=latitude,
            longitude=longitude,
            datum=self._mapping.datum,
            address=self._text(cells, Field.ADDRESS) or None,
            external_reference=self._reference(cells),
            observed_at=self._moment(cells, Field.OBSERVED_AT),
        )

    def _reference(self, cells: Sequence[str]) -> str:
        """A reference in several columns must be complete: otherwise it would name another case."""
        column = self._cells[Field.EXTERNAL_REFERENCE]
        written = column.as_written(cells)
        if written:
            check_reference(written)
        if column.is_joined:
            for part in column.parts(cells):
                if not part:
                    raise _wrong("import-nothing", Field.EXTERNAL_REFERENCE)
                check_reference(part)
        reference = column.text(cells)
        if not reference:
            raise _wrong("import-nothing", Field.EXTERNAL_REFERENCE)
        check_reference(reference)
        if not column.is_joined:
            self.references.see(reference)
        return reference

    def _text(self, cells: Sequence[str], field: Field) -> str:
        """What the columns say, else the default, else nothing."""
        column = self._cells.get(field)
        return (column.text(cells) if column else "") or self._mapping.defaults.get(field, "")

    def _as_written(self, cells: Sequence[str]) -> str:
        """A case needs a description: where nothing else is said, “n/a” is one."""
        return self._cells[Field.DESCRIPTION].as_written(cells)

    def _word(self, cells: Sequence[str], field: Field) -> str:
        """A text, said in the pack's words where the mapping knows them."""
        text = self._text(cells, field)
        if text:
            check_text(field, text, MAX_SHORT_TEXT)
        table = self._mapping.values.get(field)
        if table is None:
            return text
        return table.get(text) or table.get(EVERY_OTHER) or text

    def _point(self, cells: Sequence[str]) -> tuple[float | None, float | None]:
        if Field.POINT in self._cells:
            return self._points.one(self._text(cells, Field.POINT))
        return self._points.two(
            self._text(cells, Field.LATITUDE), self._text(cells, Field.LONGITUDE)
        )

    def _closing(self, cells: Sequence[str], reported_at: datetime) -> datetime | None:
        closed_at = self._moment(cells, Field.CLOSED_AT, after=reported_at)
        self._agree(cells, closed_at)
        if closed_at is None:
            return None
        if closed_at < reported_at:
            raise _wrong(
                "import-closes-first", Field.CLOSED_AT, opened=reported_at, closed=closed_at
            )
        return self._not_in_future(closed_at, Field.CLOSED_AT)

    def _agree(self, cells: Sequence[str], closed_at: datetime | None) -> None:
        """The status and the time of closing must not contradict each other."""
        text = self._text(cells, Field.STATUS)
        if not text:
            return
        word = self._word(cells, Field.STATUS)
        if word.casefold() not in set(ThereIs):
            raise _wrong("import-status-unknown", Field.STATUS, text=text[:40])
        if word.casefold() == ThereIs.CLOSED and closed_at is None:
            raise _wrong("import-closed-when", Field.CLOSED_AT, text=text[:40])
        if word.casefold() == ThereIs.OPEN and closed_at is not None:
            raise _wrong("import-open-and-closed", Field.STATUS, text=text[:40], closed=closed_at)

    def _needed_moment(self, cells: Sequence[str], field: Field) -> datetime:
        moment = self._moment(cells, field)
        if moment is None:
            raise _wrong("import-nothing", field)
        return self._not_in_future(moment, field)

    def _not_in_future(self, moment: datetime, field: Field) -> datetime:
        if moment > self._latest:
            raise InvalidInput("moment-in-future", field=field, moment=moment)
        return moment

    def _moment(
        self, cells: Sequence[str], field: Field, *, after: datetime | None = None
    ) -> datetime | None:
        text = self._text(cells, field)
        return self._moments.read(text, field, after=after) if text else None


def _wrong(error_id: str, field: Field, **params: object) -> InvalidInput:
    return InvalidInput(error_id, field=field, name=field, **params)
