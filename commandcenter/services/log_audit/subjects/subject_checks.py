"""Checks stretches of subjects: themselves, and the rows beside them, against their histories."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import attrgetter, itemgetter

from sqlalchemy.orm import Session

from commandcenter.gc_policy import collecting_rarely
from commandcenter.models.base import Base
from commandcenter.models.figures.contributions import SumKey
from commandcenter.models.schema.subjects import KINDS
from commandcenter.models.work.kinds import Kind
from commandcenter.services.log_audit.shared.faults import LogFault
from commandcenter.services.log_audit.shared.line_order import is_in_order
from commandcenter.services.log_audit.shared.raw_rows import (
    Audited,
    NumbersBetween,
    batches,
    lines_between,
    rows_between,
)
from commandcenter.services.log_audit.shared.sums import recount_of
from commandcenter.services.log_audit.subjects.agreement import Agreement
from commandcenter.services.log_audit.subjects.logged_history import LINE, LoggedLine
from commandcenter.services.log_audit.subjects.record_checks import RelatedRows

#: How many batches of subjects make a stretch.
_BATCHES = 4
_place = attrgetter("sequence", "version")


@dataclass(frozen=True)
class SubjectStretch:
    """Some subjects of a kind in a centre. `left_out`: tables that do not come with them."""

    centre: str
    #: The name of the kind.
    subject: str
    batches: Sequence[NumbersBetween]
    left_out: Collection[type[Base]] = ()


@dataclass
class CheckedStretch:
    """What was found in a stretch of subjects."""

    faults: list[LogFault] = field(default_factory=list)
    #: Of the rows beside them.
    related_faults: list[LogFault] = field(default_factory=list)
    #: The numbers that the log knows.
    numbers: set[str] = field(default_factory=set)
    #: Those among them whose lines may be out of order.
    disordered: list[str] = field(default_factory=list)
    sums: Mapping[SumKey, Sequence[int]] = field(default_factory=dict)


def subject_stretches(
    audited: Audited, kind: Kind, left_out: Collection[type[Base]]
) -> list[SubjectStretch]:
    """All subjects of a kind, cut into stretches that can be checked apart from each other."""
    tables = [table for table in kind.records.values() if table not in left_out]
    found = list(batches(audited, kind, tables))
    return [
        SubjectStretch(audited.centre, kind.name, found[begin : begin + _BATCHES], left_out)
        for begin in range(0, len(found), _BATCHES)
    ]


@collecting_rarely()
def check_subjects(session: Session, stretch: SubjectStretch) -> CheckedStretch:
    """Read each history once, and compare with it all that it vouches for."""
    audited, kind = Audited(session.connection(), stretch.centre), KINDS[stretch.subject]
    recount = recount_of(session, stretch.centre)
    agreement = Agreement(kind, partial(recount.add, kind) if recount else lambda *_: None)
    related = RelatedRows(audited, kind, left_out=stretch.left_out)
    lines, rows = lines_between(audited, kind, *LINE), rows_between(kind.mapped, audited, kind)
    checked = CheckedStretch()
    for batch in stretch.batches:
        for number, of_subject in groupby(lines(**batch), key=itemgetter(0)):
            read = [LoggedLine.of(row) for row in of_subject]
            checked.faults += agreement.read(number, read)
            related.read(number, read)
            _look_at_order(number, read, checked)
        checked.faults += agreement.faults(rows(**batch))
        checked.related_faults += related.faults(batch, agreement.unsound)
    if recount:
        checked.sums = recount.rows
    return checked


def _look_at_order(number: str, lines: Sequence[LoggedLine], checked: CheckedStretch) -> None:
    in_order = is_in_order(list(map(_place, lines)))
    if not in_order:
        checked.disordered.append(number)
    if in_order or any(isinstance(line.sequence, int) for line in lines):
        checked.numbers.add(number)
