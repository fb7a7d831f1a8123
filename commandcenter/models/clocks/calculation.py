"""Calculates when a time limit is used up. Instants and sums are in microseconds."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.local_time import DAY, HOUR, instant_of
from commandcenter.models.clocks.suspension import Span, counted_to, gaps_in, in_order, taken_until
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.clocks.timeline import Continuous, Counting, refuse_out_of_reach
from commandcenter.models.clocks.working_calendar import WorkingCalendar, WorkingDayPolicy

_MOST_EXTENSIONS = 100
_CONTINUOUS = Continuous()


class Calculation:
    """The calculation of a time limit on a calendar.

    Working hours, and working days under the policy *hours in slots*, are counted in the slots.
    Under the other two policies a whole working day counts from midnight to midnight: N days are N
    × 24 hours of working days, which is the same clock time on the Nth next one. *End of day* then
    waits for that day's close.
    """

    def __init__(
        self,
        calendar: WorkingCalendar,
        start: datetime,
        limit: TimeLimit,
        suspensions: Sequence[Span],
        extensions: int,
    ) -> None:
        if not 0 <= extensions <= _MOST_EXTENSIONS:
            raise InvalidInput(
                "extensions-out-of-range",
                field="extensions",
                extensions=extensions,
                most=_MOST_EXTENSIONS,
            )
        self.calendar = calendar
        self.start = refuse_out_of_reach(instant_of(start))
        self.suspensions = in_order(suspensions)
        self.extensions = extensions
        self.continuous = limit.unit.continuous
        self.by_days = False
        self.to_close = False
        if self.continuous:
            self.counting: Counting = _CONTINUOUS
            self.begins = self.start
        else:
            self._count_working_time(limit)
        self.length = self._length(limit)
        self.whole = self.length * (1 + extensions)
        self._gaps = gaps_in(self.counting, self.begins, self.suspensions)
        self.used_up = self.after(self.whole)
        self.due = self._close() if self.to_close else self.used_up

    def after(self, counted: int) -> int:
        """The instant at which this much time has been counted."""
        target = counted_to(self.counting.passed(self.begins) + counted, self._gaps)
        if self.by_days:
            return self.calendar.days.resumed(target)
        return self.counting.reached(target)

    def mark(self, fraction: Fraction) -> int:
        """The instant at which a fraction of the limit is used up; for limits in days, a fraction
        of the working hours until the deadline."""
        if fraction == 1:
            return self.due
        if not (self.by_days or self.to_close):
            return self.after(self.whole * fraction.numerator // fraction.denominator)
        hours = self.calendar.hours
        gaps = gaps_in(hours, self.begins, self.suspensions)
        begun = hours.passed(self.begins)
        until_due = hours.passed(self.due) - begun - taken_until(hours.passed(self.due), gaps)
        part = until_due * fraction.numerator // fraction.denominator
        return max(self.begins, hours.reached(counted_to(begun + part, gaps)))

    def unsure_years(self) -> tuple[int, ...]:
        """The years for which there was no holiday schedule."""
        return () if self.continuous else self.calendar.unsure_years(self.start, self.due)

    def _count_working_time(self, limit: TimeLimit) -> None:
        policy = self.calendar.rules.policy
        in_days = limit.unit is Unit.WORKING_DAYS and policy is not WorkingDayPolicy.HOURS_IN_SLOTS
        self.by_days = in_days and limit.amount.denominator == 1
        self.to_close = in_days and policy is WorkingDayPolicy.END_OF_DAY
        self.counting = self.calendar.days if self.by_days else self.calendar.hours
        self.begins = self.calendar.next_working_instant(self.start)

    def _length(self, limit: TimeLimit) -> int:
        if limit.unit.in_hours:
            unit = HOUR
        elif limit.unit.continuous or self.by_days:
            unit = DAY
        else:
            unit = self.calendar.day_length
        return unit * limit.amount.numerator // limit.amount.denominator

    def _close(self) -> int:
        """The first close of a working day from there on that no suspension takes away."""
        last_counted = self.used_up if self.by_days else self.used_up - 1
        close = self.calendar.close_from(last_counted)
        for begin, end in self.suspensions:
            if begin < close and end > self.used_up:
                close = max(close, self.calendar.close_from(end + 1))
        return close
