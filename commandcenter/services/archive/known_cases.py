"""Cases that have a reference already, and what came in with them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.cases.tables.words import CaseWords
from commandcenter.models.work.log.event_log import EventLogEntry, salted_digest
from commandcenter.models.work.logged import as_logged

#: Where a report came from, and what it is called there.
Reference = tuple[str, str]

_FIRST_VERSION = 1
#: An import ends only what nobody has touched since it came in.
_END_VERSION = 2

# Asked for every batch, so they are put together once.
_KNOWN = select(
    Case.external_reference,
    Case.number,
    Case.version,
    Case.imported,
    Case.reported_at,
    Case.closed_at,
).where(
    Case.centre == bindparam("centre"),
    Case.source == bindparam("source"),
    Case.external_reference.in_(bindparam("references", expanding=True)),
)
_CAME_IN = (
    select(
        EventLogEntry.number,
        EventLogEntry.step,
        EventLogEntry.at,
        EventLogEntry.payload,
        CaseWords.salt,
    )
    .outerjoin(
        CaseWords,
        and_(CaseWords.centre == EventLogEntry.centre, CaseWords.number == EventLogEntry.number),
    )
    .where(
        EventLogEntry.centre == bindparam("centre"),
        EventLogEntry.number.in_(bindparam("numbers", expanding=True)),
        (EventLogEntry.version == _FIRST_VERSION)
        | ((EventLogEntry.version == _END_VERSION) & (EventLogEntry.step == Step.IMPORT_END)),
        EventLogEntry.subject == Case.SUBJECT,
    )
)


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case that has the reference already. `payload` is its first line of history; `closed_there`
    is when the other system closed it, as an import said, whatever was done here since."""

    number: str
    version: int
    imported: bool
    reported_at: datetime
    closed_at: datetime | None
    closed_there: datetime | None
    payload: str
    salt: str

    def differences(
        self, report: Report, reported_at: datetime, due_at: datetime | None, department: str
    ) -> list[str]:
        """The fields in which a row differs from what was imported; later steps are ignored."""
        now: dict[str, object] = {
            "reported_at": reported_at,
            "observed_at": report.observed_at,
            "due_at": due_at,
            "latitude": report.latitude,
            "longitude": report.longitude,
            "category": report.category,
            "department": department or None,
        }
        before = json.loads(self.payload)
        stored = {**before["set"], "due_at": _deadline(before)}
        differing = [name for name in now if as_logged(now[name]) != stored.get(name)]
        return differing + list(self._differing_words(report, before.get("words", {})))

    def _differing_words(self, report: Report, digests: Mapping[str, str]) -> Iterator[str]:
        """Words stand in history only as digests, also when they have been erased since."""
        for name, text in (("description", report.description), ("address", report.address)):
            digest = None if text is None else salted_digest(text, self.salt)
            if digest != digests.get(name):
                yield name


def known_case(case: Case) -> KnownCase:
    """A new, unwritten case in the form in which later rows of the file are compared with it."""
    salt = case.words.salt if case.words else ""
    return KnownCase(
        case.number,
        case.version,
        case.imported,
        case.reported_at,
        case.closed_at,
        case.closed_at,
        case.unlogged[0].payload,
        salt,
    )


def known_cases(
    session: Session, centre: str, source: str, references: Sequence[str]
) -> dict[Reference, KnownCase]:
    """The cases of a source that have one of these references."""
    asked = {"centre": centre, "source": source, "references": references}
    found = session.execute(_KNOWN, asked).all()
    if not found:
        return {}
    of_numbers = {"centre": centre, "numbers": [row.number for row in found]}
    lines = session.execute(_CAME_IN, of_numbers).all()
    ended = {row.number: row.at for row in lines if row.step == Step.IMPORT_END}
    came = {row.number: row for row in lines if row.step != Step.IMPORT_END}
    return {
        (source, str(row.external_reference)): KnownCase(
            number=row.number,
            version=row.version,
            imported=row.imported,
            reported_at=row.reported_at,
            closed_at=row.closed_at,
            closed_there=ended.get(row.number),
            payload=came[row.number].payload,
            salt=came[row.number].salt or "",
        )
        for row in found
    }


def _deadline(payload: Mapping[str, Any]) -> object:
    """The deadline that came in, as the log writes it."""
    return next(
        (
            clock.get("due_at")
            for clock in payload.get("clocks", ())
            if clock["name"] == ClockName.HANDLING
        ),
        None,
    )
