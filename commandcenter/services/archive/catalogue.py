"""Finds the categories and departments of a file in the city's catalogue, or adds them to it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commandcenter.database.this_centre import home_row
from commandcenter.errors import InvalidInput
from commandcenter.models.city.centre import THIS_CENTRE, Centre, PackVersion
from commandcenter.models.city.content import Category, Department, FilingCondition
from commandcenter.models.city.rules import CityRules
from commandcenter.services.archive.foreign_cases import ForeignCase
from commandcenter.services.archive.mapping import ImportMapping, NewCategories

_NOT_IN_CODES = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_CODE = 40
_FIRST_PLACE = 1


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Codes by every name of an entry: its code, its Chinese and its English name."""

    categories: Mapping[str, str]
    departments: Mapping[str, str]

    def in_codes(self, case: ForeignCase, rules: CityRules) -> ForeignCase:
        """The case with the city's codes. InvalidInput for a code that the city does not have."""
        source = case.report.source
        if source not in rules.sources:
            raise InvalidInput("source-unknown", field="source", source=source)
        category = self._code(self.categories, "category", case.category)
        department = self._code(self.departments, "department", case.department)
        report = replace(case.report, category=category or None)
        report = report.in_wgs84(of_source=rules.datum_of(source))
        return replace(case, report=report, category=category, department=department)

    @staticmethod
    def _code(codes: Mapping[str, str], name: str, called: str) -> str:
        if called and called not in codes:
            raise InvalidInput(f"import-{name}-unknown", field=name, **{name: called})
        return codes[called] if called else ""


@dataclass(slots=True)
class Missing:
    """Categories and departments that are in the file but not in the city, in the order of the
    file."""

    departments: list[str] = field(default_factory=list)
    #: Kinds, each with the department of the first row of its kind.
    categories: dict[str, str] = field(default_factory=dict)


def read_catalogue(session: Session) -> Catalogue:
    """The catalogue in force; where a name occurs twice, the newest entry wins."""
    return Catalogue(_codes(session, Category), _codes(session, Department))


def missing_in(
    cases: Iterable[ForeignCase], catalogue: Catalogue, mapping: ImportMapping
) -> Missing:
    """The missing entries of these cases that the mapping allows to create."""
    missing = Missing()
    departments = dict.fromkeys(catalogue.departments)
    for case in cases:
        if mapping.new_departments and case.department and case.department not in departments:
            departments[case.department] = None
            missing.departments.append(case.department)
        is_new = case.category and case.category not in catalogue.categories
        if mapping.new_categories and is_new:
            missing.categories.setdefault(case.category, case.department)
    return missing


def add_missing(
    session: Session, missing: Missing, mapping: ImportMapping, *, now: datetime
) -> None:
    """Add the missing entries as a new version of the city's content, which all processes then
    load."""
    if not missing.departments and not missing.categories:
        return
    centre = home_row(session)
    version = _next_version(session, centre, now)
    departments = dict(_codes(session, Department))
    for called in missing.departments:
        code = _department_code(called, set(departments.values()))
        departments[called] = code
        session.add(
            Department(
                centre=centre.code,
                code=code,
                version=version,
                name_zh=called,
                name_en=called,
                parent=None,
            )
        )
    if mapping.new_categories:
        first = _first_free(session, mapping.new_categories)
        for nth, (called, department) in enumerate(missing.categories.items(), start=first):
            code = mapping.new_categories.code(nth)
            session.add(_category(centre.code, version, code, called, mapping.new_categories))
            if department in departments:
                filed_by = departments[department]
                session.add(
                    _condition(centre.code, version, code, filed_by, mapping.new_categories)
                )


def _codes(session: Session, table: type[Category] | type[Department]) -> dict[str, str]:
    rows = session.execute(
        select(table.code, table.name_zh, table.name_en)
        .where(table.centre == THIS_CENTRE, table.until.is_(None))
        .order_by(table.code.desc())  # of two of one name, the lower code counts
    ).all()
    names = {name: code for code, zh, en in rows for name in (zh, en)}
    return names | {code: code for code, _, _ in rows}


def _next_version(session: Session, centre: Centre, now: datetime) -> int:
    """The version to be added: the same pack, with more content."""
    latest = session.scalars(
        select(PackVersion)
        .where(PackVersion.centre == centre.code)
        .order_by(PackVersion.version.desc())
        .limit(1)
    ).one()
    version = latest.version + 1
    session.add(
        PackVersion(
            centre=centre.code,
            version=version,
            installed_at=now,
            digest=latest.digest,
            settings=latest.settings,
        )
    )
    centre.pack_version = version
    return version


def _department_code(called: str, taken: set[str]) -> str:
    """The name in the file, if it can be a code."""
    code = _NOT_IN_CODES.sub("-", called).lstrip("-._")[:_LONGEST_CODE] or "department"
    nth, found = 2, code
    while found in taken:
        found, nth = f"{code[: _LONGEST_CODE - 6]}-{nth}", nth + 1
    return found


def _first_free(session: Session, new: NewCategories) -> int:
    """The code after the last one that was ever created: no code is used twice."""
    last = session.scalar(
        select(func.max(Category.code)).where(
            Category.centre == THIS_CENTRE, Category.code.startswith(new.class_code)
        )
    )
    return int(last[len(new.class_code) :]) + 1 if last else _FIRST_PLACE


def _category(centre: str, version: int, code: str, called: str, new: NewCategories) -> Category:
    return Category(
        centre=centre,
        code=code,
        version=version,
        kind=new.kind,
        class_code=new.class_code,
        class_zh=new.class_name.zh,
        class_en=new.class_name.en,
        name_zh=called,
        name_en=called,
    )


def _condition(
    centre: str, version: int, code: str, department: str, new: NewCategories
) -> FilingCondition:
    return FilingCondition(
        centre=centre,
        category=code,
        number=1,
        version=version,
        text_zh=new.text.zh,
        text_en=new.text.en,
        amount=str(new.limit.amount),
        unit=str(new.limit.unit),
        closing_zh=new.closing.zh,
        closing_en=new.closing.en,
        department=department,
        reopen="new_limit",
    )
