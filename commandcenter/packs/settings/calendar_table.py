"""The working calendar of a pack: its section in city.toml with the exceptions of calendar.csv."""

from collections.abc import Collection
from datetime import date

from pydantic import TypeAdapter

from commandcenter.errors import CommandCenterError
from commandcenter.models.clocks.calendar_rules import CalendarRules, DayKind
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.packs.files.csv_table import LONGEST_NAME, Row, read_table
from commandcenter.packs.files.pack_files import PackFiles
from commandcenter.packs.settings.city_file import CalendarSection, CityFile
from commandcenter.packs.settings.reading import SettingsPlace

_CALENDAR = TypeAdapter(CalendarSection)
COLUMNS = ("date", "type", "name", "source")


def read_calendar(files: PackFiles, city: CityFile, place: SettingsPlace) -> CalendarRules:
    """The rules, tried out in a calendar; empty ones, with the reason noted, when that fails."""
    rows = read_table(files, "calendar.csv", COLUMNS, place.faults)
    overrides = [override for row in rows if (override := _override(row))]
    written = _CALENDAR.dump_python(city.calendar, exclude_none=True)
    own = {"zone": city.time_zone, "version": 1, "overrides": overrides}
    try:
        rules = CalendarRules.from_document({"departments": {}, **written, **own})
        WorkingCalendar(rules)
    except CommandCenterError as reason:
        place.adopt("calendar", reason)
        return CalendarRules(city.time_zone, seasons=())
    return rules


def check_calendar(
    calendar: CalendarRules, place: SettingsPlace, departments: Collection[str]
) -> None:
    """Departments with their own hours must be in this pack."""
    for code in calendar.departments:
        if code not in departments:
            setting = f"calendar.departments.{code}"
            place.fault(setting, "pack-department-unknown", code=code[:40])


def _override(row: Row) -> dict[str, object] | None:
    kind = row.choice("type", tuple(DayKind))
    name, source = (row.text(column, longest=LONGEST_NAME) for column in ("name", "source"))
    day = row.cells["date"]
    try:
        written = date.fromisoformat(day).isoformat()
    except ValueError:
        written = ""
    if written != day or not day:  # fromisoformat also takes 20270101
        row.fault("pack-date", date=day[:40])
        return None
    return {"day": day, "kind": kind, "name": name, "source": source}
