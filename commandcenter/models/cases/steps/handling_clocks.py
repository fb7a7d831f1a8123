"""The clocks of the handling: one for a plain limit; for a limit in parts one per part, and one
over all of them."""

from collections.abc import Sequence

from commandcenter.models.cases.rules.clock_names import PART_CLOCKS, ClockName
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.case_columns import CaseColumns
from commandcenter.models.clocks.deadline import due
from commandcenter.models.clocks.suspension import PauseReason
from commandcenter.models.work.step_context import LogDraft, StepContext


class Handling:
    """The clocks that a department works against.

    Of a limit in parts, extensions and suspensions move the part that runs, and all after it.
    """

    def __init__(self, case: CaseColumns) -> None:
        self._case = case

    @property
    def rule(self) -> str:
        """The rule of these clocks: the condition under which the case was filed."""
        return f"condition {self._case.category}/{self._case.condition}"

    def start(
        self, on: StepContext, line: LogDraft, *, instead_of: Sequence[CaseClock] = ()
    ) -> None:
        """The clock of the limit that filing fixed; in parts, the first of them.

        `instead_of`: the clocks that it takes the place of, from their start on.
        """
        limits = self._case.limits
        self._case.start_clock(
            ClockName.HANDLING,
            limits[0] if len(limits) == 1 else None,
            self.rule,
            on,
            line,
            rule_version=self._case.rule_version,
            instead_of=instead_of,
        )
        self._case.part = 0
        if len(limits) > 1:
            self._start_part(1, on, line, instead_of=instead_of)

    def _start_part(
        self, part: int, on: StepContext, line: LogDraft, *, instead_of: Sequence[CaseClock] = ()
    ) -> None:
        self._case.part = part
        self._case.start_clock(
            PART_CLOCKS[part - 1],
            self._case.limits[part - 1],
            f"{self.rule} part {part}",
            on,
            line,
            rule_version=self._case.rule_version,
            instead_of=instead_of,
        )
        self.count_parts(on, line)

    def parts_remain(self) -> bool:
        return 0 < self._case.part < len(self._case.limits)

    def finish_part(self, on: StepContext, line: LogDraft) -> None:
        """Start the clock of the next part where this one ends."""
        clock = self.clock
        clock.end(on.at)
        line.clocks.append(clock)
        self._start_part(self._case.part + 1, on, line)

    @property
    def clock(self) -> CaseClock:
        """The clock that the department works against."""
        part = self._case.part
        name = PART_CLOCKS[part - 1] if part else ClockName.HANDLING
        clock: CaseClock = self._case.clocks.current(name)
        return clock

    @property
    def _clocks(self) -> list[CaseClock]:
        """The clocks that the department works against: several if the limit has parts."""
        names = PART_CLOCKS[: self._case.part] or (ClockName.HANDLING,)
        return [self._case.clocks.current(name) for name in names]

    def count_by_other_limit(self, parts_before: int, on: StepContext, line: LogDraft) -> None:
        """Apply a different limit from the beginning: with the same start, pauses and
        extensions."""
        if len(self._case.limits) != parts_before:
            formers = self._clocks
            self.end(on, line)
            self.start(on, line, instead_of=formers)
            return
        rule, version = self.rule, self._case.rule_version or on.rules.version
        clock, whole = self.clock, self._case.clocks.current(ClockName.HANDLING)
        clock.change_rule(
            self._case.limits[max(self._case.part, 1) - 1],
            f"{rule} part {self._case.part}" if self._case.part else rule,
            version,
            calendar=self._case.calendar_of(clock, on.rules),
        )
        line.clocks.append(clock)
        whole.rule, whole.rule_version = rule, version
        self.count_parts(on, line)

    def end(self, on: StepContext, line: LogDraft) -> None:
        for name in dict.fromkeys((self.clock.name, ClockName.HANDLING)):
            self._case.end_clock(name, on.at, line)

    def go_on(self, reason: PauseReason, on: StepContext, line: LogDraft) -> None:
        """Continue the clock from where the handling stopped."""
        for name in dict.fromkeys((self.clock.name, ClockName.HANDLING)):
            self._case.restart_clock(self._case.clocks.current(name), reason, on, line)
        self.count_parts(on, line)

    def count_parts(self, on: StepContext, line: LogDraft) -> None:
        """The clock over all parts is due when the last part would be, if each part began when the
        previous one is due."""
        due_at = self.clock.due_at if self._case.part else None
        if due_at is None:
            return
        whole = self._case.clocks.current(ClockName.HANDLING)
        for limit in self._case.limits[self._case.part :]:
            due_at = due(self._case.calendar_of(whole, on.rules), due_at, limit).due_at
        whole.keep_deadline(due_at)
        line.clocks.append(whole)
