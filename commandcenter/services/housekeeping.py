"""Periodic work that belongs to no case: the job lock, daily anchors, old keys."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.centre_clock import CentreClock
from commandcenter.database.clock_watch import ClockWatch
from commandcenter.database.revision import refuse_newer
from commandcenter.database.seals import note_rows
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.lifecycle import steps_from
from commandcenter.models.cases.rules.stage import ENDED
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.schema.seal import ANCHOR_FILES, REMOVED, row_key
from commandcenter.models.staff.draft import Draft
from commandcenter.models.staff.idempotency import IdempotencyKey, SteadyAge
from commandcenter.models.staff.job_lock import JobLock
from commandcenter.models.work.log.anchor import Anchor, anchor_hash
from commandcenter.models.work.log.event_log import GENESIS, EventLogEntry
from commandcenter.words import refusal_sentence

#: A lock that was not renewed for this long can be taken over.
_LOCK_TIMEOUT = timedelta(seconds=30)
#: 30 days, and one more, because the first look after a request may count for up to a day.
_KEYS_KEPT = timedelta(days=31)
#: Longer than anybody leaves a draft unsent.
_DRAFTS_KEPT = timedelta(days=30)
#: How long the draft of a step can still be read and copied after its case has ended.
_LAST_WORDS_KEPT = timedelta(days=1)
#: How often the steady age is written down.
_LOOK = timedelta(hours=1)
_AT_ONCE = 10_000
#: More than a clock is corrected by in passing.
_JUMP = timedelta(minutes=2)
#: More than the clocks of two machines may differ.
_AHEAD = timedelta(minutes=5)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AnchorRow:
    """One hash over all hashes of a day, chained to the previous anchor."""

    day: date
    first_sequence: int
    last_sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class ClockReport:
    """A problem with the machine's clock, to be reported; no operation is refused because of it."""

    error_id: str
    minutes: int

    def sentence(self, language: str) -> str:
        """The problem, and what to do about it."""
        return refusal_sentence(self.error_id, language, minutes=self.minutes)


