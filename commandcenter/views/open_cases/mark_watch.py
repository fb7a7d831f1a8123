"""Late is not a change: what the clock alone does to lights and lateness."""

import heapq
from collections.abc import Iterable
from datetime import datetime

from commandcenter.services.casebook import CaseRow
from commandcenter.views.look.case_marks import next_change

_Alarm = tuple[datetime, str, int]


class MarkWatch:
    """Knows when the next light changes, so that nobody looks through all cases every second."""

    def __init__(self, rows: Iterable[CaseRow], now: datetime) -> None:
        self._rows: dict[str, CaseRow] = {}
        self._alarms: list[_Alarm] = []
        self.late: set[str] = set()
        for row in rows:
            self._note(row, now)
        heapq.heapify(self._alarms)

    def put(self, row: CaseRow, now: datetime) -> None:
        alarms = len(self._alarms)
        self._note(row, now)
        if len(self._alarms) > alarms:
            heapq.heappush(self._alarms, self._alarms.pop())

    def drop(self, number: str) -> None:
        self._rows.pop(number, None)
        self.late.discard(number)

    def ring(self, now: datetime) -> list[str]:
        """The numbers of the cases whose mark or lateness has changed by now."""
        rung: dict[str, None] = {}
        while self._alarms and self._alarms[0][0] < now:
            _, number, version = heapq.heappop(self._alarms)
            row = self._rows.get(number)
            if row and row.version == version:
                rung[number] = None
                self.put(row, now)
        return list(rung)

    def _note(self, row: CaseRow, now: datetime) -> None:
        self._rows[row.number] = row
        if row.hands.late(now):
            self.late.add(row.number)
        else:
            self.late.discard(row.number)
        at = next_change(row.hands, now)
        if at is not None:
            self._alarms.append((at, row.number, row.version))
