"""Reads the entire log, and everything that must agree with it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.this_centre import held_centres
from commandcenter.models.schema.published import LEFT_OUT
from commandcenter.models.schema.subjects import KINDS
from commandcenter.models.work.kinds import Kind
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
from commandcenter.services.log_audit.raw_rows import Audited
from commandcenter.services.log_audit.record_checks import related_row_faults
from commandcenter.services.log_audit.seals import Seals
from commandcenter.services.log_audit.sums import recount_of, serial_faults

_NO_ZONE = LogFault(None, None, "time-zone-gone")


class LogAudit:
    """Reads the entire log; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verify(self, *, anchor_file: Path | None = None) -> Verdict:
        """Every fault of each centre that the database holds, home first, then of the database:
        in the order of the log, of the cases, the sums and the seals.

        `anchor_file` is the list of anchors that is kept outside the database.
        """
        with self._database.read() as session:
            chains = chains_of(session)
            faults = tuple(all_faults(session, chains, anchor_file))
        return Verdict(sum(chain.count for chain in chains), faults)


def chains_of(session: Session) -> list[Chain]:
    """The chain of every centre that the database holds, not read yet; home comes first."""
    held = held_centres(session)
    home = next((centre.code for centre in held.values() if centre.is_home), "")
    return [Chain(home), *(Chain(code) for code in held if code != home)]


def all_faults(
    session: Session, chains: Sequence[Chain], anchor_file: Path | None
) -> Iterator[LogFault]:
    """All faults of these centres and of the database itself; `chains_of` gives the chains."""
    of_several = len(chains) > 1
    for place, chain in enumerate(chains):
        file = anchor_file if place == 0 else None  # the list beside the database is home's
        for fault in _centre_faults(session, chain, file):
            yield replace(fault, centre=chain.centre) if of_several else fault
    yield from _database_faults(session)


def _centre_faults(session: Session, chain: Chain, anchor_file: Path | None) -> Iterator[LogFault]:
    """All faults in the rows of one centre.

    From another centre than home only its published tables have come.
    """
    connection, centre = session.connection(), chain.centre
    audited = Audited(connection, centre)
    held = held_centres(session).get(centre)
    left_out = LEFT_OUT if held and not held.is_home else ()
    yield from chain.faults(connection)
    seals = Seals(centre)
    yield from seals.faults(connection)
    yield from seals.end_faults(chain.last, chain.last_hash)
    yield from anchor_faults(session, centre, chain.last, anchor_file, seals.anchor_files)
    recount = recount_of(session, centre)
    yield from unknown_subjects(chain)
    for kind in KINDS:
        agreement = Agreement(kind, partial(recount.add, kind) if recount else lambda *_: None)
        yield from _about(kind, agreement.faults(audited))
        beside = related_row_faults(
            audited, kind, agreement.unsound, seals.erased, left_out=left_out
        )
        yield from _about(kind, beside)
    yield from serial_faults(session, centre, numbers_with_serial(chain))
    yield from recount.faults(session) if recount else (_NO_ZONE,)
    yield from seals.row_faults(connection, left_out=left_out)
    for kind in KINDS:
        yield from _about(kind, mark_faults(session, kind, centre))


def _about(kind: Kind, faults: Iterable[LogFault]) -> Iterator[LogFault]:
    return (replace(fault, subject=kind.name) for fault in faults)


def _database_faults(session: Session) -> Iterator[LogFault]:
    """What is wrong with the database itself, whatever centre a row belongs to."""
    connection = session.connection()
    yield from guard_faults(connection)
    yield from added_faults(connection)
    yield from draft_faults(connection)
    yield from foreign_faults(connection, held_centres(session))


def unknown_subjects(chain: Chain) -> Iterator[LogFault]:
    """Kinds of subject in the log that this program does not know: a newer one wrote them."""
    for name in sorted({subject for subject, _ in chain.versions if not KINDS.get(subject)}):
        yield LogFault(None, None, "log-subject-unknown", {"subject": name})


def numbers_with_serial(chain: Chain) -> set[str]:
    """The numbers in the log that were drawn from the serial of a day."""
    drawn = {kind.name for kind in KINDS if kind.has_serial}
    return {number for subject, number in chain.versions if subject in drawn}
