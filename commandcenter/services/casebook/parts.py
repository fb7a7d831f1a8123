"""Related rows of cases, and the cases that were merged into them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.tables.application import Application
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.photos import CasePhoto
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.work.task import Task

_OfCase = TypeVar("_OfCase", CaseClock, CasePhoto, Reporter, Application, Task)
#: As they came; clocks of one case by their start, which one may have taken over.
_IN_ORDER: Mapping[type[Any], tuple[Any, ...]] = {
    CaseClock: (CaseClock.started_at, CaseClock.name, CaseClock.ordinal),
    CasePhoto: (CasePhoto.ordinal,),
    Reporter: (Reporter.ordinal,),
    Application: (Application.ordinal,),
    Task: (Task.ordinal,),
}
#: The numbers that are asked for, and the codes of the centres, in a question that is put together
#: once. A number begins with the code of its centre, so that no two centres have the same.
NUMBERS: BindParameter[object] = bindparam("numbers", expanding=True)
CENTRES: BindParameter[object] = bindparam("centres", expanding=True)
_OF_CASES: Mapping[type[Any], Select[Any]] = {
    table: select(table)
    .where(table.centre.in_(CENTRES), table.number.in_(NUMBERS))
    .order_by(*order)
    for table, order in _IN_ORDER.items()
}
_MERGED_INTO = (
    select(Case.number, Case.merged_into)
    .where(Case.centre.in_(CENTRES), Case.merged_into.in_(NUMBERS))
    .order_by(Case.number)
)


def grouped_by_case(
    session: Session, table: type[_OfCase], numbers: Sequence[str], centres: Collection[str]
) -> dict[str, list[_OfCase]]:
    found: dict[str, list[_OfCase]] = {}
    for thing in session.scalars(_OF_CASES[table], {"numbers": numbers, "centres": list(centres)}):
        found.setdefault(thing.number, []).append(thing)
    return found


def absorbed_by(
    session: Session, numbers: Sequence[str], centres: Collection[str]
) -> dict[str, list[str]]:
    """For each case, all cases merged into it, directly or indirectly."""
    found: dict[str, list[str]] = {}
    roots = {number: number for number in numbers}
    while roots:
        roots = _merged_into(session, roots, centres)
        for number, root in roots.items():
            found.setdefault(root, []).append(number)
    return found


def _merged_into(
    session: Session, roots: Mapping[str, str], centres: Collection[str]
) -> dict[str, str]:
    """The cases that were merged directly into these, with the case that each leads to in the
    end."""
    asked = {"numbers": list(roots), "centres": list(centres)}
    found = session.connection().execute(_MERGED_INTO, asked)
    return {row.number: roots[row.merged_into] for row in found}


def gathered(
    grouped: Mapping[str, list[_OfCase]], absorbed: Mapping[str, Sequence[str]]
) -> dict[str, list[_OfCase]]:
    """The rows that belong to a case or to a case merged into it."""
    found = dict(grouped)
    for number, parts in absorbed.items():
        own = grouped.get(number, [])
        found[number] = sum((grouped.get(part, []) for part in parts), own)
    return found
