"""One import of a file: read it, add to the catalogue what is missing, write batch by batch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from commandcenter.database import Database
from commandcenter.errors import CommandCenterError, InvalidInput, NotNow
from commandcenter.models.cases.case import Case
from commandcenter.models.city.grid_index import GridIndex
from commandcenter.models.city.rules import CityRules
from commandcenter.models.staff.actor import SYSTEM
from commandcenter.models.work.step_context import StepContext
from commandcenter.services.archive.batches import BatchWriter
from commandcenter.services.archive.catalogue import (
    Catalogue,
    Missing,
    add_missing,
    missing_in,
    read_catalogue,
)
from commandcenter.services.archive.files import Record, open_case_file
from commandcenter.services.archive.files.rejects import RejectFile, reject_file
from commandcenter.services.archive.foreign_cases import ForeignCase, RowReader
from commandcenter.services.archive.import_part import Ending, ImportPart
from commandcenter.services.archive.mapping import ImportMapping

#: Rows done, rows in all.
RowProgress = Callable[[int, int], None]

#: Cases that were closed since they came in are loaded one by one: few at a time.
_ENDINGS_A_BATCH = 20
_MOST_BYTES_A_BATCH = 8 << 20


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The three numbers add up to the rows of the file."""

    imported: int
    unchanged: int
    refused: int
    reject_file: Path


class CaseImport:
    """The work of one `import_cases`."""

    def __init__(
        self, database: Database, file: Path, mapping: ImportMapping, *, now: datetime
    ) -> None:
        """What a row says of later than `now` is not believed."""
        self._database = database
        self._mapping = mapping
        self._file = open_case_file(file, mapping.encoding, mapping.delimiter, mapping.headings)
        extent = self._city()[2].extent()
        self._reader = RowReader(mapping, self._file.header(), now=now, extent=extent)
        self._imported = self._unchanged = 0

    def cases_opened(self, since: datetime, until: datetime) -> list[ForeignCase]:
        """The cases that were opened in a period, in the city's codes, oldest first.

        Missing entries are added to the catalogue, as in an import; unreadable rows are skipped.
        """
        found = [
            case
            for case in self._readable(self._file.records())
            if since <= case.reported_at < until
        ]
        self._add(self._missing(found))
        catalogue, rules, _ = self._city()
        return sorted(_in_codes(found, catalogue, rules), key=lambda case: case.reported_at)

    def first_opened(self) -> datetime | None:
        """When the oldest case of the file was opened."""
        return min(
            (case.reported_at for case in self._readable(self._file.records())), default=None
        )

    def run(self, rejects: Path, progress: RowProgress | None) -> ImportResult:
        with reject_file(rejects, self._file) as refused:
            self._write_all(refused, progress)
        return ImportResult(self._imported, self._unchanged, refused.rows, rejects)

    def _write_all(self, refused: RejectFile, progress: RowProgress | None) -> None:
        rows = self._prepare()
        catalogue, rules, index = self._city()
        writer = BatchWriter(self._database, rules.centre)
        records = self._file.records()
        while records_now := _next_records(records, writer.size.cases):
            part = ImportPart(records_now, self._reader, catalogue, rules, index)
            self._write(part, writer, refused)
            self._end(part.outcome.endings, rules, refused)
            if progress:
                progress(self._imported + self._unchanged + refused.rows, rows)

    def _prepare(self) -> int:
        """Read the file for its rows and for what the city lacks, and add that; how many rows."""
        rows = 0

        def counted() -> Iterator[Record]:
            nonlocal rows
            for record in self._file.records():
                rows += 1
                yield record

        missing = self._missing(self._readable(counted()))
        if self._reader.references.judge():  # what is refused for that creates nothing
            missing = self._missing(self._readable(self._file.records()))
        self._add(missing)
        return rows

    def _readable(self, records: Iterable[Record]) -> Iterator[ForeignCase]:
        """What can be read; the reason of the rest is given when its batch is written."""
        for record in records:
            if record.fault:
                continue
            with suppress(CommandCenterError):
                yield self._reader.read(record)

    def _missing(self, cases: Iterable[ForeignCase]) -> Missing:
        catalogue, _, _ = self._city()
        return missing_in(cases, catalogue, self._mapping)

    def _add(self, missing: Missing) -> None:
        with self._database.write() as session:
            add_missing(session, missing, self._mapping, now=self._database.clock())

    def _city(self) -> tuple[Catalogue, CityRules, GridIndex]:
        with self._database.read() as session:
            book = self._database.rule_book
            return read_catalogue(session), book.rules(session), book.grid_index(session)

    def _write(self, part: ImportPart, writer: BatchWriter, refused: RejectFile) -> None:
        self._imported += writer.write(part.days(), part.references(), part.build)
        self._unchanged += part.outcome.unchanged
        for record, refusal in (*part.refused, *part.outcome.refused):
            refused.add(record, refusal)

    def _end(self, endings: Sequence[Ending], rules: CityRules, refused: RejectFile) -> None:
        for start in range(0, len(endings), _ENDINGS_A_BATCH):
            some = endings[start : start + _ENDINGS_A_BATCH]
            with self._database.write() as session:
                for ending in some:
                    case = session.get_one(Case, (rules.centre, ending.number))
                    closed_at = ending.foreign.closed_at
                    if closed_at is None:
                        continue
                    try:
                        case.end_import(on=StepContext(SYSTEM, closed_at, rules))
                        self._imported += 1
                    except NotNow as refusal:  # somebody took a step here meanwhile
                        refused.add(ending.record, refusal)


def _next_records(records: Iterator[Record], most: int) -> list[Record]:
    """As many as a batch may have, fewer where they are long: they are held all at once."""
    found: list[Record] = []
    size = 0
    for record in islice(records, most):
        found.append(record)
        size += record.size
        if size > _MOST_BYTES_A_BATCH:
            break
    return found


def _in_codes(
    cases: Iterable[ForeignCase], catalogue: Catalogue, rules: CityRules
) -> Iterator[ForeignCase]:
    for case in cases:
        with suppress(InvalidInput):
            yield catalogue.in_codes(case, rules)
