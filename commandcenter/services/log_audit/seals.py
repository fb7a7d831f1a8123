"""Checks the chain of seals, and that every sealed row has its last digest."""

import hashlib
import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, select

from commandcenter.database.bulk.inserts import Row
from commandcenter.models.base import Base
from commandcenter.models.cases.tables.photos import Photo, PhotoOriginal
from commandcenter.models.schema.seal import (
    ANCHOR_FILES,
    REMOVED,
    SEALED,
    RowKey,
    row_digest,
    row_key,
    seal_hash,
)
from commandcenter.models.work.log.event_log import GENESIS
from commandcenter.services.log_audit.shared.faults import LogFault
from commandcenter.services.log_audit.shared.raw_rows import (
    Audited,
    names_in,
    sealed_rows,
    whole_ledger,
)

#: Pictures are large.
_PICTURES_AT_ONCE = 50
_CASES_OWN = frozenset({"case_words", "opinions", "reporters"})


class Seals:
    """The contents of the seals: the last digest of each row, and where the log ended."""

    def __init__(self, centre: str) -> None:
        self._centre = centre
        self._rows: dict[RowKey, str] = {}
        self._log_end: tuple[int, str] = (0, GENESIS)
        #: Words and persons that the program has erased.
        self.erased: set[RowKey] = set()
        #: Up to which day the lists of anchors reach, by their place.
        self.anchor_files: dict[str, str] = {}

    def faults(self, connection: Connection) -> Iterator[LogFault]:
        """Read the seals from the first to the last."""
        last, last_hash = 0, GENESIS
        for row in whole_ledger(Audited(connection, self._centre))():
            sequence, previous, found = row[0], row[3], row[4]
            if sequence != last + 1:
                missing = {"first": last + 1, "last": sequence - 1}
                yield LogFault(None, None, "seals-missing", missing)
            elif previous != last_hash:
                yield LogFault(None, None, "seal-unchained", {"seal": sequence})
            if not self._is_sound(row) or not self._take(row[2]):
                yield LogFault(None, None, "seal-altered", {"seal": sequence})
            last, last_hash = sequence, found
        if last == 0:
            yield LogFault(None, None, "seals-gone")

    def end_faults(self, last: int, last_hash: str) -> Iterator[LogFault]:
        """Whether the log ends where it ended when it was sealed last."""
        sequence, found = self._log_end
        if last < sequence:
            yield LogFault(last, None, "log-ends-before-seal", {"last": sequence})
        elif last > sequence:
            yield LogFault(sequence + 1, None, "log-goes-on-unsealed")
        elif found != last_hash:
            yield LogFault(last, None, "log-end-not-sealed")

    def row_faults(
        self, connection: Connection, *, left_out: Collection[type[Base]] = ()
    ) -> Iterator[LogFault]:
        """Rows that were altered, removed or added, but not by the program.

        `left_out`: sealed tables of which nothing comes with this centre.
        """
        names_left_out = {mapped.__tablename__ for mapped in left_out}
        left = {key: it for key, it in self._rows.items() if key[0] not in names_left_out}
        for mapped in SEALED:
            if mapped in left_out:
                continue
            names = names_in(mapped)
            for values in sealed_rows(mapped, Audited(connection, self._centre))():
                row = dict(zip(names, values, strict=True))
                yield from self._row_faults(mapped, row, left)
        for table, key in left:
            yield LogFault(None, None, "sealed-row-gone", {"table": table, "row": key})
        for mapped in (Photo, PhotoOriginal):
            if mapped not in left_out:
                yield from _picture_faults(mapped, connection, self._centre)

    def _row_faults(
        self, mapped: type[Base], row: dict[str, Any], left: dict[RowKey, str]
    ) -> Iterator[LogFault]:
        table, key = row_key(mapped, row)
        sealed = left.pop((table, key), REMOVED)
        where = {"table": table, "row": key}
        if sealed == REMOVED:
            yield LogFault(None, None, "sealed-row-added", where)
        elif row_digest(mapped, row) != sealed:
            yield LogFault(None, None, "sealed-row-differs", where)

    def _is_sound(self, row: Row) -> bool:
        sequence, recorded_at, document, previous, found = row
        return bool(seal_hash(previous, self._centre, sequence, recorded_at, document) == found)

    def _take(self, document: str) -> bool:
        """Read the contents of a seal; False if the program cannot have written them."""
        try:
            logged = json.loads(document)
            for table, rows in logged.get("rows", {}).items():
                self._take_rows(table, rows)
            if "log" in logged:
                sequence, found = logged["log"]
                self._log_end = int(sequence), str(found)
        except (ValueError, TypeError, AttributeError):
            return False
        return True

    def _take_rows(self, table: str, rows: dict[str, str]) -> None:
        if table == ANCHOR_FILES:
            self.anchor_files |= rows
        elif table in _CASES_OWN:
            self.erased |= {(table, key) for key in rows}
        else:
            for key, digest in rows.items():
                if digest == REMOVED:
                    self._rows.pop((table, key), None)
                else:
                    self._rows[table, key] = digest


def _picture_faults(
    mapped: type[Photo] | type[PhotoOriginal], connection: Connection, centre: str
) -> Iterator[LogFault]:
    """Pictures whose key is not the digest of their bytes."""
    columns = mapped.__table__.columns
    here = columns.centre == centre
    keys = connection.scalars(select(columns.sha256).where(here).order_by(columns.sha256)).all()
    for start in range(0, len(keys), _PICTURES_AT_ONCE):
        some = columns.sha256.in_(keys[start : start + _PICTURES_AT_ONCE])
        pictures = select(columns.sha256, columns.content).where(here, some)
        for sha256, content in connection.execute(pictures):
            if hashlib.sha256(content).hexdigest() != sha256:
                yield LogFault(None, None, "picture-altered", {"picture": sha256[:12]})
