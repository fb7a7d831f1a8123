"""The case that a step is taken on: of the home centre, with what almost every step looks at."""

from functools import lru_cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, joinedload

from commandcenter.database.repositories.viewed_centres import in_centres
from commandcenter.errors import NotFound, NotNow
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.viewing import visible_to
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.viewer import Viewer

_WITH_RECORDS = (
    joinedload(Case.clocks),
    joinedload(Case.applications),
    joinedload(Case.tasks),
)


def find_case(session: Session, number: str, viewer: Viewer, *, field: str | None = None) -> Case:
    """NotFound if the viewer sees no such case; NotNow if it belongs to another centre, whose
    cases are only read here."""
    case = session.execute(_visible_case(viewer), {"wanted": number}).unique().scalar_one_or_none()
    if case is None:
        _refuse_elsewhere(session, number, viewer, field)
        raise NotFound("case-not-found", field=field, number=number)
    return case


@lru_cache(maxsize=256)
def _visible_case(viewer: Viewer) -> Select[Case]:
    """Asked before every step, so it is put together once for a viewer."""
    at_home = (Case.centre == THIS_CENTRE) & (Case.number == bindparam("wanted"))
    return visible_to(select(Case).where(at_home).options(*_WITH_RECORDS), viewer)


def _refuse_elsewhere(session: Session, number: str, viewer: Viewer, field: str | None) -> None:
    seen = select(Case.centre).where(Case.number == number)
    centre = session.scalar(visible_to(seen, in_centres(session, viewer)))
    if centre is not None:
        raise NotNow("case-of-other-centre", field=field, number=number, centre=centre)
