"""Reads a city pack: completely, or refused with a list of all its faults."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from commandcenter.models.clocks.calendar_rules import CalendarRules
from commandcenter.packs.catalogue_checks import (
    check_categories,
    check_conditions,
    check_departments,
    check_once,
    check_patrols,
)
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.files.faults import Faults
from commandcenter.packs.files.pack_files import PackFiles
from commandcenter.packs.files.tables import (
    Placed,
    read_categories,
    read_conditions,
    read_departments,
    read_patrols,
    read_texts,
)
from commandcenter.packs.settings.calendar_table import check_calendar, read_calendar
from commandcenter.packs.settings.checks import check_closings, check_settings, street_offices_of
from commandcenter.packs.settings.city_file import CityFile
from commandcenter.packs.settings.reading import SETTINGS, read_city_file
from commandcenter.packs.territory import read_territory

Thing = TypeVar("Thing")


def read_pack(folder: Path) -> CityPack:
    """Read the pack in this folder. PackRefused, with one sentence per fault, if it has any."""
    faults = Faults()
    files = PackFiles(folder, faults)
    faults.refuse(files.folder_name)  # where there is no folder, no file need be named
    pack = _read(files, faults)
    faults.refuse(files.folder_name)
    return pack


def read_rules(folder: Path) -> tuple[CityFile, CalendarRules]:
    """Settings and calendar alone, for commands that need no territory: it may be broken still."""
    faults = Faults()
    files = PackFiles(folder, faults)
    faults.refuse(files.folder_name)
    settings, place = read_city_file(files.text(SETTINGS), faults)
    check_settings(settings, place)
    calendar = read_calendar(files, settings, place)
    faults.refuse(files.folder_name)
    return settings, calendar


def _read(files: PackFiles, faults: Faults) -> CityPack:
    """The pack as far as it can be read. Only without faults may it leave this module."""
    settings_text = files.text(SETTINGS)
    settings, place = read_city_file(settings_text, faults)
    check_settings(settings, place)
    ground = read_territory(files, settings, faults)
    departments = read_departments(files, faults)
    categories = read_categories(files, faults)
    conditions = read_conditions(files, faults)
    patrols = read_patrols(files, faults)
    texts = read_texts(files, faults)
    check_departments(departments)
    check_categories(categories, conditions)
    check_conditions(
        conditions,
        frozenset(it.code for it in _things(categories)),
        frozenset(it.code for it in _things(departments)),
    )
    check_patrols(patrols, {grid.code: grid.outline for grid in ground.grids})
    check_once(texts, lambda text: text.id, "pack-code-twice")
    check_closings(settings, place, _things(conditions))
    offices = street_offices_of(settings, place, _things(departments), ground.areas)
    calendar = read_calendar(files, settings, place)
    check_calendar(calendar, place, {it.code for it in _things(departments)})
    return CityPack(
        name=settings.name,
        code=settings.code,
        title=settings.title,
        time_zone=settings.time_zone,
        languages=settings.languages,
        levels=settings.levels,
        layers=settings.layers,
        areas=ground.areas,
        grids=ground.grids,
        roads=ground.roads,
        categories=_things(categories),
        conditions=_things(conditions),
        departments=_things(departments),
        patrols=_things(patrols),
        sources=settings.sources,
        posts=settings.all_posts(),
        stage_limits=settings.stage_limits,
        calendar=calendar,
        warning_marks=settings.warning_marks,
        kpi_targets=settings.kpi_targets,
        texts={text.id: text.text for text in _things(texts)},
        scenes=settings.wall_scenes,
        modules=settings.modules,
        transfer_cap=settings.transfer_cap,
        keep_originals=settings.keep_originals,
        lock_after_minutes=settings.lock_after_minutes,
        task_limits=settings.task_limits,
        closings=settings.closings,
        street_offices=offices,
        reasons=settings.reasons,
        tiers=settings.tiers,
        settings_text=settings_text or "",
        digest=files.digest(),
    )


def _things(placed: Iterable[Placed[Thing]]) -> tuple[Thing, ...]:
    return tuple(one.it for one in placed)
