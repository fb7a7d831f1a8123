"""The centre's own holidays and make-up days, saved together as a new version of the calendar."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.database.this_centre import home_row
from commandcenter.models.city.calendar_override import CalendarOverride, overridden
from commandcenter.models.city.centre import THIS_CENTRE, PackVersion
from commandcenter.models.city.content import CalendarVersion
from commandcenter.models.clocks.calendar_rules import CalendarRules, DayOverride
from commandcenter.models.clocks.working_calendar import working_calendar
from commandcenter.packs.content.settings import PackSettings

_OWN = select(CalendarOverride).where(CalendarOverride.centre == THIS_CENTRE)


def own_days(session: Session) -> tuple[DayOverride, ...]:
    """The current table, by day."""
    rows = session.scalars(_OWN.order_by(CalendarOverride.day))
    return tuple(row.value() for row in rows)


def calendar_text(rules: CalendarRules) -> str:
    """A calendar in the text form that its version stores."""
    return json.dumps(rules.to_document(), ensure_ascii=False, sort_keys=True)


def replace_own_days(session: Session, days: Sequence[DayOverride], now: datetime) -> int:
    """Save the table; returns the version in force. An unchanged table makes no new version.

    InvalidInput, and nothing is saved, for a calendar with which deadlines cannot be calculated.
    """
    centre = home_row(session)
    latest = session.scalars(
        select(PackVersion)
        .where(PackVersion.centre == centre.code)
        .order_by(PackVersion.version.desc())
    ).first()
    current = session.scalars(
        select(CalendarVersion).where(
            CalendarVersion.centre == centre.code, CalendarVersion.until.is_(None)
        )
    ).one()
    settings = PackSettings.read(latest.settings) if latest else None
    of_pack = settings.calendar if settings else None
    if of_pack is None:  # a pack installed by an earlier program has no calendar of its own stored
        of_pack = CalendarRules.from_document(json.loads(current.rules))
    rules = overridden(of_pack, days)
    working_calendar(rules)
    for former in session.scalars(_OWN):
        session.delete(former)
    session.flush()
    session.add_all(
        CalendarOverride(
            centre=centre.code, day=day.day, kind=day.kind, name=day.name, source=day.source
        )
        for day in days
    )
    if latest is None or settings is None or calendar_text(rules) == current.rules:
        return centre.pack_version
    version = latest.version + 1
    session.add(
        PackVersion(
            centre=centre.code,
            version=version,
            installed_at=now,
            digest=latest.digest,  # the pack stays what it was
            settings=settings.model_copy(update={"calendar": of_pack}).stored(),
        )
    )
    current.until, centre.pack_version = version, version
    session.add(
        CalendarVersion(
            centre=centre.code, version=version, code=current.code, rules=calendar_text(rules)
        )
    )
    return version
