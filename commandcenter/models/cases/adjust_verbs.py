"""Counting a case anew under rules that changed after it was filed."""

from dataclasses import dataclass
from datetime import datetime

from commandcenter.models.cases.case_clock import STAGE_CLOCK, CaseClock, ClockName
from commandcenter.models.cases.handling_clocks import HandlingClocks
from commandcenter.models.cases.occasion import Line, Occasion
from commandcenter.models.cases.stage import Stage, Step
from commandcenter.models.city.rules import CityRules, ConditionRule
from commandcenter.models.clocks.staged_limit import stored_limits
from commandcenter.models.clocks.time_limit import TimeLimit

_LIMIT_AHEAD = frozenset({Stage.FILED, Stage.DISPATCHED, Stage.HANDLING, Stage.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One clock under the rules in force: when it was due, when it is now, and by which versions.

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


class AdjustVerbs(HandlingClocks):
    """Pauses, extensions and starts stay; clocks that have ended, or that others set, never move.

    A rule that was withdrawn, or that has another number of parts now, leaves the limit as it is.
    """

    __abstract__ = True

    def adjust(self, *, on: Occasion) -> tuple[Adjustment, ...]:
        """Every running clock by the rules in force; where all are, nothing is said, and empty."""
        stale = [clock for clock in self._running() if self._is_stale(clock, on.rules)]
        if not stale and not self._limit_changed(on.rules):
            return ()
        with self._written(Step.ADJUST, on.by, on.at) as line:
            self._adopt_limit(on.rules)
            before = [(c, c.due_at, c.rule_version, c.calendar_version) for c in stale]
            for clock in stale:
                self._adjust_clock(clock, on, line)
            if any(self._is_of_condition(clock) for clock in stale):
                self._count_parts(on, line)
            self._read_records()
            done = tuple(_adjustment(*one) for one in before)
            line.extra["adjusted"] = [one.document() for one in done]
        return done

    def _is_stale(self, clock: CaseClock, rules: CityRules) -> bool:
        ours = clock.limit is not None or self._spans_parts(clock)
        limit, _ = self._limit_now(clock, rules)
        return ours and (clock.calendar_version, clock.limit) != (rules.calendar_version, limit)

    def _adjust_clock(self, clock: CaseClock, on: Occasion, line: Line) -> None:
        limit, version = self._limit_now(clock, on.rules)
        clock.calendar_version = on.rules.calendar_version
        if limit is not None:
            calendar = self._calendar(clock, on.rules)
            clock.change_rule(limit, clock.rule, version, calendar=calendar)
        line.clocks.append(clock)

    def _limit_now(self, clock: CaseClock, rules: CityRules) -> tuple[TimeLimit | None, int]:
        """The limit of the clock's rule as it stands now, and since which version."""
        limit, version = clock.limit, clock.rule_version
        rule = self._rule_now(rules)
        if STAGE_CLOCK.get(self.stage) is clock.name and self.stage in rules.stage_limits:
            limit, version = rules.stage_limits[self.stage], rules.version
        elif rule and limit and self._is_of_condition(clock):
            limit, version = rule.limits[max(self.part, 1) - 1], rule.version
        return (limit, version) if limit != clock.limit else (limit, clock.rule_version)

    def _is_of_condition(self, clock: CaseClock) -> bool:
        rule = self._handling_rule()
        return clock.rule in (rule, f"{rule} part {self.part}")

    def _rule_now(self, rules: CityRules) -> ConditionRule | None:
        """The condition that it was filed under, if it can still be counted by it."""
        rule = rules.conditions.get((self.category or "", self.condition or 0))
        return rule if rule and len(rule.limits) == len(self.limits) else None

    def _spans_parts(self, clock: CaseClock) -> bool:
        return bool(self.part) and clock.name is ClockName.HANDLING

    def _limit_changed(self, rules: CityRules) -> bool:
        rule = self._rule_now(rules) if self.stage in _LIMIT_AHEAD else None
        return rule is not None and rule.limits != self.limits

    def _adopt_limit(self, rules: CityRules) -> None:
        rule = self._rule_now(rules)
        if rule and self._limit_changed(rules):
            self.limit_amount, self.limit_unit = stored_limits(rule.limits)
            self.rule_version = rule.version


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
