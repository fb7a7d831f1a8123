"""What a viewer may see, as a condition on queries over cases: cut here and nowhere else."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, or_

from commandcenter.models.cases.case import Case
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.viewer import Viewer

_Query = TypeVar("_Query", bound=Select[*tuple[Any, ...]])


def visible_to(query: _Query, viewer: Viewer) -> _Query:
    """The query, cut to what the viewer may see. The query must already be over `Case`."""
    return query.where(sees(viewer))


def sees(viewer: Viewer) -> ColumnElement[bool]:
    """The condition itself: area by prefix of its code, department as lead or assisting, source."""
    condition: ColumnElement[bool] = Case.centre == THIS_CENTRE
    if viewer.area is not None:
        condition &= Case.area.startswith(viewer.area, autoescape=True)
    if viewer.department is not None:
        assisting = ("," + Case.assisting + ",").contains(f",{viewer.department},", autoescape=True)
        condition &= or_(Case.department == viewer.department, assisting)
    if viewer.source is not None:
        condition &= Case.source == viewer.source
    return condition
