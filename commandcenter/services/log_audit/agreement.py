"""Checks that subjects agree with their history, column by column."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from commandcenter.database.bulk.inserts import Row
from commandcenter.models.work.bare import bare_of
from commandcenter.models.work.kinds import Kind
from commandcenter.models.work.logged import as_logged
from commandcenter.models.work.replaying import changed_columns
from commandcenter.services.log_audit.faults import LogFault
from commandcenter.services.log_audit.raw_rows import (
    Audited,
    batches,
    lines_between,
    names_of,
    rows_between,
)
from commandcenter.services.log_audit.sums import LoggedStep

_LINE = ("number", "version", "stage", "payload", "step", "at", "actor")

Columns = dict[str, Any]
#: Other readers of the history of a subject; ValueError for values that cannot be read.
Listener = Callable[[Columns, Sequence[LoggedStep]], None]


class Agreement:
    """Reads all histories and all rows of a kind of subject side by side."""

    def __init__(self, kind: Kind, tell: Listener) -> None:
        self._kind = kind
        self._tell = tell
        self._names = names_of(kind.mapped)
        self._number = self._names.index("number")
        self._in_order = itemgetter(*self._names)
        #: What columns say that history does not speak of, such as those that came with a later
        #: version.
        unset = bare_of(kind.mapped)
        self._not_logged = {name: as_logged(getattr(unset, name, None)) for name in self._names}
        #: Subjects whose related rows need not be checked, because they are faulty themselves.
        self.unsound: set[str] = set()

    def faults(self, audited: Audited) -> Iterator[LogFault]:
        """Rows without history, histories without a row, and columns that differ."""
        lines = lines_between(audited, self._kind, *_LINE)
        rows = rows_between(self._kind.mapped, audited, self._kind)
        for batch in batches(audited, self._kind, ()):
            logged: dict[str, Columns] = {}
            yield from self._read(lines(**batch), logged)
            yield from self._compare(rows(**batch), logged)

    def _read(self, lines: Iterable[Row], logged: dict[str, Columns]) -> Iterator[LogFault]:
        for number, of_subject in groupby(lines, key=itemgetter(0)):
            columns: Columns = {}
            steps: list[LoggedStep] = []
            logged[number] = columns
            try:
                for _, version, stage, payload, *step in of_subject:
                    columns |= changed_columns(payload)
                    if columns["stage"] != stage or columns["version"] != version:
                        yield LogFault(None, number, "log-line-contradicts", {"line": version})
                    steps.append(tuple(step))
                self._tell(columns, steps)
            except (ValueError, TypeError, KeyError):
                self.unsound.add(number)
                yield LogFault(None, number, "log-history-unreadable")

    def _compare(self, rows: Iterable[Row], logged: dict[str, Columns]) -> Iterator[LogFault]:
        gone = set(logged)
        for row in rows:
            number = row[self._number]
            gone.discard(number)
            if number not in logged:
                self.unsound.add(number)
                yield LogFault(None, number, "log-history-gone")
            elif number not in self.unsound:
                expected = self._not_logged | logged[number]
                if self._in_order(expected) != row:
                    differ = ", ".join(self._differing(row, expected))
                    yield LogFault(None, number, "log-case-differs", {"columns": differ})
        self.unsound |= gone
        for number in sorted(gone):
            yield LogFault(None, number, "log-case-gone")

    def _differing(self, row: Row, logged: Columns) -> list[str]:
        stored = dict(zip(self._names, row, strict=True))
        names = sorted(stored.keys() | logged.keys())
        return [name for name in names if stored.get(name) != logged.get(name)]
