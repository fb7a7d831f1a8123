"""Checks everything in the rows of one centre."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from operator import itemgetter
from pathlib import Path

from sqlalchemy.orm import Session

from commandcenter.database.shared_reading import Reading
from commandcenter.database.this_centre import held_centres
from commandcenter.gc_policy import collecting_rarely
from commandcenter.models.schema.published import LEFT_OUT
from commandcenter.models.schema.subjects import KINDS
from commandcenter.models.work.kinds import Kind
from commandcenter.services.log_audit.anchors import anchor_faults
from commandcenter.services.log_audit.chain import (
    Chain,
    LogStretch,
    ReadStretch,
    log_stretches,
    read_stretch,
)
from commandcenter.services.log_audit.seals import Seals
from commandcenter.services.log_audit.shared.faults import LogFault
from commandcenter.services.log_audit.shared.line_order import order_faults
from commandcenter.services.log_audit.shared.raw_rows import Audited
from commandcenter.services.log_audit.shared.sums import Recount, recount_of, serial_faults
from commandcenter.services.log_audit.subjects.marks import mark_faults
from commandcenter.services.log_audit.subjects.subject_checks import (
    CheckedStretch,
    check_subjects,
    subject_stretches,
)

_NO_ZONE = LogFault(None, None, "time-zone-gone")


class CentreAudit:
    """The audit of one centre. From another centre than home only its published tables have come.

    Stretches of the log and of subjects are checked apart from each other, which processes may
    share; what they have in common is compared afterwards.
    """

    def __init__(self, reading: Reading, chain: Chain) -> None:
        self._session = reading.session
        self._chain = chain
        self._audited = Audited(self._session.connection(), chain.centre)
        held = held_centres(self._session).get(chain.centre)
        self._left_out = LEFT_OUT if held and not held.is_home else ()
        self._begin(reading)
        #: The numbers in the log that were drawn from the serial of a day.
        self._drawn: set[str] = set()
        #: Lines that are out of order, each with its sequence.
        self._disordered: list[tuple[int, LogFault]] = []
        self._of_subjects: list[LogFault] = []

    def _begin(self, reading: Reading) -> None:
        """Share out the long work; the longest in one piece comes first."""
        audited, centre, left_out = self._audited, self._chain.centre, self._left_out
        self._marks = reading.in_parts(partial(_mark_faults, centre), [it.name for it in KINDS])
        self._log = reading.in_parts(partial(_read_stretch, centre), log_stretches(audited))
        self._kinds = [
            (kind, reading.in_parts(check_subjects, subject_stretches(audited, kind, left_out)))
            for kind in KINDS
        ]

    def faults(self, anchor_file: Path | None) -> Iterator[LogFault]:
        """In the order of the log, of the cases, the sums and the seals."""
        session, centre = self._session, self._chain.centre
        seals = Seals(centre)
        of_seals = list(seals.faults(session.connection()))
        for read in self._log:
            self._chain.add(read)
        recount = recount_of(session, centre)
        for kind, checked in self._kinds:
            self._add(kind, checked, recount)
        end = self._chain.end
        yield from self._log_faults()
        yield from of_seals
        yield from seals.end_faults(end.last, end.last_hash)
        yield from anchor_faults(session, centre, end.last, anchor_file, seals.anchor_files)
        yield from self._unknown_subjects()
        yield from (it for it in self._of_subjects if it.unless_erased not in seals.erased)
        yield from serial_faults(session, centre, self._drawn)
        yield from recount.faults(session) if recount else (_NO_ZONE,)
        yield from seals.row_faults(session.connection(), left_out=self._left_out)
        for kind, of_kind in zip(KINDS, self._marks, strict=True):
            yield from _about(kind, of_kind)

    def _add(
        self, kind: Kind, stretches: Iterable[CheckedStretch], recount: Recount | None
    ) -> None:
        """Bring together what was found in stretches of a kind, in their order."""
        related: list[LogFault] = []
        disordered = [""]  # no stretch has a number that is empty
        for checked in stretches:
            self._of_subjects += _about(kind, checked.faults)
            related += _about(kind, checked.related_faults)
            disordered += checked.disordered
            if kind.has_serial:
                self._drawn |= checked.numbers
            if recount:
                recount.include(checked.sums)
        self._of_subjects += related
        for number in disordered:
            self._disordered += order_faults(self._audited, kind.name, number)

    def _log_faults(self) -> Iterator[LogFault]:
        """In the order of the log; of one line, order comes last."""
        for name in self._chain.subjects:
            if not KINDS.get(name):
                self._disordered += order_faults(self._audited, name)
        found = sorted([*self._chain.faults, *self._disordered], key=itemgetter(0))
        return (fault for _, fault in found)

    def _unknown_subjects(self) -> Iterator[LogFault]:
        """Kinds of subject in the log that this program does not know: a newer one wrote them."""
        for name in sorted(name for name in self._chain.subjects if not KINDS.get(name)):
            yield LogFault(None, None, "log-subject-unknown", {"subject": name})


def _about(kind: Kind, faults: Iterable[LogFault]) -> Iterator[LogFault]:
    return (replace(fault, subject=kind.name) for fault in faults)


@collecting_rarely()
def _read_stretch(centre: str, session: Session, stretch: LogStretch) -> ReadStretch:
    return read_stretch(Audited(session.connection(), centre), stretch)


@collecting_rarely()
def _mark_faults(centre: str, session: Session, subject: str) -> list[LogFault]:
    return list(mark_faults(session, KINDS[subject], centre))
