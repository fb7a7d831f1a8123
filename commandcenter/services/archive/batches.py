"""Writes many new cases in batches that hold the write lock only for a moment each."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Table, insert, select, text, update
from sqlalchemy.orm import Session

from commandcenter.clock import steady_seconds
from commandcenter.database import Database
from commandcenter.database.bulk.batch_size import BatchSize
from commandcenter.database.bulk.case_rows import CaseRows
from commandcenter.database.driver_errors import foreign_refused
from commandcenter.database.history import record
from commandcenter.database.repositories.photo_store import store_photos
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.photo_cleaning import CleanPhoto
from commandcenter.models.cases.tables.case_serial import CaseSerial, case_number
from commandcenter.services.archive.known_cases import KnownCase, Reference, known_cases

_GROWTH_TO_PLAN_FOR = 2

_SERIALS: Table = CaseSerial.metadata.tables[CaseSerial.__tablename__]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The state that new cases are based on; if it has changed when they are written, they are
    built again."""

    serials: Mapping[date, int]
    known: Mapping[Reference, KnownCase]


class Numbers:
    """Issues the case numbers that follow from the foreseen state."""

    def __init__(self, centre: str, serials: Mapping[date, int]) -> None:
        self._centre = centre
        self.last = dict(serials)

    def next(self, day: date) -> str:
        self.last[day] = self.last.get(day, 0) + 1
        return case_number(self._centre, day, self.last[day])


@dataclass(frozen=True, slots=True)
class Batch:
    """New cases that are ready to be written, and the photos that they show."""

    cases: Sequence[Case]
    photos: Collection[CleanPhoto] = ()
    keep_originals: bool = False


#: Builds the cases of a batch on what was foreseen, outside of the queue.
Build = Callable[[Foreseen, Numbers], Batch]


class BatchWriter:
    """Builds batches outside the write lock and writes them inside it. `size`: cases in the next
    batch."""

    def __init__(self, database: Database, centre: str) -> None:
        self._database = database
        self._centre = centre
        self._rows = CaseRows(database.engine.dialect)
        self._planned_for = self._total = 0
        self.size = BatchSize()

    def write(self, days: Collection[date], references: Iterable[Reference], build: Build) -> int:
        """Build and write one batch, completely or not at all; returns its number of cases."""
        wanted = _by_source(references)
        while True:
            with self._database.read() as session:
                foreseen = _foresee(session, self._centre, days, wanted)
            numbers = Numbers(self._centre, foreseen.serials)
            batch = build(foreseen, numbers)
            if not batch.cases or self._written(batch, numbers, foreseen, days, wanted):
                return len(batch.cases)

    def _written(
        self,
        batch: Batch,
        numbers: Numbers,
        foreseen: Foreseen,
        days: Collection[date],
        wanted: Mapping[str, list[str]],
    ) -> bool:
        """Write the batch. False, and nothing is written, if the state that it builds on has
        changed."""
        rows = self._rows.of(batch.cases)
        with self._database.write() as session:
            begun = steady_seconds()
            if _foresee(session, self._centre, days, wanted) != foreseen:
                return False
            _keep_serials(session, self._centre, foreseen.serials, numbers.last)
            store_photos(session, batch.photos, originals=batch.keep_originals)
            for insert_of_table, of_table in rows:
                insert_of_table.execute(session.connection(), of_table)
            record(session, batch.cases, recorded_at=self._database.clock())
        self.size.learn(len(batch.cases), steady_seconds() - begun)
        self._replan(len(batch.cases))
        return True

    def _replan(self, cases: int) -> None:
        """PostgreSQL plans by the size that tables had when it last looked: update its statistics.

        Checking a foreign key takes a hundred times as long while it believes a table to be empty.
        """
        self._total += cases
        if self._database.is_sqlite or self._total < _GROWTH_TO_PLAN_FOR * self._planned_for:
            return
        self._planned_for = self._total
        with foreign_refused(), self._database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text(f"ANALYZE {', '.join(self._rows.tables)}"))


def _by_source(references: Iterable[Reference]) -> dict[str, list[str]]:
    wanted: dict[str, list[str]] = {}
    for source, reference in references:
        wanted.setdefault(source, []).append(reference)
    return wanted


def _foresee(
    session: Session, centre: str, days: Collection[date], wanted: Mapping[str, list[str]]
) -> Foreseen:
    serials = select(CaseSerial.day, CaseSerial.last).where(
        CaseSerial.centre == centre, CaseSerial.day.in_(days)
    )
    known: dict[Reference, KnownCase] = {}
    for source, references in wanted.items():
        known |= known_cases(session, centre, source, references)
    return Foreseen({day: last for day, last in session.execute(serials)}, known)


def _keep_serials(
    session: Session, centre: str, before: Mapping[date, int], after: Mapping[date, int]
) -> None:
    new = [
        {"centre": centre, "day": day, "last": last}
        for day, last in after.items()
        if day not in before
    ]
    if new:
        session.execute(insert(_SERIALS), new)
    for day in before.keys() & after.keys():
        session.execute(
            update(_SERIALS)
            .where(_SERIALS.c.centre == centre, _SERIALS.c.day == day)
            .values(last=after[day])
        )
