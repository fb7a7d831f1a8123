"""Drafts: what accounts have typed for steps and not sent. They are neither logged nor shared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, CursorResult, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from commandcenter.database import Database
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.draft import Draft


@dataclass(frozen=True, slots=True)
class DraftRow:
    """`values`: by the name of the field, what a form held for it. `basis`: what the form was for;
    only the screen that wrote it reads it."""

    number: str
    step: Step
    basis: str
    values: Mapping[str, object]
    kept_at: datetime


class Drafts:
    """Every method handles the drafts of one account. On PostgreSQL none takes the write lock;
    SQLite has one writer at a time, so there a draft waits like any other write."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(
        self,
        number: str,
        step: Step,
        basis: str,
        values: Mapping[str, object],
        *,
        by: Actor,
        since: datetime | None,
    ) -> datetime | None:
        """Save a draft; returns when it was saved. `since`: what the previous save returned.

        None if the draft has been removed since (sent from another desk, or erased with the
        reporter of the case); then it is not saved again.
        """
        now = self._database.clock()
        written = {
            "basis": basis,
            "content": json.dumps(dict(values), ensure_ascii=False),
            "kept_at": now,
        }
        with self._database.raw_write() as connection:
            if since is None:
                _put(connection, {"number": number, "account": by.name, "step": step}, written)
                return now
            done = connection.execute(update(Draft).where(_of(number, step, by)).values(written))
            return now if _count(done) else None

    def drop(self, number: str, step: Step, *, by: Actor) -> None:
        """Delete a draft; does nothing if there is none."""
        with self._database.raw_write() as connection:
            connection.execute(delete(Draft).where(_of(number, step, by)))

    def kept(self, number: str, *, by: Actor) -> tuple[DraftRow, ...]:
        """The drafts of this account for a case, the newest first."""
        query = (
            select(Draft)
            .where(Draft.centre == THIS_CENTRE, Draft.number == number, Draft.account == by.name)
            .order_by(Draft.kept_at.desc(), Draft.step)
        )
        with self._database.read() as session:
            return tuple(_row(draft) for draft in session.scalars(query))


def _of(number: str, step: Step, by: Actor) -> ColumnElement[bool]:
    return (
        (Draft.centre == THIS_CENTRE)
        & (Draft.number == number)
        & (Draft.account == by.name)
        & (Draft.step == str(step))
    )


def _put(connection: Connection, key: Mapping[str, str], written: Mapping[str, object]) -> None:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(
        dialect.insert(Draft)
        .values(centre=THIS_CENTRE, **key, **written)
        .on_conflict_do_update(
            index_elements=["centre", "number", "account", "step"], set_=dict(written)
        )
    )


def _count(done: CursorResult[object]) -> int:
    return done.rowcount


def _row(draft: Draft) -> DraftRow:
    return DraftRow(
        draft.number, Step(draft.step), draft.basis, json.loads(draft.content), draft.kept_at
    )
