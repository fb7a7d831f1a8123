"""The working calendar of a pack: its section in city.toml with the exceptions of calendar.csv."""

from collections.abc import Collection
from datetime import date
from typing import Any

from commandcenter.errors import CommandCenterError
from commandcenter.models.clocks.calendar_rules import CalendarRules, DayKind
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.packs.files.csv_table import LONGEST_NAME, Row, read_table
from commandcenter.packs.files.faults import Faults
from commandcenter.packs.files.pack_files import PackFiles
from commandcenter.packs.files.toml_section import Section

KEYS = ("policy", "hours_a_day", "public_holidays", "seasons", "departments")
KEYS_OF_A_DEPARTMENT = ("seasons", "hours_a_day", "keeps_holidays")
COLUMNS = ("date", "type", "name", "source")


def read_calendar(files: PackFiles, section: Section, zone: str, faults: Faults) -> CalendarRules:
    """The rules, tried out in a calendar; empty ones, with the reason noted, when that fails."""
    section.only(*KEYS)
    rows = read_table(files, "calendar.csv", COLUMNS, faults)
    overrides = [override for row in rows if (override := _override(row))]
    hours = section.number("hours_a_day", most=24)
    own = {"zone": zone, "version": 1, "hours_a_day": hours, "overrides": overrides}
    document = {**section.values, **own, "departments": _departments(section)}
    try:
        rules = CalendarRules.from_document(document)
        WorkingCalendar(rules)
    except CommandCenterError as reason:
        section.faults.adopt(section.file, section.lines.of_key(section.path), reason)
        return CalendarRules(zone, seasons=())
    return rules


def check_calendar(section: Section, calendar: CalendarRules, departments: Collection[str]) -> None:
    """Departments with their own hours must be in this pack."""
    for code in calendar.departments:
        if code not in departments:
            section.section("departments").fault(code, "pack-department-unknown", code=code[:40])


def _departments(section: Section) -> dict[str, dict[str, Any]]:
    listed = section.section_if_any("departments")
    return {code: _department(listed.section(code)) for code in listed}


def _department(section: Section) -> dict[str, Any]:
    section.only(*KEYS_OF_A_DEPARTMENT)
    if "hours_a_day" not in section:
        return section.values
    return {**section.values, "hours_a_day": section.number("hours_a_day", most=24)}


def _override(row: Row) -> dict[str, Any] | None:
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
