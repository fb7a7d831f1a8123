"""Checks the chain of the log: numbering without gaps, each entry hashed over the previous one."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection

from commandcenter.models.work.log.event_log import GENESIS
from commandcenter.services.log_audit.faults import LogFault
from commandcenter.services.log_audit.raw_rows import Audited, whole_log


class Chain:
    """The last entry that was read, and the version that each subject had reached."""

    def __init__(self, centre: str) -> None:
        self.centre = centre
        self.last, self.last_hash = 0, GENESIS
        self.count = 0
        #: By the name of its kind and its number.
        self.versions: dict[tuple[str, str], int] = {}

    def faults(self, connection: Connection) -> Iterator[LogFault]:
        """Read the log from its first line to its last.

        The hash is made as `entry_hash` makes it, of the texts as they lie there.
        """
        last, last_hash, versions = 0, GENESIS, self.versions
        for (
            sequence, subject, number, version, step, stage, actor,
            at, recorded_at, payload, previous, found,
        ) in whole_log(Audited(connection, self.centre))():  # fmt: skip
            line = (
                f"{previous}\x1f{self.centre}\x1f{sequence}\x1f{subject}\x1f{number}\x1f{version}"
                f"\x1f{step}\x1f{stage}\x1f{actor}\x1f{at}\x1f{recorded_at}\x1f{payload}"
            )
            self.count += 1
            if not isinstance(sequence, int):  # SQLite keeps any value, and puts it after numbers
                params = {"sequence": _shown(sequence)}
                yield LogFault(None, _shown(number), "log-line-unnumbered", params)
                continue
            if sequence != last + 1:
                missing = {"first": last + 1, "last": sequence - 1}
                yield LogFault(sequence, number, "log-lines-missing", missing)
            elif previous != last_hash:
                yield LogFault(sequence, number, "log-line-unchained")
            if hashlib.sha256(line.encode()).hexdigest() != found:
                yield LogFault(sequence, number, "log-line-altered")
            key = (subject, number)
            expected = versions.get(key, 0) + 1
            if version != expected:
                yield LogFault(sequence, number, "log-line-out-of-order", subject=subject)
            versions[key] = version if isinstance(version, int) else expected
            last, last_hash = sequence, found
        self.last, self.last_hash = last, last_hash


def _shown(value: object) -> str:
    """A value that is neither number nor text, in a form that every output can show."""
    return value if isinstance(value, str) else repr(value)
