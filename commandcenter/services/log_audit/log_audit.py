"""Reads the whole log, and everything that must follow from it."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.models.city.centre import Centre
from commandcenter.services.log_audit.agreement import Agreement
from commandcenter.services.log_audit.anchors import anchor_faults
from commandcenter.services.log_audit.beside import beside_faults
from commandcenter.services.log_audit.chain import Chain
from commandcenter.services.log_audit.faults import LogFault, Verdict
from commandcenter.services.log_audit.sums import Recount, serial_faults, zone_of


class LogAudit:
    """Reads the whole log; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verify(self, *, anchor_file: Path | None = None) -> Verdict:
        """Every fault, in the order of the log, then of the cases, then of the sums.

        `anchor_file` is the list of anchors that is kept outside the database.
        """
        with self._database.read() as session:
            chain = Chain(session.scalars(select(Centre.code)).one())
            faults = tuple(_faults(session, chain, anchor_file))
        return Verdict(chain.count, faults)


def _faults(session: Session, chain: Chain, anchor_file: Path | None) -> Iterator[LogFault]:
    connection = session.connection()
    yield from chain.faults(connection)
    yield from anchor_faults(session, chain.last, anchor_file)
    recount = Recount(zone_of(session))
    agreement = Agreement(recount.add)
    yield from agreement.faults(connection)
    yield from beside_faults(connection, agreement.unsound)
    yield from serial_faults(session, chain.centre, chain.versions)
    yield from recount.faults(session)
