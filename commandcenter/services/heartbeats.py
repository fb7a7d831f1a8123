"""The heart-beats of the jobs, and what a supervisor must know about jobs and backups."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from commandcenter.database import Database
from commandcenter.database.centre_clock import CentreClock
from commandcenter.database.revision import refuse_newer
from commandcenter.database.this_centre import home_row
from commandcenter.errors import CommandCenterError
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.job_beat import JobBeat
from commandcenter.words import refusal_sentence

#: The jobs that take long, and run beside the others.
BACKUP, DRILL = "backup", "drill"
LONG = frozenset({BACKUP, DRILL})
#: How often a backup is made, and tried.
BACKUP_EVERY, DRILL_EVERY = timedelta(hours=1), timedelta(days=7)
#: How much later it may be: making one takes a while, and machines are switched off at night.
_BACKUP_GRACE, _DRILL_GRACE = timedelta(minutes=15), timedelta(days=1)
#: The other jobs run every ten seconds; without a beat for this time, they have stopped.
_SILENT = timedelta(minutes=2)
#: Whether the last file was archived, and not refused; null for a server without an archive.
_ARCHIVE = text("""
    SELECT CASE WHEN current_setting('archive_mode') <> 'off' THEN
        coalesce(last_archived_time > last_failed_time, last_failed_time IS NULL) END
    FROM pg_stat_archiver
""")
_UNITS = {"days": timedelta(days=1), "hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}


@dataclass(frozen=True, slots=True)
class Beat:
    """A run of a job. `trouble` is the id of what went wrong, filled in with `params`."""

    job: str
    begun_at: datetime
    ended_at: datetime | None = None
    succeeded_at: datetime | None = None
    trouble: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_failure(
        cls, job: str, begun_at: datetime, ended_at: datetime, error: Exception
    ) -> "Beat":
        """A run that ended with a refusal, or with a bug, of which only the kind is recorded."""
        if isinstance(error, CommandCenterError):
            params = {name: str(value) for name, value in error.params.items()}
            return cls(job, begun_at, ended_at, trouble=error.error_id, params=params)
        kind = {"kind": type(error).__name__}
        return cls(job, begun_at, ended_at, trouble="job-bug", params=kind)

    def sentence(self, language: str) -> str | None:
        """What went wrong in the last run; None if it succeeded."""
        if self.trouble is None:
            return None
        return refusal_sentence(self.trouble, language, **self.params)


class Alarm(StrEnum):
    """How urgent a mark is."""

    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Mark:
    """Something about jobs or backups that somebody must look after."""

    alarm: Alarm
    text_id: str
    #: How long it has been so, if that is known.
    age: timedelta | None = None
    #: The run that failed, if it is about one.
    trouble: Beat | None = None

    @property
    def is_about_jobs(self) -> bool:
        """Not about backups, which the jobs may or may not have made."""
        if self.trouble is not None:
            return self.trouble.job not in LONG
        return self.text_id.startswith("mark-jobs")

    def short(self, language: str) -> str:
        """What is wrong, in a few words after a sign for its urgency."""
        sign = "■" if self.alarm is Alarm.RED else "▲"
        text = refusal_sentence(f"short-{self.text_id}", language, **self._filled(language))
        return f"{sign} {text}"

    def sentence(self, language: str) -> str:
        """What is wrong."""
        return refusal_sentence(self.text_id, language, **self._filled(language))

    def _filled(self, language: str) -> dict[str, str]:
        params = {} if self.age is None else {"ago": _said(self.age, language)}
        if self.trouble is not None:
            params["job"] = refusal_sentence(f"job-{self.trouble.job}", language)
            params["trouble"] = self.trouble.sentence(language) or ""
        return params


class Heartbeats:
    """Written by whoever runs the jobs, read by whoever wants to know."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self) -> datetime:
        """The real time, by which jobs are timed."""
        return self._database.real_clock()

    def begin(self, job: str, at: datetime) -> None:
        """Record that a long job has begun; what the last run came to stays."""
        self._write([{"job": job, "begun_at": at}])

    def note(self, beats: Iterable[Beat]) -> None:
        """Record runs."""
        self._write([_row(beat) for beat in beats])

    def all(self) -> list[Beat]:
        """The last run of every kind of job, by name."""
        with self._database.read() as session:
            rows = session.scalars(
                select(JobBeat).where(JobBeat.centre == THIS_CENTRE).order_by(JobBeat.job)
            ).all()
            return [_beat(row) for row in rows]

    def marks(self) -> list[Mark]:
        """What is wrong with jobs and backups now, the most urgent first."""
        beats = {beat.job: beat for beat in self.all()}
        now = self.now()
        found = [*_job_marks(beats, now)]
        if self._expects_backups():
            of_archive = self._archive_marks(beats)
            if of_archive is None:
                found += _backup_marks(beats, now, self._is_new(now))
            else:
                found += of_archive
        return sorted(found, key=lambda mark: mark.alarm is not Alarm.RED)

    def _write(self, rows: list[dict[str, object]]) -> None:
        """Without the write lock of a server, and not in the log."""
        if not rows:
            return
        with self._database.read() as session:
            centre = self._database.rule_book.rules(session).centre
        with self._database.raw_write() as connection:
            refuse_newer(connection)
            dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
            for row in rows:
                new = dialect.insert(JobBeat).values(centre=centre, **row)
                kept = {name: new.excluded[name] for name in row if name != "job"}
                for name in kept.keys() & {"ended_at", "succeeded_at"}:
                    kept[name] = func.coalesce(new.excluded[name], getattr(JobBeat, name))
                connection.execute(
                    new.on_conflict_do_update(index_elements=["centre", "job"], set_=kept)
                )

    def _archive_marks(self, beats: Mapping[str, Beat]) -> list[Mark] | None:
        """Of a server that keeps an archive of its own, where the jobs make no backups; None for
        others. Whether the archive can be restored, the program cannot try."""
        if self._database.is_sqlite or BACKUP in beats:
            return None
        with self._database.read() as session:
            works = session.scalar(_ARCHIVE)
        if works is None:
            return None
        mark = Mark(Alarm.AMBER, "mark-drill-never") if works else None
        return [mark or Mark(Alarm.RED, "mark-archive-failing")]

    def _expects_backups(self) -> bool:
        """Whether anything here would be missed: not the cases of a demo or a replay."""
        clock = self._database.clock
        return not (isinstance(clock, CentreClock) and clock.speed is not None)

    def _is_new(self, now: datetime) -> bool:
        """Whether the centre is so new that it need not have a backup yet."""
        with self._database.read() as session:
            return now - home_row(session).made_at < BACKUP_EVERY + _BACKUP_GRACE


