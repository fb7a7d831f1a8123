"""Whether a code that a question limits itself to is, or ever was, one of this city.

A city also knows the codes of the districts that it holds.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.database.this_centre import held_centres
from commandcenter.errors import InvalidInput
from commandcenter.models.cases.case import Case
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.city.content import Area, Category, Department
from commandcenter.models.city.posts import Posts
from commandcenter.models.staff.account import Account
from commandcenter.packs.content.settings import PackSettings


def check_codes(
    session: Session,
    settings: PackSettings,
    *,
    area: str | None,
    department: str | None,
    category: str | None,
    source: str | None = None,
) -> None:
    """InvalidInput for a code of no version of the pack: its zeros would be believed.

    What an import created stands in versions of its own. '' asks for the cases that have none.
    """
    if area and not _is_area(session, settings, area):
        raise InvalidInput("area-unknown", field="area", code=area)
    if department and not _ever_there(session, Department, department):
        raise InvalidInput("department-unknown", field="department", code=department)
    if category and not _ever_there(session, Category, category):
        raise InvalidInput("category-unknown", field="category", code=category)
    if source and not _is_source(session, settings, source):
        raise InvalidInput("source-unknown", field="source", source=source)


def check_post(session: Session, post: str | None, posts: Posts) -> None:
    """InvalidInput for a post of which neither the pack nor any account knows."""
    if post and post not in posts and not _has_accounts(session, post):
        known = ", ".join(posts.ids())
        raise InvalidInput("post-unknown", field="post", post=post, known=known)


def level_width(settings: PackSettings, level: str | None) -> int:
    """How long the codes of a level of areas are; without one, of the pack's second."""
    widths = settings.level_widths
    wanted = level or list(widths)[min(1, len(widths) - 1)]
    if wanted not in widths:
        raise InvalidInput("level-unknown", field="level", level=wanted, known=", ".join(widths))
    return widths[wanted]


def _is_area(session: Session, settings: PackSettings, code: str) -> bool:
    """An area, or the head of areas at the width of a level, as a breakdown's key may be."""
    whole = len(code) in settings.level_widths.values()
    same = Area.code.startswith(code, autoescape=True) if whole else Area.code == code
    found = select(Area.code).where(Area.centre.in_(held_centres(session)), same).limit(1)
    return session.scalar(found) is not None


def _has_accounts(session: Session, post: str) -> bool:
    """Whether there are accounts of a post that an earlier pack had."""
    found = select(Account.name).where(Account.centre == THIS_CENTRE, Account.post == post)
    return session.scalar(found.limit(1)) is not None


def _ever_there(session: Session, table: type[Department] | type[Category], code: str) -> bool:
    found = select(table.code).where(table.centre.in_(held_centres(session)), table.code == code)
    return session.scalar(found.limit(1)) is not None


def _is_source(session: Session, settings: PackSettings, source: str) -> bool:
    """One of the pack, or of an earlier version that cases came by."""
    if any(one.id == source for one in settings.sources):
        return True
    held = held_centres(session)
    found = select(Case.number).where(Case.centre.in_(held), Case.source == source)
    return session.scalar(found.limit(1)) is not None
