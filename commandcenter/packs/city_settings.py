"""Reads city.toml, section by section."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.datum import Datum
from commandcenter.models.city.posts import Axis, Post, Posts
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.models.clocks.time_limit import TimeLimit, parse_limit
from commandcenter.packs import case_settings
from commandcenter.packs.case_settings import CaseSettings, read_case_settings
from commandcenter.packs.content.pack import (
    AreaLevel,
    CodeSegment,
    GridLayer,
    PackSource,
    WallScene,
)
from commandcenter.packs.files.toml_section import IDENTIFIER, Section
from commandcenter.words import LANGUAGES, Name

#: What a city may switch on. Cases are the kernel; the windows of the others come later.
MODULES = (
    "cases",
    "field",
    "residents",
    "messages",
    "registry",
    "outreach",
    "counter",
    "tiers",
    "city",
)
#: The axes that a post can be on; the system's is the program's own.
_AXES_OF_POSTS = tuple(axis for axis in Axis if axis is not Axis.SYSTEM)

#: The stages that have a clock of their own; the limit of handling comes from the filing condition.
LIMITED_STAGES = (
    Stage.REPORTED,
    Stage.CONFIRMING,
    Stage.ACCEPTED,
    Stage.FILED,
    Stage.DISPATCHED,
    Stage.FINISHED,
    Stage.INSPECTING,
    Stage.INSPECTED,
)
WIDEST_CODE = 20
LONGEST_SCENE = 3600
LARGEST_TARGET = 1_000_000
LAST_MARK = 10  # times the limit
_DISTRICT = re.compile(r"[0-9]{6}")

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class CitySettings:
    """city.toml without its calendar, which is read together with calendar.csv."""

    name: str
    code: str
    title: Name
    time_zone: str
    languages: tuple[str, ...]
    levels: tuple[AreaLevel, ...]
    layers: tuple[GridLayer, ...]
    sources: tuple[PackSource, ...]
    posts: Posts
    stage_limits: Mapping[Stage, TimeLimit]
    warning_marks: tuple[float, ...]
    kpi_targets: Mapping[str, float]
    scenes: tuple[WallScene, ...]
    modules: tuple[str, ...]
    cases: CaseSettings


#: What every pack says; the settings of cases may be missing.
KEYS = (
    "name",
    "code",
    "title",
    "time_zone",
    "languages",
    "levels",
    "layers",
    "sources",
    "posts",
    "stage_limits",
    "calendar",
    "warning_marks",
    "kpi_targets",
    "wall_scenes",
    "modules",
    "merged_centre",
)


def read_city(city: Section) -> CitySettings:
    """Everything that stands in city.toml itself; what contradicts other files is checked later."""
    city.only(*KEYS, *case_settings.KEYS)
    return CitySettings(
        name=city.identifier("name"),
        code=_district(city),
        title=city.name("title"),
        time_zone=_time_zone(city),
        languages=_chosen(city, "languages", LANGUAGES),
        levels=tuple(_level(section) for section in city.sections("levels")),
        layers=tuple(_layer(section) for section in city.sections("layers")),
        sources=tuple(_source(section) for section in city.sections("sources")),
        posts=Posts(
            tuple(_post(section) for section in city.sections("posts")),
            city.flag("merged_centre"),
        ),
        stage_limits=_stage_limits(city.section("stage_limits")),
        warning_marks=_warning_marks(city),
        kpi_targets=_kpi_targets(city.section("kpi_targets")),
        scenes=tuple(_scene(section) for section in city.sections("wall_scenes")),
        modules=_chosen(city, "modules", MODULES),
        cases=read_case_settings(city),
    )


def _district(city: Section) -> str:
    code = city.text("code")
    if code and not _DISTRICT.fullmatch(code):
        city.fault("code", "pack-district-code", code=code[:60])
    return code


def _time_zone(city: Section) -> str:
    zone = city.text("time_zone") or "UTC"
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
        city.fault("time_zone", "pack-time-zone", zone=zone[:60])
        return "UTC"
    return zone


def _chosen(city: Section, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    words = city.texts(key)
    if key in city.values and (not words or set(words) - set(known)):
        city.fault(key, "pack-setting-choice", known=", ".join(known))
    return words


def _word(section: Section, key: str, kind: type[Word], word: str) -> Word | None:
    if word in set(kind):
        return kind(word)
    if key in section:  # else that was noted when it was read
        section.fault(key, "pack-setting-choice", known=", ".join(kind))
    return None


def _level(section: Section) -> AreaLevel:
    section.only("id", "name", "width")
    return AreaLevel(
        id=section.identifier("id"),
        name=section.name("name"),
        width=section.whole("width", least=1, most=WIDEST_CODE),
    )


def _layer(section: Section) -> GridLayer:
    section.only("id", "name", "carries_cases", "segments")
    return GridLayer(
        id=section.identifier("id"),
        name=section.name("name"),
        segments=tuple(_segment(part) for part in section.sections("segments")),
        carries_cases=section.flag("carries_cases"),
    )


def _segment(section: Section) -> CodeSegment:
    section.only("name", "width")
    return CodeSegment(
        name=section.identifier("name"), width=section.whole("width", least=1, most=WIDEST_CODE)
    )


def _source(section: Section) -> PackSource:
    section.only("id", "kind", "name", "open_to_residents", "datum")
    return PackSource(
        id=section.identifier("id"),
        kind=_word(section, "kind", SourceKind, section.text("kind")) or SourceKind.PUBLIC,
        name=section.name("name"),
        open_to_residents=section.flag("open_to_residents"),
        datum=read_datum(section),
    )


def read_datum(section: Section) -> Datum:
    """What points are measured from: WGS-84 unless the section says otherwise."""
    if "datum" not in section.values:
        return Datum.WGS84
    return _word(section, "datum", Datum, section.text("datum")) or Datum.WGS84


def _post(section: Section) -> Post:
    section.only("id", "name", "axis", "steps")
    steps = [_word(section, "steps", Step, word) for word in section.texts("steps")]
    return Post(
        id=section.identifier("id"),
        name=section.name("name"),
        axis=_axis(section),
        steps=frozenset(step for step in steps if step),
    )


def _axis(section: Section) -> Axis | None:
    if isinstance(section.values.get("axis"), list):
        section.fault("axis", "pack-post-two-axes", id=str(section.values.get("id"))[:60])
        return None
    word = section.text("axis")
    if "axis" not in section or word in _AXES_OF_POSTS:
        return Axis(word) if word else None
    section.fault("axis", "pack-setting-choice", known=", ".join(_AXES_OF_POSTS))
    return None


def _stage_limits(section: Section) -> dict[Stage, TimeLimit]:
    limits: dict[Stage, TimeLimit] = {}
    for key in section:
        if key not in LIMITED_STAGES:
            section.fault(key, "pack-setting-unknown", known=", ".join(LIMITED_STAGES))
        elif (limit := section.parsed(key, parse_limit)) is not None:
            limits[Stage(key)] = limit
    return limits


def _warning_marks(city: Section) -> tuple[float, ...]:
    marks = city.numbers("warning_marks")
    if not all(0 < mark <= LAST_MARK for mark in marks) or list(marks) != sorted(set(marks)):
        city.fault("warning_marks", "pack-warning-marks")
    return marks


def _kpi_targets(section: Section) -> dict[str, float]:
    for key in section:
        if not IDENTIFIER.fullmatch(key):
            section.fault(key, "pack-id-malformed", id=key[:60])
    return {key: section.number(key, most=LARGEST_TARGET) for key in section}


def _scene(section: Section) -> WallScene:
    section.only("id", "name", "seconds")
    return WallScene(
        id=section.identifier("id"),
        name=section.name("name"),
        seconds=section.whole("seconds", least=0, most=LONGEST_SCENE),
    )
