"""Checks that the lines of each subject follow each other in the log as they are numbered."""

from collections.abc import Iterator, Sequence

from commandcenter.database.bulk.inserts import Row
from commandcenter.services.log_audit.shared.faults import LogFault
from commandcenter.services.log_audit.shared.raw_rows import Audited, places_of_lines


def is_in_order(places: Sequence[Row]) -> bool:
    """Whether the lines of a subject, given by sequence and version in the order of their
    versions, surely have no fault of order."""
    last = 0
    for expected, (sequence, version) in enumerate(places, start=1):
        if version != expected or not isinstance(sequence, int) or sequence <= last:
            return False
        last = sequence
    return True


def order_faults(
    audited: Audited, subject: str, number: str | None = None
) -> Iterator[tuple[int, LogFault]]:
    """Lines whose version does not follow that of the line before, each with its sequence.

    Of one subject of a kind, or of all of them; `subject` is the name of the kind.
    """
    versions: dict[str, int] = {}
    for sequence, of, version in places_of_lines(audited, subject, number)():
        if not isinstance(sequence, int):
            continue
        expected = versions.get(of, 0) + 1
        if version != expected:
            yield sequence, LogFault(sequence, of, "log-line-out-of-order", subject=subject)
        versions[of] = version if isinstance(version, int) else expected
