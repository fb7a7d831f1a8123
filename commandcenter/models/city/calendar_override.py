"""The centre's own table of holidays and make-up days, which takes precedence over the pack's
calendar."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from operator import attrgetter

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base, Word
from commandcenter.models.clocks.calendar_rules import CalendarRules, DayKind, DayOverride


class CalendarOverride(Base):
    """One line of the table. What it did to the calendar stands in the calendar's versions."""

    __tablename__ = "calendar_overrides"

    centre: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(Word(DayKind))
    name: Mapped[str]
    source: Mapped[str]

    def value(self) -> DayOverride:
        return DayOverride(self.day, self.kind, self.name, self.source)


def overridden(rules: CalendarRules, own: Iterable[DayOverride]) -> CalendarRules:
    """The pack's calendar with the centre's own days in place of the pack's."""
    days = list(own)
    set_here = {day.day for day in days}
    days += (day for day in rules.overrides if day.day not in set_here)
    return replace(rules, overrides=tuple(sorted(days, key=attrgetter("day"))))
