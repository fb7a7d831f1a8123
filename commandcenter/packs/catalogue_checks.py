"""Checks the tables of a pack against each other: no duplicate codes, no unknown references."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import shapely
from shapely import Polygon

from commandcenter.packs.content.pack import PackCategory, PackCondition, PackDepartment, PatrolArea
from commandcenter.packs.files.tables import Placed
from commandcenter.words import Name

#: A tenth of a metre: cells that lie no farther apart have a common border.
BORDER_DEGREES = 1e-6

Thing = TypeVar("Thing")


def check_once(
    things: Iterable[Placed[Thing]], key: Callable[[Thing], Hashable], error_id: str
) -> None:
    """Note every key that is already on an earlier line."""
    lines: dict[Hashable, int] = {}
    for placed in things:
        code = key(placed.it)
        first = lines.setdefault(code, placed.row.line)
        if first != placed.row.line:
            placed.row.fault(error_id, code=code, first=first)


def check_categories(
    categories: Collection[Placed[PackCategory]], conditions: Collection[Placed[PackCondition]]
) -> None:
    """Each category has its own code and a condition; each class has one pair of names."""
    check_once(categories, lambda category: category.code, "pack-code-twice")
    filed = {placed.it.category for placed in conditions}
    classes: dict[tuple[str, str], Name] = {}
    for placed in categories:
        category = placed.it
        key = (category.kind, category.class_code)
        if classes.setdefault(key, category.class_name) != category.class_name:
            placed.row.fault("pack-class-names", code=category.class_code)
        if category.code not in filed:
            placed.row.fault("pack-category-without-condition", code=category.code)


def check_conditions(
    conditions: Collection[Placed[PackCondition]],
    categories: Collection[str],
    departments: Collection[str],
) -> None:
    """Known kind, known department, each number once in its kind."""
    check_once(conditions, lambda it: f"{it.category}/{it.number}", "pack-condition-twice")
    for placed in conditions:
        if placed.it.category not in categories:
            placed.row.fault("pack-category-unknown", code=placed.it.category[:40])
        if placed.it.department not in departments:
            placed.row.fault("pack-department-unknown", code=placed.it.department[:40])


def check_departments(departments: Collection[Placed[PackDepartment]]) -> None:
    """Known parents, and no department above itself."""
    check_once(departments, lambda department: department.code, "pack-code-twice")
    parents = {placed.it.code: placed.it.parent for placed in departments}
    for placed in departments:
        parent = placed.it.parent
        if parent is not None and parent not in parents:
            placed.row.fault("pack-parent-unknown", parent=parent[:40])
        elif _is_above_itself(placed.it.code, parents):
            placed.row.fault("pack-parent-circle", code=placed.it.code)


def check_patrols(patrols: Collection[Placed[PatrolArea]], outlines: Mapping[str, Polygon]) -> None:
    """Known grids, each in one patrol area only, and a way from each to the next."""
    check_once(patrols, lambda patrol: patrol.code, "pack-code-twice")
    walked: dict[str, str] = {}
    for placed in patrols:
        patrol = placed.it
        for grid in patrol.grids:
            if grid not in outlines:
                placed.row.fault("pack-grid-unknown", grid=grid[:40])
            elif walked.setdefault(grid, patrol.code) != patrol.code:
                placed.row.fault("pack-grid-walked-twice", grid=grid, other=walked[grid])
        if not are_adjacent([outlines[grid] for grid in patrol.grids if grid in outlines]):
            placed.row.fault("pack-patrol-apart", code=patrol.code)


def are_adjacent(outlines: Sequence[Polygon]) -> bool:
    """Whether the cells are one piece of ground; a common corner is not enough to walk through."""
    sound = shapely.make_valid(np.array(outlines, dtype=object))  # invalid: see the grid check
    joined = shapely.union_all(sound, grid_size=BORDER_DEGREES)
    return joined.geom_type != "MultiPolygon"


def _is_above_itself(code: str, parents: dict[str, str | None]) -> bool:
    above, seen = parents.get(code), set[str]()
    while above is not None and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
