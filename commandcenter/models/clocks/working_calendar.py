"""Which hours of which days count towards a deadline."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from commandcenter.errors import InvalidInput
from commandcenter.models.clocks.calendar_check import check
from commandcenter.models.clocks.calendar_rules import (
    CalendarRules,
    DayKind,
    DayOverride,
    DepartmentHours,
    Season,
    Slot,
    WorkingDayPolicy,
)
from commandcenter.models.clocks.local_time import (
    DAY,
    HOUR,
    SECOND,
    instant_of,
    midnight,
    moment_of,
    wall_instant,
)
from commandcenter.models.clocks.public_holidays import (
    HolidaySource,
    PublicDay,
    knows_year,
    public_day,
    statutory_day,
)
from commandcenter.models.clocks.reason import Origin, Reason, ReasonId
from commandcenter.models.clocks.timeline import Stretch, Timeline

__all__ = [
    "CalendarRules",
    "DayKind",
    "DayOverride",
    "DepartmentHours",
    "Season",
    "Slot",
    "WorkingCalendar",
    "WorkingDayPolicy",
    "working_calendar",
]

_LONGEST_GAP_DAYS = 60
#: After 28 years the weekdays fall on the same days again; a short season can miss its weekday.
_CHECKED_YEARS = range(2026, 2054)
#: The law has given eleven or more free days a year; a table with fewer is not the year's schedule.
_HOLIDAYS_OF_A_SCHEDULE = 11
#: The month in which the State Council has set the next year's days.
_SCHEDULES_DUE = 11


class WorkingCalendar:
    """The working time of a city or a department; threads may share one."""

    def __init__(self, rules: CalendarRules, *, department: str = "") -> None:
        place = f"calendar.departments.{department}" if department else "calendar"
        check(rules, place)
        self.rules = rules
        self.department = department
        self.zone = ZoneInfo(rules.zone)
        self.day_length = rules.hours_a_day.numerator * HOUR // rules.hours_a_day.denominator
        self._holidays = HolidaySource(rules.public_holidays)
        self._overrides = {override.day: override for override in rules.overrides}
        self._seasons = _season_of_day(rules.seasons)
        self._covered = _covered_years(rules.overrides)
        self._refuse_without_working_time(place)
        self._departments = {
            code: WorkingCalendar(rules.of_department(code), department=code)
            for code in rules.departments
        }

    def of_department(self, code: str) -> "WorkingCalendar":
        """The calendar of a department: one of its own, or the city's."""
        return self._departments.get(code, self)

    @cached_property
    def hours(self) -> Timeline:
        """Working hours, slot by slot."""
        return Timeline(self._slots_of_year, self._begin_of_year)

    @cached_property
    def days(self) -> Timeline:
        """Working days, counted from local midnight to midnight."""
        return Timeline(self._days_of_year, self._begin_of_year)

    def counted_between(self, start: datetime, end: datetime) -> timedelta:
        """The working time between two times; negative if `end` is before the start."""
        passed = self.hours.passed(instant_of(end)) - self.hours.passed(instant_of(start))
        return timedelta(microseconds=passed)

    def add_working(self, start: datetime, worked: timedelta) -> datetime:
        """The first time at which this much working time has passed since `start`; negative amounts
        go back."""
        passed = self.hours.passed(instant_of(start)) + worked // timedelta(microseconds=1)
        return moment_of(self.hours.reached(passed))

    def is_working(self, moment: datetime) -> bool:
        return self.next_working_moment(moment) == moment

    def next_working_moment(self, moment: datetime) -> datetime:
        """The moment itself if it is in working time, otherwise the start of the next slot."""
        return moment_of(self.next_working_instant(instant_of(moment)))

    def next_working_instant(self, instant: int) -> int:
        return self.hours.resumed(self.hours.passed(instant))

    def slots_on(self, day: date) -> tuple[Slot, ...]:
        """The working hours of a day; none on a rest day or holiday."""
        return self._slots(day, self._set_apart(day, self._public_day(day)))

    def day_reason(self, day: date) -> Reason:
        """Why a day is a working day or not: weekly pattern, holiday or make-up day, with the
        source."""
        override = self._overrides.get(day)
        public = self._public_day(day)
        if override:
            kind = _day_reason_id(override.kind is DayKind.WORKDAY)
            origin = Origin.OVERRIDE_TABLE
            return Reason(kind, name=override.name, source=override.source, origin=origin)
        if public and public.provisional:
            return Reason(ReasonId.STATUTORY_DAY, public.name, public.source, origin=Origin.LAW)
        if public:
            kind, origin = _day_reason_id(public.working), Origin.HOLIDAY_TABLE
            return Reason(kind, name=public.name, source=public.source, origin=origin)
        worked = bool(self.slots_on(day))
        return self.pattern_reason(ReasonId.WORKING_DAY if worked else ReasonId.REST_DAY, day)

    def pattern_reason(self, reason_id: ReasonId, day: date) -> Reason:
        """A reason that comes from the weekly pattern: the year's, a season's or a department's."""
        season = str(self._seasons[day.month, day.day])
        if self.department:
            return Reason(reason_id, self.department, season, origin=Origin.DEPARTMENT)
        if len(self.rules.seasons) > 1:
            return Reason(reason_id, source=season, origin=Origin.SEASON)
        return Reason(reason_id)

    def missing_years(self, today: date) -> tuple[int, ...]:
        """The years whose schedule should be known by now: this one, from November on the next."""
        due = (today.year, today.year + 1) if today.month >= _SCHEDULES_DUE else (today.year,)
        return tuple(year for year in due if not self._covers(year))

    def unsure_years(self, start: int, end: int) -> tuple[int, ...]:
        """The local years between two instants whose holidays no table covers."""
        first = moment_of(start).astimezone(self.zone).year
        last = moment_of(end).astimezone(self.zone).year
        return tuple(year for year in range(first, last + 1) if not self._covers(year))

    def stretches_of_day(self, day: date) -> list[Stretch]:
        """The slots of a day as instants, in order; none empty, also when clocks change."""
        slots = self.slots_on(day)
        if not slots:
            return []
        begin, end = self.bounds_of_day(day)
        if end - begin == DAY:
            edges = [(slot.start_seconds, slot.end_seconds) for slot in slots]
            return [(begin + start * SECOND, begin + stop * SECOND) for start, stop in edges]
        wall = datetime.combine(day, time())
        changed = [
            (self._shown(wall, slot.start_seconds), self._shown(wall, slot.end_seconds))
            for slot in slots
        ]
        return [(start, stop) for start, stop in changed if start < stop]

    def bounds_of_day(self, day: date) -> Stretch:
        """When a local day begins and ends."""
        return midnight(day, self.zone), midnight(day + timedelta(days=1), self.zone)

    def close_from(self, instant: int) -> int:
        """The end of the working day that an instant is in, or of the next one if it has closed."""
        day = moment_of(instant).astimezone(self.zone).date()
        while not (stretches := self.stretches_of_day(day)) or stretches[-1][1] < instant:
            day += timedelta(days=1)
        return stretches[-1][1]

    def _shown(self, wall: datetime, seconds: int) -> int:
        return wall_instant(wall + timedelta(seconds=seconds), self.zone)

    def _slots(self, day: date, working: bool | None) -> tuple[Slot, ...]:
        week = self._seasons[day.month, day.day].slots
        if working is None:
            return week.get(day.weekday(), ())
        return (week.get(day.weekday()) or _ordinary_slots(week)) if working else ()

    def _set_apart(self, day: date, public: PublicDay | None) -> bool | None:
        """Whether a day is worked by override or public decision; None where the week decides."""
        override = self._overrides.get(day)
        if override:
            return override.kind is DayKind.WORKDAY
        return public.working if public else None

    def _public_day(self, day: date) -> PublicDay | None:
        """By the year's schedule; provisionally by the law alone while there is none."""
        if self._covers(day.year):
            return public_day(self._holidays, day)
        return statutory_day(self._holidays, day)

    def _covers(self, year: int) -> bool:
        return year in self._covered or knows_year(self._holidays, year)

    def _slots_of_year(self, year: int) -> list[Stretch]:
        return [stretch for day in _days_of(year) for stretch in self.stretches_of_day(day)]

    def _days_of_year(self, year: int) -> list[Stretch]:
        return [self.bounds_of_day(day) for day in _days_of(year) if self.slots_on(day)]

    def _begin_of_year(self, year: int) -> int:
        return midnight(date(year, 1, 1), self.zone)

    def _refuse_without_working_time(self, place: str) -> None:
        """Without the days that only the law sets: they are few, and finding them takes long."""
        years = [*_CHECKED_YEARS, *(day.year for day in self._overrides)]
        begin = date(min(years), 1, 1).toordinal() - _LONGEST_GAP_DAYS
        end = date(max(years) + 1, 1, 1).toordinal() + _LONGEST_GAP_DAYS
        worked = begin
        for day in range(begin, end + 1):
            if day == end or self._planned_slots(date.fromordinal(day)):
                if day - worked > _LONGEST_GAP_DAYS:
                    raise InvalidInput(
                        "calendar-without-working-time",
                        field="calendar",
                        place=place,
                        from_day=date.fromordinal(worked + 1),
                        days=_LONGEST_GAP_DAYS,
                    )
                worked = day

    def _planned_slots(self, day: date) -> tuple[Slot, ...]:
        return self._slots(day, self._set_apart(day, public_day(self._holidays, day)))


