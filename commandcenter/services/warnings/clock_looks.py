"""Looking at the clocks of one kind of subject, and writing the warnings of the marks crossed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from commandcenter.bugs import logging_bugs
from commandcenter.models.base import Base
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.city.rules import CityRules
from commandcenter.models.work.clock import ClockColumns
from commandcenter.models.work.kinds import Kind
from commandcenter.models.work.warning import deliver_after, look


@dataclass(frozen=True, slots=True)
class Seen:
    """What a clock looked like: warnings to write, and when to look again."""

    number: str
    version: int
    warnings: list[dict[str, Any]]
    look_again: dict[str, object]

    def fresh_marks(self) -> list[datetime]:
        """The times of the marks whose warnings are to be delivered."""
        return [row["at"] for row in self.warnings if not row["held"]]


@dataclass(frozen=True, slots=True)
class ClockLooks:
    """One run over the clocks of a kind: under these rules, at this time, and with the time until
    which the clocks have been watched (None: never)."""

    kind: Kind
    rules: CityRules
    now: datetime
    watched_until: datetime | None

    def numbers(self, session: Session) -> list[str]:
        """The subjects with a clock whose next mark may have come, the earliest mark first."""
        return list(dict.fromkeys(session.scalars(self._to_look_at(self.kind.clocks.number))))

    def look(
        self, session: Session, numbers: Sequence[str]
    ) -> tuple[list[Seen], list[ClockColumns]]:
        """Calculate outside the write lock. A clock that cannot be calculated does not stop the
        others.

        Returns what was found, and the clocks that could not be calculated.
        """
        seen: list[Seen] = []
        uncounted: list[ClockColumns] = []
        clocks, mapped = self.kind.clocks, self.kind.mapped
        facts = [getattr(mapped, name) for name in self.kind.watch_facts]
        query = self._to_look_at(clocks, mapped.version, *facts).join(
            mapped, (mapped.centre == clocks.centre) & (mapped.number == clocks.number)
        )
        for row in session.execute(query.where(clocks.number.in_(numbers))):
            with logging_bugs(f"looking at the clocks of {row[0].number}"):
                seen.append(self._seen(row))
                continue
            uncounted.append(row[0])
        return seen, uncounted

    def keep(self, session: Session, seen: Sequence[Seen]) -> tuple[list[bool], list[datetime]]:
        """Write the warnings, except for subjects that have changed meanwhile: those are checked
        next time.

        Returns whether each new warning is held, and the fresh marks of what has moved.
        """
        mapped = self.kind.mapped
        moved = select(mapped.number, mapped.version).where(
            mapped.centre == THIS_CENTRE, mapped.number.in_({one.number for one in seen})
        )
        versions: dict[str, int] = {number: version for number, version in session.execute(moved)}
        still = [one for one in seen if versions.get(one.number) == one.version]
        if still:
            again = [one.look_again for one in still]
            session.connection().execute(_look_again(self.kind.clocks), again)
        written = self._write(session, [row for one in still for row in one.warnings])
        moved_on = (one for one in seen if versions.get(one.number) != one.version)
        return written, [at for one in moved_on for at in one.fresh_marks()]

    def _to_look_at(self, *columns: Any) -> Select[Any]:
        """Of the clocks whose next mark may have come, in the order of the index on it."""
        clocks = self.kind.clocks
        return (
            select(*columns)
            .where(clocks.centre == THIS_CENTRE, clocks.next_mark_at <= self.now)
            .order_by(clocks.next_mark_at)
        )

    def _seen(self, row: Row[*tuple[Any, ...]]) -> Seen:
        clock, version, *facts = tuple(row)
        named = dict(zip(self.kind.watch_facts, facts, strict=True))
        watched = self.kind.watch(clock, named, self.rules)
        found = look(clock, watched, self.rules.warning_marks, now=self.now)
        key = {"number": clock.number, "ordinal": clock.ordinal, "centre": clock.centre}
        warnings = [
            {
                **key,
                "clock": clock.name,
                "mark": str(mark),
                "at": at,
                "deliver_after": deliver_after(clock, at, watched.recipient, self.rules.calendar),
                "recipient_kind": watched.recipient[0],
                "recipient": watched.recipient[1],
                "held": self.watched_until is None or at <= self.watched_until,
            }
            for mark, at in found.crossed
        ]
        of_clock = {f"of_{name}": value for name, value in key.items()}
        look_again = {**of_clock, "of_name": clock.name, "next_at": found.next_at}
        return Seen(clock.number, version, warnings, look_again)

    def _write(self, session: Session, rows: Sequence[dict[str, object]]) -> list[bool]:
        """Of the warnings that were not there yet: whether each is held."""
        if not rows:
            return []
        table = self.kind.warnings
        new = insert_into(session, table).on_conflict_do_nothing().returning(table.held)
        return list(session.scalars(new, rows))


def insert_into(session: Session, table: type[Base]) -> Any:
    """The database's own INSERT, which knows what to do with rows that are there."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def _look_again(clocks: type[ClockColumns]) -> Any:
    table = clocks.metadata.tables[clocks.__tablename__]
    keys = (column == bindparam(f"of_{column.key}") for column in table.primary_key)
    return update(table).where(*keys).values(next_mark_at=bindparam("next_at"))
