"""Reads the entire log, and everything that must agree with it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.shared_reading import Reading, shared_reading
from commandcenter.database.this_centre import held_centres
from commandcenter.gc_policy import collecting_rarely
from commandcenter.services.log_audit.anchors import signature_faults
from commandcenter.services.log_audit.centre_audit import CentreAudit
from commandcenter.services.log_audit.chain import Chain, log_reaches
from commandcenter.services.log_audit.guards import (
    added_faults,
    draft_faults,
    foreign_faults,
    guard_faults,
)
from commandcenter.services.log_audit.shared.faults import LogFault, Verdict

#: Processes take seconds to start, in which one process checks some ten thousand entries.
_WORTH_PROCESSES = 100_000


class LogAudit:
    """Reads the entire log; writes nothing."""

    def __init__(self, database: Database, *, worth_processes: int = _WORTH_PROCESSES) -> None:
        """`worth_processes`: from how many entries on several processes share the work."""
        self._database = database
        self._worth_processes = worth_processes

    @collecting_rarely()
    def verify(
        self, *, anchor_file: Path | None = None, signed_by: Ed25519PublicKey | None = None
    ) -> Verdict:
        """Every fault of each centre that the database holds, home first, then of the database:
        in the order of the log, of the cases, the sums and the seals.

        `anchor_file` is the list of anchors that is kept outside the database. `signed_by`: the key
        that must have signed every anchor of the home centre.
        """
        with shared_reading(self._database, beside=self._is_long()) as reading:
            chains = chains_of(reading.session)
            faults = tuple(all_faults(reading, chains, anchor_file))
            if signed_by:
                faults += tuple(signature_faults(reading.session, chains[0].centre, signed_by))
        return Verdict(sum(chain.count for chain in chains), faults)

    def _is_long(self) -> bool:
        with self._database.read() as session:
            return any(
                log_reaches(session, chain.centre, self._worth_processes)
                for chain in chains_of(session)
            )


def chains_of(session: Session) -> list[Chain]:
    """The chain of every centre that the database holds, not read yet; home comes first."""
    held = held_centres(session)
    home = next((centre.code for centre in held.values() if centre.is_home), "")
    return [Chain(home), *(Chain(code) for code in held if code != home)]


def all_faults(
    reading: Reading, chains: Sequence[Chain], anchor_file: Path | None
) -> Iterator[LogFault]:
    """All faults of these centres and of the database itself; `chains_of` gives the chains."""
    of_several = len(chains) > 1
    for place, chain in enumerate(chains):
        file = anchor_file if place == 0 else None  # the list beside the database is home's
        for fault in CentreAudit(reading, chain).faults(file):
            yield replace(fault, centre=chain.centre) if of_several else fault
    yield from _database_faults(reading.session)


def _database_faults(session: Session) -> Iterator[LogFault]:
    """What is wrong with the database itself, whatever centre a row belongs to."""
    connection = session.connection()
    yield from guard_faults(connection)
    yield from added_faults(connection)
    yield from draft_faults(connection)
    yield from foreign_faults(connection, held_centres(session))
