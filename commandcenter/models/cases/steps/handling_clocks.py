"""The clocks of the handling: one for a plain limit; one over all, and one a part, for parts."""

from collections.abc import Sequence
from datetime import datetime

from commandcenter.models.cases.rules.clock_names import PART_CLOCKS, ClockName
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.cases.steps.case_moves import CaseMoves
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.clocks.deadline import due
from commandcenter.models.clocks.suspension import PauseReason
from commandcenter.models.work.step_context import LogDraft, StepContext


class HandlingClocks(CaseMoves):
    """Of a limit in parts, extensions and suspensions move the part that runs, and all after it."""

    __abstract__ = True

    def due_if_dispatched(self, on: StepContext) -> datetime | None:
        """When a filed case would be due, were it sent now to the department that a meeting or its
        condition names; None in every other stage, and under a condition that is no longer."""
        rule = on.rules.conditions.get((self.category or "", self.condition or 0))
        if self.stage is not Stage.FILED or rule is None:
            return None
        department = self.decided_department or on.rules.routed_department(rule, self.area)
        calendar, at = on.rules.calendar.of_department(department), on.at
        for limit in self.limits:
            at = due(calendar, at, limit).due_at
        return at

    def _start_handling(
        self, on: StepContext, line: LogDraft, *, instead_of: Sequence[CaseClock] = ()
    ) -> None:
        """The clock of the limit that filing fixed; in parts, the first of them.

        `instead_of`: the clocks that it takes the place of, from their start on.
        """
        limits = self.limits
        self._start_clock(
            ClockName.HANDLING,
            limits[0] if len(limits) == 1 else None,
            self._handling_rule(),
            on,
            line,
            rule_version=self.rule_version,
            instead_of=instead_of,
        )
        self.part = 0
        if len(limits) > 1:
            self._start_part(1, on, line, instead_of=instead_of)

    def _start_part(
        self, part: int, on: StepContext, line: LogDraft, *, instead_of: Sequence[CaseClock] = ()
    ) -> None:
        self.part = part
        self._start_clock(
            PART_CLOCKS[part - 1],
            self.limits[part - 1],
            f"{self._handling_rule()} part {part}",
            on,
            line,
            rule_version=self.rule_version,
            instead_of=instead_of,
        )
        self._count_parts(on, line)

    def _parts_remain(self) -> bool:
        return 0 < self.part < len(self.limits)

    def _finish_part(self, on: StepContext, line: LogDraft) -> None:
        """The next part begins where this one ends."""
        clock = self._counted_clock()
        clock.end(on.at)
        line.clocks.append(clock)
        self._start_part(self.part + 1, on, line)

    def _counted_clock(self) -> CaseClock:
        """The clock that the department works against."""
        return self.clocks.current(PART_CLOCKS[self.part - 1] if self.part else ClockName.HANDLING)

    def _clocks_of_handling(self) -> list[CaseClock]:
        """What the department works against, part by part where the limit has parts."""
        names = PART_CLOCKS[: self.part] or (ClockName.HANDLING,)
        return [self.clocks.current(name) for name in names]

    def _count_by_other_limit(self, parts_before: int, on: StepContext, line: LogDraft) -> None:
        """The limit was another one all the time: the same start, pauses and extensions."""
        if len(self.limits) != parts_before:
            formers = self._clocks_of_handling()
            self._end_handling(on, line)
            self._start_handling(on, line, instead_of=formers)
            return
        rule, version = self._handling_rule(), self.rule_version or on.rules.version
        clock, whole = self._counted_clock(), self.clocks.current(ClockName.HANDLING)
        clock.change_rule(
            self.limits[max(self.part, 1) - 1],
            f"{rule} part {self.part}" if self.part else rule,
            version,
            calendar=self._calendar(clock, on.rules),
        )
        line.clocks.append(clock)
        whole.rule, whole.rule_version = rule, version
        self._count_parts(on, line)

    def _end_handling(self, on: StepContext, line: LogDraft) -> None:
        for name in dict.fromkeys((self._counted_clock().name, ClockName.HANDLING)):
            self._end_clock(name, on.at, line)

    def _handle_on(self, reason: PauseReason, on: StepContext, line: LogDraft) -> None:
        """Count again from where the handling stopped."""
        for name in dict.fromkeys((self._counted_clock().name, ClockName.HANDLING)):
            self._go_on(self.clocks.current(name), reason, on, line)
        self._count_parts(on, line)

    def _count_parts(self, on: StepContext, line: LogDraft) -> None:
        """The whole is due when its last part would be, each begun when the one before is due."""
        due_at = self._counted_clock().due_at if self.part else None
        if due_at is None:
            return
        whole = self.clocks.current(ClockName.HANDLING)
        for limit in self.limits[self.part :]:
            due_at = due(self._calendar(whole, on.rules), due_at, limit).due_at
        whole.keep_deadline(due_at)
        line.clocks.append(whole)
