"""Checks that subjects agree with their history, column by column."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from commandcenter.database.bulk.inserts import Row
from commandcenter.models.work.bare import bare_of
from commandcenter.models.work.kinds import Kind
from commandcenter.models.work.logged import as_logged
from commandcenter.services.log_audit.shared.faults import LogFault
from commandcenter.services.log_audit.shared.raw_rows import names_of
from commandcenter.services.log_audit.shared.sums import LoggedStep
from commandcenter.services.log_audit.subjects.logged_history import LoggedLine

Columns = dict[str, Any]
#: Other readers of the history of a subject; ValueError for values that cannot be read.
Listener = Callable[[Columns, Sequence[LoggedStep]], None]


class Agreement:
    """Compares subjects of a kind with their histories: some subjects at a time."""

    def __init__(self, kind: Kind, tell: Listener) -> None:
        self._tell = tell
        self._names = names_of(kind.mapped)
        self._number = self._names.index("number")
        self._in_order = itemgetter(*self._names)
        #: What columns say that history does not speak of, such as those that came with a later
        #: version.
        unset = bare_of(kind.mapped)
        self._not_logged = {name: as_logged(getattr(unset, name, None)) for name in self._names}
        self._logged: dict[str, Columns] = {}
        #: Subjects whose related rows need not be checked, because they are faulty themselves.
        self.unsound: set[str] = set()

    def read(self, number: str, lines: Sequence[LoggedLine]) -> Iterator[LogFault]:
        """Take the history of a subject."""
        columns: Columns = {}
        self._logged[number] = columns
        try:
            for line in lines:
                columns |= line.changed()
                if columns["stage"] != line.stage or columns["version"] != line.version:
                    params = {"line": line.version}
                    yield LogFault(None, number, "log-line-contradicts", params)
            self._tell(columns, [(line.step, line.at, line.actor) for line in lines])
        except (ValueError, TypeError, KeyError):
            self.unsound.add(number)
            yield LogFault(None, number, "log-history-unreadable")

    def faults(self, rows: Iterable[Row]) -> Iterator[LogFault]:
        """Rows without a history among those that were read, histories without a row, and columns
        that differ."""
        logged, self._logged = self._logged, {}
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