@lru_cache(maxsize=256)
def working_calendar(rules: CalendarRules) -> WorkingCalendar:
    """The calendar of these rules, built once in a process."""
    return WorkingCalendar(rules)


def _season_of_day(seasons: tuple[Season, ...]) -> dict[tuple[int, int], Season]:
    leap_year = (date(2000, 1, 1) + timedelta(days=day) for day in range(366))
    month_days = [(day.month, day.day) for day in leap_year]
    return {day: season for day in month_days for season in seasons if season.holds(day)}


def _ordinary_slots(week: Mapping[int, tuple[Slot, ...]]) -> tuple[Slot, ...]:
    """What a make-up day works: Monday's hours, or those of the first weekday that has any."""
    return next((week[weekday] for weekday in sorted(week) if week[weekday]), ())


def _covered_years(overrides: tuple[DayOverride, ...]) -> frozenset[int]:
    holidays = Counter(entry.day.year for entry in overrides if entry.kind is DayKind.HOLIDAY)
    return frozenset(year for year, days in holidays.items() if days >= _HOLIDAYS_OF_A_SCHEDULE)


def _day_reason_id(worked: bool) -> ReasonId:
    return ReasonId.MAKE_UP_DAY if worked else ReasonId.HOLIDAY


def _days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=day) for day in range((date(year + 1, 1, 1) - first).days)]
