"""What a viewer may see, as a condition on queries; visibility is decided only here."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, or_

from commandcenter.models.cases.case import Case
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.viewer import Viewer

_Query = TypeVar("_Query", bound=Select[*tuple[object, ...]])


def visible_to(query: _Query, viewer: Viewer) -> _Query:
    """The query, limited to what the viewer may see. It must already select from `Case`."""
    return query.where(sees(viewer))


def sees(viewer: Viewer) -> ColumnElement[bool]:
    """The condition itself: area by prefix of its code, department as lead or assisting, source.

    `saw` is its twin. A viewer that names no centres means the home centre here.
    """
    condition: ColumnElement[bool] = (
        Case.centre == THIS_CENTRE
        if viewer.centres is None
        else Case.centre.in_(sorted(viewer.centres))
    )
    if viewer.area is not None:
        condition &= Case.area.startswith(viewer.area, autoescape=True)
    if viewer.department is not None:
        assisting = ("," + Case.assisting + ",").contains(f",{viewer.department},", autoescape=True)
        condition &= or_(Case.department == viewer.department, assisting)
    if viewer.source is not None:
        own = Case.source == viewer.source
        condition &= or_(own, Case.inspector.is_not(None)) if viewer.inspections else own
    return condition


def saw(viewer: Viewer, columns: Mapping[str, Any]) -> bool:
    """What `sees` says in SQL, of the columns of a case as they were at some time."""
    departments = {columns.get("department"), *columns["assisting"].split(",")}
    return (
        (viewer.area is None or (columns.get("area") or "").startswith(viewer.area))
        and (viewer.department is None or viewer.department in departments)
        and (viewer.source is None or _is_of_source(viewer, columns))
    )


def _is_of_source(viewer: Viewer, columns: Mapping[str, object]) -> bool:
    asked_for = viewer.inspections and columns.get("inspector") is not None
    return asked_for or columns["source"] == viewer.source
