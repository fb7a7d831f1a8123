"""Recognises repeated requests by the idempotency key of their sender."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.errors import NotNow
from commandcenter.models.cases.case import Case
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.idempotency import IdempotencyKey, SteadyAge
from commandcenter.models.work.log.event_log import canonical


def body_digest(body: Mapping[str, object]) -> str:
    """A digest of a request's body, which consists of text, numbers and lists."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def known_request(
    session: Session, by: Actor, key: str | None, digest: str
) -> IdempotencyKey | None:
    """The result of the earlier request with this key; NotNow if its body was different.

    A blank key is none.
    """
    if not (key or "").strip():
        return None
    kept = session.scalar(
        select(IdempotencyKey).where(
            IdempotencyKey.centre == THIS_CENTRE,
            IdempotencyKey.holder == by.name,
            IdempotencyKey.key == key,
        )
    )
    if kept is not None and kept.body_digest != digest:
        raise NotNow("key-with-other-body", key=key)
    return kept


def keep_request(
    session: Session, by: Actor, key: str | None, digest: str, *, case: Case, at: datetime
) -> None:
    """Remember the request that led to this state of the case; does nothing without a key."""
    if key is not None and key.strip():
        session.add(
            IdempotencyKey(
                centre=case.centre,
                holder=by.name,
                key=key,
                body_digest=digest,
                number=case.number,
                version=case.version,
                made_at=at,
                made_at_age=_age(session, case.centre),
            )
        )


def _age(session: Session, centre: str) -> float:
    return session.scalar(select(SteadyAge.seconds).where(SteadyAge.centre == centre)) or 0.0
