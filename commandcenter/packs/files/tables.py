"""Reads the CSV files of a pack: categories, conditions, departments, patrol areas, phrases."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.rules import ReopenPolicy
from commandcenter.models.clocks.staged_limit import parse_limits
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.packs.content.pack import PackCategory, PackCondition, PackDepartment, PatrolArea
from commandcenter.packs.files.csv_table import Row, read_table
from commandcenter.packs.files.faults import Faults
from commandcenter.packs.files.pack_files import PackFiles
from commandcenter.words import Name

LONGEST_CONDITION = 300
_EMPTY_LIMIT = TimeLimit(Fraction(1), Unit.WORKING_DAYS)
_NUMBER = re.compile(r"[1-9][0-9]{0,2}")

Thing = TypeVar("Thing", covariant=True)


@dataclass(frozen=True, slots=True)
class Placed(Generic[Thing]):
    """A value and the row it was read from, which checks across files refer to."""

    row: Row
    it: Thing


@dataclass(frozen=True, slots=True)
class StockPhrase:
    """A phrase that users can insert with one key."""

    id: str
    text: Name


def read_categories(files: PackFiles, faults: Faults) -> tuple[Placed[PackCategory], ...]:
    columns = ("code", "kind", "class", "class_zh", "class_en", "name_zh", "name_en")
    rows = read_table(files, "categories.csv", columns, faults)
    return tuple(Placed(row, _category(row)) for row in rows)


def read_conditions(files: PackFiles, faults: Faults) -> tuple[Placed[PackCondition], ...]:
    columns = (
        *("category", "number", "text_zh", "text_en", "limit"),
        *("closing_zh", "closing_en", "department", "reopen"),
    )
    rows = read_table(files, "conditions.csv", columns, faults)
    return tuple(Placed(row, _condition(row)) for row in rows)


def read_departments(files: PackFiles, faults: Faults) -> tuple[Placed[PackDepartment], ...]:
    rows = read_table(files, "departments.csv", ("code", "name_zh", "name_en", "parent"), faults)
    return tuple(
        Placed(row, PackDepartment(row.code("code"), row.name("name"), row.optional_code("parent")))
        for row in rows
    )


def read_patrols(files: PackFiles, faults: Faults) -> tuple[Placed[PatrolArea], ...]:
    """`grids`: the codes of the unit grids with a space between."""
    rows = read_table(files, "patrols.csv", ("code", "name_zh", "name_en", "grids"), faults)
    return tuple(
        Placed(row, PatrolArea(row.code("code"), row.name("name"), tuple(row.words("grids"))))
        for row in rows
    )


def read_texts(files: PackFiles, faults: Faults) -> tuple[Placed[StockPhrase], ...]:
    rows = read_table(files, "texts.csv", ("id", "text_zh", "text_en"), faults)
    return tuple(
        Placed(row, StockPhrase(row.code("id"), row.name("text", longest=LONGEST_CONDITION)))
        for row in rows
    )


def _category(row: Row) -> PackCategory:
    kind = row.choice("kind", tuple(CategoryKind))
    return PackCategory(
        code=row.code("code"),
        kind=CategoryKind(kind),
        class_code=row.code("class"),
        class_name=row.name("class"),
        name=row.name("name"),
    )


def _condition(row: Row) -> PackCondition:
    return PackCondition(
        category=row.code("category"),
        number=_number(row),
        text=row.name("text", longest=LONGEST_CONDITION),
        limits=row.parsed("limit", parse_limits) or (_EMPTY_LIMIT,),
        closing=row.name("closing", longest=LONGEST_CONDITION),
        department=row.code("department"),
        reopen=ReopenPolicy(row.choice("reopen", tuple(ReopenPolicy))),
    )


def _number(row: Row) -> int:
    digits = row.cells["number"]
    if _NUMBER.fullmatch(digits):
        return int(digits)
    row.fault("pack-condition-number", number=digits[:40])
    return 1
