"""Archive: brings in cases by the thousand, without keeping anybody else waiting."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from commandcenter.database import Database
from commandcenter.models.city.rules import CityRules
from commandcenter.services.archive.batches import Batch, BatchWriter, Foreseen, Numbers
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


class Archive:
    """Brings in cases by the thousand, without keeping anybody else waiting."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write_lives(self, lives: Iterable[Life], *, progress: Progress | None = None) -> int:
        """Write cases with all that happened to them; returns how many.

        Each batch is written whole or not at all. A refusal names the first life that cannot be;
        the batches before it stay.
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

    def import_cases(
        self,
        file: Path,
        mapping: ImportMapping,
        *,
        reject_file: Path,
        progress: RowProgress | None = None,
    ) -> ImportResult:
        """Bring in a file of another system; a row that came in before is left as it is.

        Rows that cannot be go to the reject file, each with its reason. A refusal is raised only
        for what is wrong with the file as a whole; what was written until then stays.
        """
        return CaseImport(self._database, file, mapping).run(reject_file, progress)

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
            return Batch(cases, photos.all())

        return writer.write(set(days), references_of(part), build)


def _parts(lives: Iterator[Life], writer: BatchWriter) -> Iterator[list[Life]]:
    while part := list(islice(lives, writer.size)):
        yield part
