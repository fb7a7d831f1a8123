"""Reads the entire log, and everything that must agree with it."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.services.log_audit.agreement import Agreement
from commandcenter.services.log_audit.anchors import anchor_faults
from commandcenter.services.log_audit.chain import Chain
from commandcenter.services.log_audit.faults import LogFault, Verdict
from commandcenter.services.log_audit.guards import (
    added_faults,
    draft_faults,
    foreign_faults,
    guard_faults,
)
from commandcenter.services.log_audit.marks import mark_faults
from commandcenter.services.log_audit.record_checks import related_row_faults
from commandcenter.services.log_audit.seals import Seals
from commandcenter.services.log_audit.sums import recount_of, serial_faults

_NO_ZONE = LogFault(None, None, "time-zone-gone")


class LogAudit:
    """Reads the entire log; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verify(self, *, anchor_file: Path | None = None) -> Verdict:
        """Every fault, in the order of the log, then of the cases, the sums and the seals.

        `anchor_file` is the list of anchors that is kept outside the database.
        """
        with self._database.read() as session:
            chain = Chain(session.scalar(select(THIS_CENTRE)) or "")
            faults = tuple(all_faults(session, chain, anchor_file))
        return Verdict(chain.count, faults)


def all_faults(session: Session, chain: Chain, anchor_file: Path | None) -> Iterator[LogFault]:
    """All faults in this state of the database; `chain` must be new."""
    connection = session.connection()
    yield from chain.faults(connection)
    seals = Seals(chain.centre)
    yield from seals.faults(connection)
    yield from seals.end_faults(chain.last, chain.last_hash)
    yield from anchor_faults(session, chain.last, anchor_file, seals.anchor_files)
    recount = recount_of(session, chain.centre)
    agreement = Agreement(recount.add if recount else lambda *_: None)
    yield from agreement.faults(connection)
    yield from related_row_faults(connection, agreement.unsound, seals.erased)
    yield from serial_faults(session, chain.centre, chain.versions)
    yield from recount.faults(session) if recount else (_NO_ZONE,)
    yield from seals.row_faults(connection)
    yield from mark_faults(session)
    yield from guard_faults(connection)
    yield from added_faults(connection)
    yield from draft_faults(connection)
    yield from foreign_faults(connection, chain.centre)
