"""Which of the centres in the database a viewer means."""

from dataclasses import replace

from sqlalchemy.orm import Session

from commandcenter.database.this_centre import held_centres, this_centre
from commandcenter.errors import InvalidInput
from commandcenter.models.staff.viewer import Viewer


def in_centres(session: Session, viewer: Viewer) -> Viewer:
    """The viewer with the codes of the centres whose cases this viewer may see.

    Without a limit of its own a viewer means all that the database holds. Departments and sources
    are known by codes that another centre gives to others: these viewers mean the home centre.
    Unavailable if no city is installed.
    """
    if viewer.centres is None:
        home = this_centre(session).code
        is_home_only = not (viewer.department is viewer.source is None)
        return replace(viewer, centres=frozenset({home} if is_home_only else held_centres(session)))
    return replace(viewer, centres=viewer.centres.intersection(held_centres(session)))


def in_centre(session: Session, viewer: Viewer, centre: str | None) -> Viewer:
    """The viewer that `in_centres` gave, limited to one centre if its code is given.

    InvalidInput for a centre that the database does not hold: its zeros would be believed.
    """
    if centre is None:
        return viewer
    held = held_centres(session)
    if centre not in held:
        known = ", ".join(held)
        raise InvalidInput("centre-unknown", field="centre", centre=centre, known=known)
    return replace(viewer, centres=(viewer.centres or frozenset()) & {centre})
