"""A working calendar as data: what a pack writes, a database keeps and an administrator edits."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from fractions import Fraction

from commandcenter.models.clocks.document_reader import DocumentReader

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class WorkingDayPolicy(StrEnum):
    """What N working days mean. An amount that is not whole is always counted in slots."""

    HOURS_IN_SLOTS = "hours_in_slots"  # N times the daily hours, counted in slots
    SAME_CLOCK_TIME = "same_clock_time"  # the same clock time on the Nth next working day
    END_OF_DAY = "end_of_day"  # the close of the Nth next working day


class DayKind(StrEnum):
    WORKDAY = "workday"
    HOLIDAY = "holiday"


@dataclass(frozen=True)
class DayOverride:
    """One entry of the editable table, which takes precedence over public holidays and the weekly
    pattern."""

    day: date
    kind: DayKind
    name: str
    source: str


@dataclass(frozen=True, order=True)
class Slot:
    """A stretch of working hours in local time; an end of 00:00 is midnight at the day's end."""

    start: time
    end: time

    @property
    def start_seconds(self) -> int:
        return _seconds(self.start)

    @property
    def end_seconds(self) -> int:
        return _seconds(self.end) or 86_400

    def __str__(self) -> str:
        return f"{_clock_text(self.start)}–{_clock_text(self.end, closing=True)}"


@dataclass(frozen=True)
class Season:
    """A weekly pattern from one day of the year to another, both included; may wrap the new year.

    `slots` holds the weekdays that normally work (0 = Monday).
    """

    first: tuple[int, int]
    last: tuple[int, int]
    slots: Mapping[int, tuple[Slot, ...]] = field(hash=False)

    def holds(self, month_day: tuple[int, int]) -> bool:
        if self.first <= self.last:
            return self.first <= month_day <= self.last
        return month_day >= self.first or month_day <= self.last

    def __str__(self) -> str:
        return "{:02}-{:02} – {:02}-{:02}".format(*self.first, *self.last)


@dataclass(frozen=True)
class DepartmentHours:
    """What a department has of its own; all else is the city's.

    One that does not keep holidays works by its weekly pattern alone, whatever the override table
    says: that table corrects the public holidays.
    """

    seasons: tuple[Season, ...]
    hours_a_day: Fraction
    keeps_holidays: bool = True


@dataclass(frozen=True)
class CalendarRules:
    """Everything that decides which hours count; equal rules give equal results."""

    zone: str
    seasons: tuple[Season, ...]
    overrides: tuple[DayOverride, ...] = ()
    public_holidays: str = "none"
    policy: WorkingDayPolicy = WorkingDayPolicy.HOURS_IN_SLOTS
    hours_a_day: Fraction = Fraction(8)
    version: int = 1
    departments: Mapping[str, DepartmentHours] = field(default_factory=dict, hash=False)

    def of_department(self, code: str) -> "CalendarRules":
        """The rules that a department works by: its own hours, or the city's."""
        own = self.departments.get(code)
        if own is None:
            return self
        rules = replace(self, seasons=own.seasons, hours_a_day=own.hours_a_day, departments={})
        return rules if own.keeps_holidays else replace(rules, public_holidays="none", overrides=())

    def to_document(self) -> dict[str, object]:
        """The rules as JSON can hold them."""
        document: dict[str, object] = {
            "version": self.version,
            "zone": self.zone,
            "policy": self.policy.value,
            "hours_a_day": str(self.hours_a_day),
            "public_holidays": self.public_holidays,
            "seasons": [_season_document(season) for season in self.seasons],
            "overrides": [
                {
                    "day": override.day.isoformat(),
                    "kind": override.kind.value,
                    "name": override.name,
                    "source": override.source,
                }
                for override in self.overrides
            ],
        }
        if self.departments:
            document["departments"] = {
                code: _department_document(own) for code, own in sorted(self.departments.items())
            }
        return document

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> "CalendarRules":
        """Read what `to_document` wrote, or a pack in that form; refuse a fault with its place."""
        read = DocumentReader(document, "calendar")
        hours_a_day = read.number("hours_a_day")
        return cls(
            zone=read.text("zone"),
            seasons=_seasons(read),
            overrides=tuple(_override(entry) for entry in read.entries("overrides")),
            public_holidays=read.text("public_holidays"),
            policy=WorkingDayPolicy(read.one_of("policy", WorkingDayPolicy)),
            hours_a_day=hours_a_day,
            version=read.integer("version"),
            departments=_departments(read, hours_a_day),
        )


def _departments(read: DocumentReader, hours_a_day: Fraction) -> dict[str, DepartmentHours]:
    if "departments" not in read.names():
        return {}
    table = read.table("departments")
    return {code: _department(table.table(code), hours_a_day) for code in table.names()}


def _department(entry: DocumentReader, hours_a_day: Fraction) -> DepartmentHours:
    entry.only("seasons", "hours_a_day", "keeps_holidays")
    written = entry.names()
    return DepartmentHours(
        seasons=_seasons(entry),
        hours_a_day=entry.number("hours_a_day") if "hours_a_day" in written else hours_a_day,
        keeps_holidays=entry.flag("keeps_holidays") if "keeps_holidays" in written else True,
    )


def _department_document(own: DepartmentHours) -> dict[str, object]:
    return {
        "hours_a_day": str(own.hours_a_day),
        "keeps_holidays": own.keeps_holidays,
        "seasons": [_season_document(season) for season in own.seasons],
    }


def _seasons(read: DocumentReader) -> tuple[Season, ...]:
    return tuple(_season(entry) for entry in read.entries("seasons"))


def _season(entry: DocumentReader) -> Season:
    entry.only("first", "last", "slots")
    table = entry.table("slots")
    unknown = [name for name in table.names() if name not in WEEKDAYS]
    if unknown:
        raise table.refusal(unknown[0], f"weekdays are {', '.join(WEEKDAYS)}")
    return Season(
        first=entry.month_day("first"),
        last=entry.month_day("last"),
        slots={
            weekday: _slots(table, name)
            for weekday, name in enumerate(WEEKDAYS)
            if name in table.names() and table.value(name)
        },
    )


def _slots(table: DocumentReader, weekday: str) -> tuple[Slot, ...]:
    try:
        return tuple(
            Slot(time.fromisoformat(str(start)), _closing_time(str(end)))
            for start, end in table.value(weekday)
        )
    except (TypeError, ValueError):
        problem = 'hours are written [["08:00", "12:00"], ["14:00", "18:00"]]'
        raise table.refusal(weekday, problem) from None


def _season_document(season: Season) -> dict[str, object]:
    return {
        "first": "{:02}-{:02}".format(*season.first),
        "last": "{:02}-{:02}".format(*season.last),
        "slots": {
            WEEKDAYS[weekday]: [
                [_clock_text(slot.start), _clock_text(slot.end, closing=True)] for slot in slots
            ]
            for weekday, slots in sorted(season.slots.items())
            if slots
        },
    }


def _override(entry: DocumentReader) -> DayOverride:
    return DayOverride(
        day=entry.day("day"),
        kind=DayKind(entry.one_of("kind", DayKind)),
        name=entry.text("name"),
        source=entry.text("source"),
    )


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _clock_text(moment: time, *, closing: bool = False) -> str:
    if closing and moment == time(0):
        return "24:00"
    return moment.isoformat("seconds") if moment.second else moment.isoformat("minutes")


def _closing_time(text: str) -> time:
    """`24:00` is the midnight that ends a day."""
    return time(0) if text == "24:00" else time.fromisoformat(text)
