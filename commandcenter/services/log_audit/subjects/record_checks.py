"""Checks that clocks, texts, reporters and records of subjects agree with history."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from commandcenter.database.bulk.inserts import Row
from commandcenter.models.base import Base
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.cases.tables.words import CaseWords
from commandcenter.models.schema.seal import row_key
from commandcenter.models.search_text import search_text
from commandcenter.models.work.kinds import Kind, Records
from commandcenter.models.work.log.event_log import salted_digest
from commandcenter.services.log_audit.shared.faults import LogFault
from commandcenter.services.log_audit.shared.raw_rows import (
    Audited,
    NumbersBetween,
    names_of,
    rows_between,
)
from commandcenter.services.log_audit.subjects.logged_history import History, LoggedLine, history_of
from commandcenter.services.log_audit.subjects.records import RECORD_CHECKS

Histories = dict[str, History]
#: Rows of some subjects, and what history tells of these.
Check = Callable[[Iterable[Row], Histories], Iterator[LogFault]]


class RelatedRows:
    """Compares the rows beside subjects of a kind with their histories: some subjects at a time."""

    def __init__(
        self, audited: Audited, kind: Kind, *, left_out: Collection[type[Base]] = ()
    ) -> None:
        """`left_out`: tables that do not come with the subjects of this centre."""
        of_tables = {it: table for it, table in kind.records.items() if table not in left_out}
        self.tables = tuple(of_tables.values())
        self._checks = [
            (rows_between(table, audited, kind), table, _CHECKS[records](table, kind))
            for records, table in of_tables.items()
        ]
        self._logged: Histories = {}
        self._unreadable: list[str] = []

    def read(self, number: str, lines: Sequence[LoggedLine]) -> None:
        """Take the history of a subject."""
        try:
            self._logged[number] = history_of(lines)
        except (ValueError, TypeError, KeyError, AttributeError):
            self._unreadable.append(number)

    def faults(self, batch: NumbersBetween, unsound: set[str]) -> Iterator[LogFault]:
        """Related rows that differ from the histories read; `unsound` subjects have been reported
        already."""
        for number in self._unreadable:
            if number not in unsound:
                unsound.add(number)
                yield LogFault(None, number, "log-history-unreadable")
        logged = {number: it for number, it in self._logged.items() if number not in unsound}
        self._logged, self._unreadable = {}, []
        for rows, table, check in self._checks:
            strays: set[str] = set()
            yield from check(_of_known(rows(**batch), table, logged, strays), logged)
            for number in sorted(strays - unsound):
                yield LogFault(None, number, "row-of-no-case", {"table": table.__tablename__})


def _of_known(
    rows: Iterable[Row], table: type[Base], logged: Histories, strays: set[str]
) -> Iterator[Row]:
    """The rows of subjects that history tells of; the numbers of the others become `strays`."""
    place = names_of(table).index("number")
    for row in rows:
        if row[place] in logged:
            yield row
        else:
            strays.add(row[place])


#: Said of the first clock of a name, and of those after it.
_CLOCK_DIFFERS = ("log-clock-differs", "log-later-clock-differs")
_CLOCK_GONE = ("log-clock-gone", "log-later-clock-gone")


def _clock_check(table: type[Base], _kind: Kind) -> Check:
    names = names_of(table)
    empty: dict[str, Any] = dict.fromkeys(names)
    key = itemgetter(*map(names.index, ("number", "name", "ordinal")))
    in_order = itemgetter(*names)

    def as_stored(number: str, document: dict[str, Any]) -> tuple[Any, ...]:
        """The log holds the spans as lists; the row holds them as text."""
        spans = json.dumps(document["spans"]) if document["spans"] else "[]"
        return tuple(in_order({**empty, **document, "number": number, "spans": spans}))

    def faults(rows: Iterable[Row], logged: Histories) -> Iterator[LogFault]:
        for row in rows:
            number, name, ordinal = key(row)
            document = logged[number].clocks.pop((name, ordinal), None)
            if document is None or as_stored(number, document) != tuple(row):
                yield _clock_fault(number, name, ordinal, _CLOCK_DIFFERS)
        for number, history in logged.items():
            for name, ordinal in history.clocks:
                yield _clock_fault(number, name, ordinal, _CLOCK_GONE)

    return faults


def _clock_fault(number: str, name: str, ordinal: int, ids: tuple[str, str]) -> LogFault:
    first, later = ids
    fault_id = first if ordinal == 1 else later
    return LogFault(None, number, fault_id, {"name": name, "ordinal": ordinal})


def _words_faults(rows: Iterable[Row], logged: Histories) -> Iterator[LogFault]:
    missing = {number for number, history in logged.items() if history.words}
    for number, description, address, searched, salt in rows:
        written = {"description": description, "address": address}
        if salt or description or address:
            missing.discard(number)
            found = {name: _digest(it, salt) for name, it in written.items() if it is not None}
            if found != logged[number].words:
                differ = sorted(found.items() ^ logged[number].words.items())
                names = ", ".join(dict(differ))
                yield LogFault(None, number, "log-words-differ", {"columns": names})
                continue
        if searched != search_text(f"{address or ''}\n{description}"):
            yield LogFault(None, number, "searched-differs")
    for number in sorted(missing):
        key = row_key(CaseWords, {"number": number})
        yield LogFault(None, number, "log-words-gone", unless_erased=key)


def _opinion_check(table: type[Base], _kind: Kind) -> Check:
    in_order = itemgetter(*map(names_of(table).index, ("number", "version", "text", "salt")))

    def faults(rows: Iterable[Row], logged: Histories) -> Iterator[LogFault]:
        missing = {(number, version) for number, it in logged.items() for version, _ in it.opinions}
        for number, version, text, salt in _unerased(map(in_order, rows)):
            missing.discard((number, version))
            if (version, _digest(text, salt)) not in logged[number].opinions:
                yield LogFault(None, number, "log-opinion-differs", {"line": version})
        for number, version in sorted(missing):
            key = row_key(table, {"number": number, "version": version})
            yield LogFault(None, number, "log-opinion-gone", {"line": version}, unless_erased=key)

    return faults


def _reporter_faults(rows: Iterable[Row], logged: Histories) -> Iterator[LogFault]:
    written = {
        (number, ordinal): digest
        for number, history in logged.items()
        for ordinal, digest in enumerate(history.reporters, start=1)
    }
    for number, ordinal, name, phone, salt in _unerased(rows):
        found = _digest(f"{name or ''}\x1f{phone or ''}", salt)
        if written.pop((number, ordinal), None) != found:
            yield LogFault(None, number, "log-reporter-altered", {"ordinal": ordinal})
    for number, ordinal in sorted(written):
        of_row = {"ordinal": ordinal}
        key = row_key(Reporter, {"number": number, **of_row})
        yield LogFault(None, number, "log-reporter-gone", of_row, unless_erased=key)


def _digest(text: object, salt: object) -> str:
    return salted_digest(str(text), str(salt))


def _unerased(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows that can still be compared: a text that was emptied together with its salt was
    erased."""
    for row in rows:
        _, *texts, salt = row
        if salt or any(isinstance(text, str) and text for text in texts):
            yield row


def _always(check: Check) -> Callable[[type[Base], Kind], Check]:
    """A check of a table that only one kind of subject has."""
    return lambda _table, _kind: check


#: How each sort of row beside a subject is compared with what history tells.
_CHECKS: Mapping[Records, Callable[[type[Base], Kind], Check]] = {
    Records.CLOCKS: _clock_check,
    Records.WORDS: _always(_words_faults),
    Records.OPINIONS: _opinion_check,
    Records.REPORTERS: _always(_reporter_faults),
    **RECORD_CHECKS,
}
