"""That cases, their clocks and their words are what history tells of them."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, func, select

from commandcenter.database.inserts import Row
from commandcenter.models.base import Base
from commandcenter.models.cases.bare import BareCase
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.case_clock import CaseClock
from commandcenter.models.cases.case_columns import as_logged
from commandcenter.models.cases.event_log import EventLogEntry, salted_digest
from commandcenter.models.cases.records import CaseWords, Opinion, Reporter
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.services.log_audit.faults import LogFault
from commandcenter.services.log_audit.stored import lines_between, names_of, rows_between
from commandcenter.services.log_audit.told import History, history_of

_BATCH = 1000
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)

Histories = dict[str, History]
#: Whoever else wants to know what history tells of a case; ValueError for words that are none.
Listener = Callable[[dict[str, Any]], None]


def agreement_faults(connection: Connection, tell: Listener) -> Iterator[LogFault]:
    """Cases without history, histories without case, and whatever the two tell differently."""
    lines = lines_between(connection)
    cases = rows_between(Case, connection)
    others = [(rows_between(table, connection), check) for table, check in _CHECKS]
    for batch in _batches(connection):
        told: Histories = {}
        yield from _read(lines(**batch), told, tell)
        yield from _case_faults(cases(**batch), told)
        for rows, check in others:
            yield from check(rows(**batch), told)


def _batches(connection: Connection) -> Iterator[dict[str, str]]:
    """Stretches of numbers, of cases and of histories, in the order of the database."""
    home = Case.centre == THIS_CENTRE
    numbers = connection.scalars(select(Case.number).where(home).order_by(Case.number)).all()
    last_told = select(func.max(EventLogEntry.number)).where(EventLogEntry.centre == THIS_CENTRE)
    fences = [*numbers[_BATCH - 1 :: _BATCH], *numbers[-1:], *connection.scalars(last_told)]
    after = ""
    for until in filter(None, fences):
        yield {"after": after, "until": until}
        after = until


def _read(lines: Iterable[Row], told: Histories, tell: Listener) -> Iterator[LogFault]:
    for number, of_case in groupby(lines, key=itemgetter(0)):
        try:
            history = history_of(of_case)
            tell(history.columns)
        except _UNREADABLE:
            told[number] = History(readable=False)
            yield LogFault(None, number, "its history cannot be read")
            continue
        told[number] = history
        for version in history.contradicted:
            yield LogFault(None, number, f"line {version} of its history contradicts itself")


_CASE_NAMES = names_of(Case)
_NUMBER = _CASE_NAMES.index("number")
#: What columns say that history does not speak of, such as those that came with a later version.
_NO_CASE = {name: as_logged(getattr(BareCase, name, None)) for name in _CASE_NAMES}
_in_order = itemgetter(*_CASE_NAMES)


def _case_faults(rows: Iterable[Row], told: Histories) -> Iterator[LogFault]:
    gone = set(told)
    for row in rows:
        number = row[_NUMBER]
        gone.discard(number)
        history = told.get(number)
        if history is None:
            yield LogFault(None, number, "the case is there, its history is gone")
        elif history.readable and _in_order(_NO_CASE | history.columns) != row:
            stored = dict(zip(_CASE_NAMES, row, strict=True))
            differ = ", ".join(_differing(stored, _NO_CASE | history.columns))
            yield LogFault(None, number, f"the case and its history differ in: {differ}")
    for number in sorted(gone):
        told[number].readable = False  # what lies beside a case goes with it
        yield LogFault(None, number, "the case is gone, its history is there")


def _differing(stored: dict[str, Any], told: dict[str, Any]) -> list[str]:
    names = sorted(stored.keys() | told.keys())
    return [name for name in names if stored.get(name) != told.get(name)]


_CLOCK_NAMES = names_of(CaseClock)[1:]
_NO_CLOCK: dict[str, Any] = dict.fromkeys(_CLOCK_NAMES)
_clock_in_order = itemgetter(*_CLOCK_NAMES)


def _clock_faults(rows: Iterable[Row], told: Histories) -> Iterator[LogFault]:
    for number, *stored in rows:
        history = told.get(number)
        if history is None or not history.readable:
            continue
        document = history.clocks.pop((stored[0], stored[1]), None)
        if document is None or _as_stored(document) != stored:
            called = _called(stored[0], stored[1])
            yield LogFault(None, number, f"its clock {called} is not what history tells")
    for number, history in told.items():
        for name, ordinal in history.clocks if history.readable else ():
            yield LogFault(None, number, f"its clock {_called(name, ordinal)} is gone")


def _as_stored(document: dict[str, Any]) -> list[Any]:
    """The log holds the spans as lists; the row holds them as text."""
    spans = json.dumps(document["spans"]) if document["spans"] else "[]"
    return list(_clock_in_order({**_NO_CLOCK, **document, "spans": spans}))


def _called(name: str, ordinal: int) -> str:
    return f"“{name}”" if ordinal == 1 else f"“{name}” no. {ordinal}"


def _words_faults(rows: Iterable[Row], told: Histories) -> Iterator[LogFault]:
    for number, description, address, salt in _unerased(rows, told):
        written = {"description": description, "address": address}
        found = {
            name: salted_digest(text, salt) for name, text in written.items() if text is not None
        }
        if found != told[number].words:
            names = ", ".join(_differing(found, told[number].words))
            yield LogFault(None, number, f"its {names} is not what was written")


def _opinion_faults(rows: Iterable[Row], told: Histories) -> Iterator[LogFault]:
    for number, version, text, salt in _unerased(rows, told):
        if told[number].opinions.get(version) != salted_digest(text, salt):
            fault = f"the opinion on line {version} is not what was written"
            yield LogFault(None, number, fault)


def _reporter_faults(rows: Iterable[Row], told: Histories) -> Iterator[LogFault]:
    for number, ordinal, name, phone, salt in _unerased(rows, told):
        if salted_digest(f"{name or ''}\x1f{phone or ''}", salt) not in told[number].reporters:
            yield LogFault(None, number, f"its reporter no. {ordinal} was altered")


def _unerased(rows: Iterable[Row], told: Histories) -> Iterator[Row]:
    """What there still is to compare. Emptied together with its salt, a text was erased."""
    for row in rows:
        history = told.get(row[0])
        if history is not None and history.readable and not _is_erased(row):
            yield row


def _is_erased(row: Row) -> bool:
    _, *texts, salt = row
    return not salt and not any(isinstance(text, str) and text for text in texts)


#: What lies beside a case, and how it is compared with what history tells.
_CHECKS: tuple[tuple[type[Base], Callable[[Iterable[Row], Histories], Iterator[LogFault]]], ...] = (
    (CaseClock, _clock_faults),
    (CaseWords, _words_faults),
    (Opinion, _opinion_faults),
    (Reporter, _reporter_faults),
)
