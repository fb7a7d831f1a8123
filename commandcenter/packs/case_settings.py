"""The settings in city.toml about the life of a case; all have defaults."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from commandcenter.models.cases.rules.stage import Closing, Step
from commandcenter.models.city.rules import TASK_LIMITS, TRANSFER_CAP
from commandcenter.models.city.street_offices import StreetOffices
from commandcenter.models.clocks.time_limit import TimeLimit, parse_limit
from commandcenter.packs.content.pack import PackArea, PackCondition, PackDepartment, PackReason
from commandcenter.packs.files.toml_section import Section
from commandcenter.packs.reason_settings import read_reasons

KEYS = ("transfer_cap", "keep_originals", "task_limits", "closings", "street_offices", "reasons")
HIGHEST_CAP = 99
#: Whatever is done may be closed so, in every city.
_LIMITED_CLOSINGS = tuple(closing for closing in Closing if closing is not Closing.DONE)


@dataclass(frozen=True, slots=True)
class CaseSettings:
    """`closings`: which categories, or conditions (`CATEGORY/NUMBER`), a kind of closing fits;
    None where every kind fits all. `office_areas`: the area that an office looks after."""

    transfer_cap: int
    keep_originals: bool
    task_limits: Mapping[str, TimeLimit]
    closings: Mapping[str, tuple[str, ...]] | None
    office_areas: Mapping[str, str]
    reasons: Mapping[Step, tuple[PackReason, ...]]


def read_case_settings(city: Section) -> CaseSettings:
    """All of it may be missing; whether its codes are known is checked later."""
    offices = city.section_if_any("street_offices")
    return CaseSettings(
        transfer_cap=_transfer_cap(city),
        keep_originals="keep_originals" in city and city.flag("keep_originals"),
        task_limits=_task_limits(city.section_if_any("task_limits")),
        closings=_closings(city.section("closings")) if "closings" in city else None,
        office_areas={office: offices.text(office) for office in offices},
        reasons=read_reasons(city.section_if_any("reasons")),
    )


def check_closings(
    city: Section, settings: CaseSettings, conditions: Collection[PackCondition]
) -> None:
    """A kind of closing names categories and conditions of this pack."""
    known = {it.category for it in conditions} | {f"{it.category}/{it.number}" for it in conditions}
    for closing, codes in (settings.closings or {}).items():
        for code in codes:
            if code not in known:
                city.section("closings").fault(closing, "pack-closing-unknown", code=code[:60])


def read_street_offices(
    city: Section,
    settings: CaseSettings,
    departments: Collection[PackDepartment],
    areas: Collection[PackArea],
) -> StreetOffices:
    """The offices below the department that stands for them, each the only one in its area."""
    section = city.section_if_any("street_offices")
    parents = {department.code: department.parent for department in departments}
    known = {area.code for area in areas}
    offices: dict[str, dict[str, str]] = {}
    for office, area in settings.office_areas.items():
        parent = parents.get(office)
        if office not in parents:
            section.fault(office, "pack-department-unknown", code=office[:40])
        elif parent is None:
            section.fault(office, "pack-office-without-parent", code=office)
        elif area not in known:
            section.fault(office, "pack-office-area", area=area[:40])
        elif offices.setdefault(parent, {}).setdefault(area, office) != office:
            section.fault(office, "pack-office-twice", area=area, other=offices[parent][area])
    return StreetOffices(offices)


def _transfer_cap(city: Section) -> int:
    if "transfer_cap" not in city:
        return TRANSFER_CAP
    return city.whole("transfer_cap", least=1, most=HIGHEST_CAP)


def _task_limits(section: Section) -> dict[str, TimeLimit]:
    section.only(*TASK_LIMITS)
    limits = {task: section.parsed(task, parse_limit) for task in TASK_LIMITS if task in section}
    return {task: limit for task, limit in limits.items() if limit is not None}


def _closings(section: Section) -> dict[str, tuple[str, ...]]:
    section.only(*_LIMITED_CLOSINGS)
    return {closing: section.texts(closing) for closing in _LIMITED_CLOSINGS if closing in section}