def _job_marks(beats: Mapping[str, Beat], now: datetime) -> Iterable[Mark]:
    short = [beat for job, beat in beats.items() if job not in LONG]
    if not short:
        yield Mark(Alarm.AMBER, "mark-jobs-never")
    else:
        last = max(beat.ended_at or beat.begun_at for beat in short)
        if now - last > _SILENT:
            yield Mark(Alarm.RED, "mark-jobs-silent", age=now - last)
    for beat in beats.values():
        if beat.trouble is not None:
            yield Mark(Alarm.RED, "mark-job-failed", trouble=beat)


def _backup_marks(beats: Mapping[str, Beat], now: datetime, is_new: bool) -> Iterable[Mark]:
    made = _succeeded(beats, BACKUP)
    if made is None:
        yield Mark(Alarm.AMBER if is_new else Alarm.RED, "mark-backup-never")
        return
    if now - made > BACKUP_EVERY + _BACKUP_GRACE:
        yield Mark(Alarm.RED, "mark-backup-old", age=now - made)
    tried = _succeeded(beats, DRILL)
    if tried is None:
        yield Mark(Alarm.AMBER, "mark-drill-never")
    elif now - tried > DRILL_EVERY + _DRILL_GRACE:
        yield Mark(Alarm.AMBER, "mark-drill-old", age=now - tried)


def _succeeded(beats: Mapping[str, Beat], job: str) -> datetime | None:
    return beats[job].succeeded_at if job in beats else None


def _said(age: timedelta, language: str) -> str:
    """A span in the largest unit that still says enough."""
    fitting = (it for it in _UNITS.items() if age >= 2 * it[1])
    unit, length = next(fitting, ("minutes", _UNITS["minutes"]))
    return refusal_sentence(f"age-{unit}", language, number=int(age / length))


def _row(beat: Beat) -> dict[str, object]:
    params = json.dumps(dict(beat.params), ensure_ascii=False)
    return {
        "job": beat.job,
        "begun_at": beat.begun_at,
        "ended_at": beat.ended_at,
        "succeeded_at": beat.succeeded_at,
        "trouble": beat.trouble,
        "trouble_params": params if beat.trouble else None,
    }


def _beat(row: JobBeat) -> Beat:
    return Beat(
        row.job,
        row.begun_at,
        row.ended_at,
        row.succeeded_at,
        row.trouble,
        json.loads(row.trouble_params or "{}"),
    )
