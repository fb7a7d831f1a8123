"""Recalculates a case under rules that changed after it was filed."""

from dataclasses import dataclass
from datetime import datetime

from commandcenter.models.cases.rules.clock_names import STAGE_CLOCK, ClockName
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.cases.steps.case_moves import CaseMoves
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.city.rules import CityRules, ConditionRule
from commandcenter.models.clocks.staged_limit import stored_limits
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.work.step_context import LogDraft, StepContext

#: The case has not been inspected or closed yet, so rework may follow.
_MAY_COME_BACK = frozenset({Stage.FINISHED, Stage.INSPECTING, Stage.INSPECTED})
_LIMIT_AHEAD = frozenset({Stage.FILED, Stage.DISPATCHED, Stage.HANDLING, Stage.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Adjustment:
    """The change of one clock under the rules in force: old and new deadline, and the rule
    versions.

    Versions are (before, after).
    """

    clock: ClockName
    ordinal: int
    rule: str
    due_before: datetime | None
    due_after: datetime | None
    rule_versions: tuple[int, int]
    calendar_versions: tuple[int, int]

    def document(self) -> dict[str, object]:
        """What history says of it beside the clock itself."""
        return {
            "clock": str(self.clock),
            "ordinal": self.ordinal,
            "rule_versions": list(self.rule_versions),
            "calendar_versions": list(self.calendar_versions),
        }


class AdjustVerbs(CaseMoves):
    """Pauses, extensions and starts stay; clocks that others set never move.

    Of those that have ended only the handling's may, by another calendar, while the case can still
    come back to its department. A rule that was withdrawn, or that has another number of parts now,
    leaves the limit as it is.
    """

    __abstract__ = True

    def adjust(self, *, on: StepContext) -> tuple[Adjustment, ...]:
        """Recalculate all relevant clocks by the rules in force. If nothing changes, the result is
        empty and nothing is logged."""
        rule = self._rule_now(on.rules)
        now = [(clock, self._limit_now(clock, rule, on.rules)) for clock in self._counting()]
        stale = [one for one in now if self._is_stale(*one, on.rules)]
        new_limit = rule is not None and rule.limits != self.limits and self.stage in _LIMIT_AHEAD
        if not stale and not new_limit:
            return ()
        with self._written(Step.ADJUST, on.by, on.at) as line:
            if rule and new_limit:
                self.limit_amount, self.limit_unit = stored_limits(rule.limits)
                self.rule_version = rule.version
            before = [(c, c.due_at, c.rule_version, c.calendar_version) for c, _ in stale]
            for clock, limit in stale:
                self._adjust_clock(clock, limit, on, line)
            if any(self._is_of_condition(clock) for clock, _ in stale):
                self.handling.count_parts(on, line)
            self._read_records()
            done = tuple(_adjustment(*one) for one in before)
            line.extra["adjusted"] = [one.document() for one in done]
        return done

    def _counting(self) -> list[CaseClock]:
        running = self.clocks.running()
        if self.stage not in _MAY_COME_BACK:
            return running
        stopped = dict.fromkeys((self.handling.clock.name, ClockName.HANDLING))
        return [*running, *map(self.clocks.current, stopped)]

    def _rule_now(self, rules: CityRules) -> ConditionRule | None:
        """The condition of the case, if its limit still has the same number of parts."""
        rule = rules.conditions.get((self.category or "", self.condition or 0))
        return rule if rule and len(rule.limits) == len(self.limits) else None

    def _limit_now(
        self, clock: CaseClock, rule: ConditionRule | None, rules: CityRules
    ) -> tuple[TimeLimit | None, int]:
        """The limit of the clock's rule as it stands now, and since which version."""
        limit, version = clock.limit, clock.rule_version
        if clock.ended_at is not None:
            return limit, version
        if rule and limit is None and self._is_of_condition(clock) and rule.limits != self.limits:
            return None, rule.version  # the clock over all parts
        if STAGE_CLOCK.get(self.stage) is clock.name and self.stage in rules.stage_limits:
            limit, version = rules.stage_limits[self.stage], rules.version
        elif clock.name is ClockName.TIER and (tier := rules.tiers.limit_of(self.holder)):
            limit, version = tier.limit, rules.version
        elif rule and limit and self._is_of_condition(clock):
            limit, version = rule.limits[max(self.part, 1) - 1], rule.version
        return (limit, version) if limit != clock.limit else (limit, clock.rule_version)

    def _is_stale(
        self, clock: CaseClock, limit: tuple[TimeLimit | None, int], rules: CityRules
    ) -> bool:
        spans_parts = bool(self.part) and clock.name is ClockName.HANDLING
        ours = clock.limit is not None or spans_parts
        older = clock.calendar_version != rules.calendar_version
        return ours and (older or limit != (clock.limit, clock.rule_version))

    def _adjust_clock(
        self, clock: CaseClock, limit: tuple[TimeLimit | None, int], on: StepContext, line: LogDraft
    ) -> None:
        clock.calendar_version = on.rules.calendar_version
        amount, version = limit
        clock.rule_version = version
        if amount is not None:
            calendar = self.calendar_of(clock, on.rules)
            clock.change_rule(amount, clock.rule, version, calendar=calendar)
        line.clocks.append(clock)

    def _is_of_condition(self, clock: CaseClock) -> bool:
        rule = self.handling.rule
        return clock.rule in (rule, f"{rule} part {self.part}")


def _adjustment(
    clock: CaseClock, due_before: datetime | None, rule_version: int, calendar_version: int
) -> Adjustment:
    return Adjustment(
        clock.name,
        clock.ordinal,
        clock.rule,
        due_before,
        clock.due_at,
        (rule_version, clock.rule_version),
        (calendar_version, clock.calendar_version),
    )
