"""The clocks of the handling: one for a plain limit; one over all, and one a part, for parts."""

from commandcenter.models.cases.case_clock import CaseClock
from commandcenter.models.cases.case_moves import CaseMoves
from commandcenter.models.cases.clock_names import PART_CLOCKS, ClockName
from commandcenter.models.cases.occasion import Line, Occasion
from commandcenter.models.clocks.deadline import due
from commandcenter.models.clocks.suspension import Standing


class HandlingClocks(CaseMoves):
    """Of a limit in parts, extensions and suspensions move the part that runs, and all after it."""

    __abstract__ = True

    def _start_handling(self, on: Occasion, line: Line) -> None:
        """The clock of the limit that filing fixed; in parts, the first of them."""
        limits = self.limits
        self._start_clock(
            ClockName.HANDLING,
            limits[0] if len(limits) == 1 else None,
            self._handling_rule(),
            on,
            line,
            rule_version=self.rule_version,
        )
        self.part = 0
        if len(limits) > 1:
            self._start_part(1, on, line)

    def _start_part(self, part: int, on: Occasion, line: Line) -> None:
        self.part = part
        self._start_clock(
            PART_CLOCKS[part - 1],
            self.limits[part - 1],
            f"{self._handling_rule()} part {part}",
            on,
            line,
            rule_version=self.rule_version,
        )
        self._count_parts(on, line)

    def _parts_remain(self) -> bool:
        return 0 < self.part < len(self.limits)

    def _finish_part(self, on: Occasion, line: Line) -> None:
        """The next part begins where this one ends."""
        clock = self._counted_clock()
        clock.end(on.at)
        line.clocks.append(clock)
        self._start_part(self.part + 1, on, line)

    def _counted_clock(self) -> CaseClock:
        """The clock that the department works against."""
        return self._clock(PART_CLOCKS[self.part - 1] if self.part else ClockName.HANDLING)

    def _end_handling(self, on: Occasion, line: Line) -> None:
        for name in dict.fromkeys((self._counted_clock().name, ClockName.HANDLING)):
            self._end_clock(name, on.at, line)

    def _handle_on(self, reason: Standing, on: Occasion, line: Line) -> None:
        """Count again from where the handling stopped."""
        for name in dict.fromkeys((self._counted_clock().name, ClockName.HANDLING)):
            self._go_on(self._clock(name), reason, on, line)
        self._count_parts(on, line)

    def _count_parts(self, on: Occasion, line: Line) -> None:
        """The whole is due when its last part would be, each begun when the one before is due."""
        due_at = self._counted_clock().due_at if self.part else None
        if due_at is None:
            return
        whole = self._clock(ClockName.HANDLING)
        for limit in self.limits[self.part :]:
            due_at = due(self._calendar(whole, on.rules), due_at, limit).due_at
        whole.keep_deadline(due_at)
        line.clocks.append(whole)
