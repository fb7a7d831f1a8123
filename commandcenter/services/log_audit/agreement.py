"""Checks that cases agree with their history, column by column."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from commandcenter.database.bulk.inserts import Row
from commandcenter.models.cases.bare import BareCase
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.replaying import changed_columns
from commandcenter.models.work.logged import as_logged
from commandcenter.services.log_audit.faults import LogFault
from commandcenter.services.log_audit.raw_rows import (
    Audited,
    batches,
    lines_between,
    names_of,
    rows_between,
)
from commandcenter.services.log_audit.sums import LoggedStep

_NAMES = names_of(Case)
_LINE = ("number", "version", "stage", "payload", "step", "at", "actor")
_NUMBER = _NAMES.index("number")
_in_order = itemgetter(*_NAMES)
#: What columns say that history does not speak of, such as those that came with a later version.
_NOT_LOGGED = {name: as_logged(getattr(BareCase, name, None)) for name in _NAMES}

Columns = dict[str, Any]
#: Other readers of the history of a case; ValueError for values that cannot be read.
Listener = Callable[[Columns, Sequence[LoggedStep]], None]


class Agreement:
    """Reads all histories and all cases side by side."""

    def __init__(self, tell: Listener) -> None:
        self._tell = tell
        #: Cases of which there is no use to look at what lies beside them.
        self.unsound: set[str] = set()

    def faults(self, audited: Audited) -> Iterator[LogFault]:
        """Cases without history, histories without a case, and columns that differ."""
        lines = lines_between(audited, *_LINE)
        cases = rows_between(Case, audited)
        for batch in batches(audited, ()):
            logged: dict[str, Columns] = {}
            yield from self._read(lines(**batch), logged)
            yield from self._compare(cases(**batch), logged)

    def _read(self, lines: Iterable[Row], logged: dict[str, Columns]) -> Iterator[LogFault]:
        for number, of_case in groupby(lines, key=itemgetter(0)):
            columns: Columns = {}
            steps: list[LoggedStep] = []
            logged[number] = columns
            try:
                for _, version, stage, payload, *step in of_case:
                    columns |= changed_columns(payload)
                    if columns["stage"] != stage or columns["version"] != version:
                        yield LogFault(None, number, "log-line-contradicts", {"line": version})
                    steps.append(tuple(step))
                self._tell(columns, steps)
            except (ValueError, TypeError, KeyError):
                self.unsound.add(number)
                yield LogFault(None, number, "log-history-unreadable")

    def _compare(self, cases: Iterable[Row], logged: dict[str, Columns]) -> Iterator[LogFault]:
        gone = set(logged)
        for row in cases:
            number = row[_NUMBER]
            gone.discard(number)
            if number not in logged:
                self.unsound.add(number)
                yield LogFault(None, number, "log-history-gone")
            elif number not in self.unsound and _in_order(_NOT_LOGGED | logged[number]) != row:
                differ = ", ".join(_differing(row, _NOT_LOGGED | logged[number]))
                yield LogFault(None, number, "log-case-differs", {"columns": differ})
        self.unsound |= gone
        for number in sorted(gone):
            yield LogFault(None, number, "log-case-gone")


def _differing(row: Row, logged: Columns) -> list[str]:
    stored = dict(zip(_NAMES, row, strict=True))
    names = sorted(stored.keys() | logged.keys())
    return [name for name in names if stored.get(name) != logged.get(name)]
