"""Archive: imports thousands of cases without blocking other users."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from commandcenter.database import Database
from commandcenter.database.processes import in_parts
from commandcenter.errors import InvalidInput
from commandcenter.gc_policy import collecting_rarely
from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.timeline import LAST_YEAR
from commandcenter.services.archive.batches import Batch, BatchWriter, Foreseen, Numbers
from commandcenter.services.archive.foreign_cases import ForeignCase
from commandcenter.services.archive.imports import CaseImport, ImportResult, RowProgress
from commandcenter.services.archive.lives import (
    Cleaning,
    Life,
    Photos,
    check_lives,
    clean_once,
    lived,
    references_of,
    refuse_known,
)
from commandcenter.services.archive.mapping import ImportMapping
from commandcenter.services.archive.places import places_at

Progress = Callable[[int], None]
_Part = TypeVar("_Part")

#: What is replayed, not imported, may lie in the future of a simulated clock.
_ANY_TIME = datetime(LAST_YEAR, 1, 1, tzinfo=UTC)


class Archive:
    """Imports thousands of cases without blocking other users."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @collecting_rarely()
    def write_lives(self, lives: Iterable[Life], *, progress: Progress | None = None) -> int:
        """Write cases with their complete histories; returns how many.

        Each batch is written completely or not at all. A refusal names the first impossible
        history; earlier batches stay.
        """
        with self._database.read() as session:
            rules = self._database.rule_book.rules(session)
        writer = BatchWriter(self._database, rules.centre)
        clean = clean_once()
        written = 0
        for part in _parts(iter(lives), writer):
            written += self._write_part(part, writer, rules, clean)
            if progress:
                progress(written)
        return written

    def write_lives_in_parts(
        self,
        lives_of: Callable[[_Part], Iterable[Life]],
        parts: Sequence[_Part],
        *,
        progress: Progress | None = None,
    ) -> int:
        """Write the cases of each part in processes beside this one; returns how many.

        No two parts may have a case of the same day. What one process writes comes between what
        others write in the log; of the last part everything is at its end. `lives_of` and the parts
        must be picklable.
        """
        written = 0
        work = partial(_write_part, lives_of)
        for at_once in (parts[:-1], parts[-1:]):
            beside = len(at_once) > 1
            for cases in in_parts(self._database, work, at_once, beside=beside):
                written += cases
                if progress:
                    progress(written)
        return written

    @collecting_rarely()
    def import_cases(
        self,
        file: Path,
        mapping: ImportMapping,
        *,
        reject_file: Path,
        progress: RowProgress | None = None,
    ) -> ImportResult:
        """Import a file of another system; rows that were imported before are left unchanged.

        Rows that cannot be imported go to the reject file with their reasons. A refusal is raised
        only if the file itself is at fault; rows written before that stay.
        """
        now = self._database.clock()
        return CaseImport(self._database, file, mapping, now=now).run(reject_file, progress)

    def first_opened(self, file: Path, mapping: ImportMapping) -> datetime:
        """When the oldest case of a file was opened. InvalidInput where no row can be read."""
        first = CaseImport(self._database, file, mapping, now=_ANY_TIME).first_opened()
        if first is None:
            raise InvalidInput("import-file-empty", file=file)
        return first

    def cases_opened(
        self, file: Path, mapping: ImportMapping, *, since: datetime, until: datetime
    ) -> list[ForeignCase]:
        """The cases of a file that were opened in a period, oldest first.

        Nothing is imported, but missing categories and departments are added to the catalogue.
        """
        return CaseImport(self._database, file, mapping, now=_ANY_TIME).cases_opened(since, until)

    def _write_part(
        self, part: list[Life], writer: BatchWriter, rules: CityRules, clean: Cleaning
    ) -> int:
        with self._database.read() as session:
            index = self._database.rule_book.grid_index(session)
        places = places_at([(life.report.latitude, life.report.longitude) for life in part], index)
        check_lives(part, rules, now=self._database.clock())
        days = [life.at.astimezone(rules.zone).date() for life in part]

        def build(foreseen: Foreseen, numbers: Numbers) -> Batch:
            refuse_known(foreseen.known)
            photos = Photos(clean)
            cases = [
                lived(life, number=numbers.next(day), place=place, rules=rules, photos=photos)
                for life, day, place in zip(part, days, places, strict=True)
            ]
            return Batch(cases, photos.all(), rules.keep_originals)

        return writer.write(set(days), references_of(part), build)


def _write_part(
    lives_of: Callable[[_Part], Iterable[Life]], database: Database, part: _Part
) -> int:
    return Archive(database).write_lives(lives_of(part))


def _parts(lives: Iterator[Life], writer: BatchWriter) -> Iterator[list[Life]]:
    while part := list(islice(lives, writer.size.cases)):
        yield part