class Housekeeping:
    """The centre's housekeeping."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watch = ClockWatch(database.real_clock)
        self._reported: ClockReport | None = None

    def watch_clock(self) -> list[ClockReport]:
        """New problems with the clock since the last call; they are also logged."""
        ahead = self.clock_report()
        news = [_jumped(self._watch.jump())]
        if ahead is None or self._reported is None:
            news.append(ahead)  # not again every few seconds until the clock has caught up
        self._reported = ahead
        reports = [report for report in news if report is not None]
        for report in reports:
            _log.warning(report.sentence("en"))
        return reports

    def clock_report(self) -> ClockReport | None:
        """Whether the log is ahead of the clock, in any process; a simulated clock is set at will.

        Until the clock catches up, a step is recorded with the time of the previous step of its
        case.
        """
        clock = self._database.clock
        if isinstance(clock, CentreClock) and clock.speed is not None:
            return None
        with self._database.read() as session:
            last = session.scalar(
                select(EventLogEntry.recorded_at)
                .where(EventLogEntry.centre == THIS_CENTRE)
                .order_by(EventLogEntry.sequence.desc())
                .limit(1)
            )
        ahead = last - clock() if last else timedelta()
        return ClockReport("log-ahead-of-clock", _minutes(ahead)) if ahead > _AHEAD else None

    def take_lock(self, holder: str) -> bool:
        """Take or renew the lock for running the jobs; False while another process holds it.

        The lock expires in real time, even if the centre's clock is simulated. It does not use the
        write lock of a server, so it is taken in a single statement.
        """
        with self._database.read() as session:
            centre = self._database.rule_book.rules(session).centre
        now = self._database.real_clock()
        mine = {"holder": holder, "beaten_at": now}
        with self._database.raw_write() as connection:
            refuse_newer(connection)
            dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
            free = (
                (JobLock.holder == holder)
                | (JobLock.beaten_at <= now - _LOCK_TIMEOUT)
                | (JobLock.beaten_at >= now + _LOCK_TIMEOUT)
            )
            taken = connection.execute(
                dialect.insert(JobLock)
                .values(centre=centre, **mine)
                .on_conflict_do_update(index_elements=["centre"], set_=mine, where=free)
                .returning(JobLock.holder)
            )
            return taken.first() is not None

    def release_lock(self, holder: str) -> None:
        """Release the lock for running the jobs; does nothing if another process holds it."""
        with self._database.raw_write() as connection:
            held = (JobLock.centre == THIS_CENTRE) & (JobLock.holder == holder)
            connection.execute(delete(JobLock).where(held))

    def anchor_days(self) -> list[AnchorRow]:
        """Anchor every past day that has log entries; returns the new anchors, oldest first."""
        with self._database.read() as session:  # a year of lines is no work for the queue
            rules = self._database.rule_book.rules(session)
            today = self._database.clock().astimezone(rules.zone).date()
            last = _last_anchor(session)
            made = _anchors(session, last, today, rules.zone)
        if not made:
            return []
        with self._database.write() as session:
            if _place(_last_anchor(session)) != _place(last):
                return []  # somebody else has anchored them meanwhile
            previous = last.hash if last else GENESIS
            for row in made:
                session.add(
                    Anchor(
                        centre=rules.centre,
                        day=row.day,
                        first_sequence=row.first_sequence,
                        last_sequence=row.last_sequence,
                        hash=row.hash,
                        previous_hash=previous,
                        made_at=self._database.clock(),
                    )
                )
                previous = row.hash
        return made

    def note_anchor_file(self, place: str, day: date) -> None:
        """Record up to which day a list of anchors outside the database has been written."""
        with self._database.write() as session:
            note_rows(session, {(ANCHOR_FILES, place): day.isoformat()})

    def forget_old_keys(self) -> int:
        """Delete idempotency keys older than 30 days of the centre's steady age; returns how many.

        The steady age is not affected by a clock that jumps.
        """
        with self._database.write() as session:
            before = self._steady_age(session) - _KEYS_KEPT.total_seconds()
            old = (IdempotencyKey.centre == THIS_CENTRE) & (IdempotencyKey.made_at_age < before)
            keys = IdempotencyKey.__table__.primary_key
            gone = session.execute(delete(IdempotencyKey).where(old).returning(*keys)).all()
            note_rows(session, {row_key(IdempotencyKey, row._asdict()): REMOVED for row in gone})
            return len(gone)

    def forget_old_drafts(self) -> int:
        """Drop drafts older than 30 days, and after a day those for steps that an ended case does
        not have; how many there were."""
        old = _old_drafts(self._database.clock())
        with self._database.read() as session:  # mostly there is none, and nobody need wait
            if session.scalar(select(Draft.number).where(old).limit(1)) is None:
                return 0
        with self._database.raw_write() as connection:
            return connection.execute(delete(Draft).where(old)).rowcount

    def _steady_age(self, session: Session) -> float:
        """The steady age in seconds; stored once an hour, or when the clock went back."""
        now = self._database.real_clock()
        age = session.scalar(select(SteadyAge).where(SteadyAge.centre == THIS_CENTRE))
        if age is None:
            centre = self._database.rule_book.rules(session).centre
            age = SteadyAge(centre=centre, looked_at=now)
            session.add(age)
        elif not timedelta() <= now - age.looked_at < _LOOK:
            age.look(now)
        return age.seconds


def _old_drafts(now: datetime) -> ColumnElement[bool]:
    possible = (
        and_(Case.stage == stage, Draft.step.in_(map(str, steps_from(stage)))) for stage in ENDED
    )
    of_case = (Case.centre == Draft.centre) & (Case.number == Draft.number)
    ended = exists().where(of_case, Case.stage.in_(ENDED), ~or_(*possible))
    last_words = and_(Draft.kept_at < now - _LAST_WORDS_KEPT, ended)
    this = Draft.centre == THIS_CENTRE
    return this & or_(Draft.kept_at < now - _DRAFTS_KEPT, last_words)


def _jumped(jump: timedelta) -> ClockReport | None:
    if abs(jump) < _JUMP:
        return None
    went = "clock-went-ahead" if jump > timedelta() else "clock-went-back"
    return ClockReport(went, _minutes(abs(jump)))


def _minutes(span: timedelta) -> int:
    return round(span / timedelta(minutes=1))


def _last_anchor(session: Session) -> Anchor | None:
    anchors = select(Anchor).where(Anchor.centre == THIS_CENTRE)
    return session.scalars(anchors.order_by(Anchor.day.desc()).limit(1)).first()


def _place(anchor: Anchor | None) -> int:
    """How far into the log the anchors reach."""
    return anchor.last_sequence if anchor else 0


def _anchors(session: Session, last: Anchor | None, today: date, zone: ZoneInfo) -> list[AnchorRow]:
    made: list[AnchorRow] = []
    previous = last.hash if last else GENESIS
    for day, entries in _days(session, last, today, zone):
        row = _anchor(day, entries, previous)
        previous = row.hash
        made.append(row)
    return made


def _days(
    session: Session, last: Anchor | None, today: date, zone: ZoneInfo
) -> Iterator[tuple[date, list[tuple[int, str]]]]:
    """The entries after the last anchor, by the city's day of writing, for days that are over.

    Where the clock was set back, a line counts towards the day that the log had reached: days
    stand in the order of the log, and none comes twice.
    """
    query = (
        select(EventLogEntry.sequence, EventLogEntry.hash, EventLogEntry.recorded_at)
        .where(EventLogEntry.centre == THIS_CENTRE, EventLogEntry.sequence > _place(last))
        .order_by(EventLogEntry.sequence)
        .execution_options(yield_per=_AT_ONCE)
    )
    day = last.day + timedelta(days=1) if last else date.min
    entries: list[tuple[int, str]] = []
    with session.execute(query) as lines:
        for sequence, found, recorded_at in lines:
            written = max(day, recorded_at.astimezone(zone).date())
            if written >= today:
                break
            if written != day and entries:
                yield day, entries
                entries = []
            day = written
            entries.append((sequence, found))
    if entries:
        yield day, entries


def _anchor(day: date, entries: list[tuple[int, str]], previous: str) -> AnchorRow:
    found = anchor_hash(previous, day, (line_hash for _, line_hash in entries))
    return AnchorRow(day, entries[0][0], entries[-1][0], found)
