"""The jobs that take long: making a backup every hour, and trying one every week.

They run in processes of their own: neither the other jobs wait for them, nor a desk's screen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from commandcenter.bugs import logging_bugs
from commandcenter.center import CommandCenter
from commandcenter.clock import Clock, system_clock
from commandcenter.database.processes import OneBeside
from commandcenter.drills import drill
from commandcenter.errors import InvalidInput, NotNow, Unavailable
from commandcenter.private_files import make_private_folder
from commandcenter.services.backup.key_file import read_keys
from commandcenter.services.backup.making import ENCRYPTED
from commandcenter.services.backup.manifest import POSTGRESQL
from commandcenter.services.backup.restoring_server import drop_old_scratch_databases
from commandcenter.services.backup.shelf import Kept, kept_backups, last_drill, tidy
from commandcenter.services.heartbeats import BACKUP, BACKUP_EVERY, DRILL, DRILL_EVERY, Beat

#: The wait after a run that failed.
_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class BackupPlan:
    """Where the jobs keep their backups, and the key file that encrypts them, if any."""

    folder: Path
    key_file: Path | None = None


@dataclass(frozen=True)
class _Work:
    """A job that is due; `do` needs no open centre."""

    job: str
    do: Callable[[], object]


@dataclass(frozen=True)
class _Running:
    work: _Work
    begun_at: datetime
    beside: OneBeside


class LongJobs:
    """Looked at with every beat of the jobs; at most one long job runs at a time."""

    def __init__(self, center: CommandCenter, plan: BackupPlan | None) -> None:
        self._center = center
        self._beats = center.heartbeats
        self._plan = plan if center.clock_speed is None else None  # a demo needs no backups
        self._running: _Running | None = None
        self._noted: dict[str, datetime] = {}

    def look(self) -> None:
        """Record the job that has ended, and begin the one that is due."""
        if self._running is not None:
            if not self._running.beside.is_done:
                return
            ended, self._running = self._running, None
            self._record(ended.work, ended.begun_at, ended.beside.check)
        work = self._due(system_clock)
        if work is not None:
            self._running = _Running(work, self._begin(work), OneBeside(work.do))

    def run_due(self) -> list[str]:
        """Do what is due in this process; returns the jobs that were done."""
        done: list[str] = []
        for _ in (BACKUP, DRILL):
            work = self._due(self._beats.now)
            if work is not None and self._record(work, self._begin(work), work.do):
                done.append(work.job)
        self._due(self._beats.now)  # what has been done is seen in the folder
        return done

    def end(self) -> None:
        """End what is running; it removes what it has begun."""
        if self._running is not None:
            self._running.beside.end()
            self._running = None

    def _due(self, clock: Clock) -> _Work | None:
        if self._plan is None:
            return None
        now = self._beats.now()
        centre = self._center.city.facts().centre
        kept = [it for it in kept_backups(self._plan.folder, centre) if it.made_at <= now]
        self._note_kept(kept)
        if not kept or now - kept[-1].made_at >= BACKUP_EVERY:
            work = _Work(BACKUP, partial(_back_up, self._center.address, self._plan, clock))
        elif self._is_drill_due(kept, now):
            file, key_file = kept[-1].file, self._plan.key_file
            work = _Work(DRILL, partial(_try, self._center.address, file, key_file, clock))
        else:
            return None
        return None if self._has_just_failed(work.job, now) else work

    def _is_drill_due(self, kept: list[Kept], now: datetime) -> bool:
        """Every week, and after a drill that failed with the next backup."""
        last = last_drill(kept)
        if last is not None and now - last < DRILL_EVERY:
            return False
        return not kept[-1].report.exists() and self._can_open(kept[-1])

    def _can_open(self, backup: Kept) -> bool:
        """A key file with only the public key makes backups, and cannot try them."""
        assert self._plan
        if not backup.file.name.endswith(ENCRYPTED):
            return True
        try:
            return bool(self._plan.key_file and read_keys(self._plan.key_file).identities)
        except InvalidInput:
            return False

    def _has_just_failed(self, job: str, now: datetime) -> bool:
        beats = {beat.job: beat for beat in self._beats.all()}
        beat = beats.get(job)
        if beat is None or beat.trouble is None or beat.ended_at is None:
            return False
        return timedelta() <= now - beat.ended_at < _AGAIN

    def _note_kept(self, kept: list[Kept]) -> None:
        """What the folder shows counts, whoever made the backup or tried it."""
        shown = {BACKUP: kept[-1].made_at if kept else None, DRILL: last_drill(kept)}
        news = {job: at for job, at in shown.items() if at and self._noted.get(job) != at}
        self._beats.note([Beat(job, at, at, at) for job, at in news.items()])
        self._noted |= news

    def _begin(self, work: _Work) -> datetime:
        now = self._beats.now()
        self._beats.begin(work.job, now)
        return now

    def _record(self, work: _Work, begun_at: datetime, check: Callable[[], object]) -> bool:
        """Whether it succeeded."""
        failure: Exception | None
        try:
            with logging_bugs(f"the job “{work.job}”") as logged:
                check()
            failure = logged.failure
        except Unavailable as refusal:
            failure = refusal
        now = self._beats.now()
        if failure is not None:
            self._beats.note([Beat.of_failure(work.job, begun_at, now, failure)])
            return False
        self._beats.note([Beat(work.job, begun_at, now, now)])
        return True


def _back_up(address: str, plan: BackupPlan, clock: Clock) -> None:
    given = None if clock is system_clock else clock
    with CommandCenter(address, clock=given) as center:
        make_private_folder(plan.folder)
        if not plan.folder.is_dir():
            raise InvalidInput("backup-folder-is-file", file=plan.folder)
        made = center.backup.make(
            plan.folder, anchor_file=center.anchor_file, key_file=plan.key_file
        )
        try:
            tidy(plan.folder, made.manifest.centre, clock())
            if made.manifest.database == POSTGRESQL:
                drop_old_scratch_databases(address, clock())
        except OSError as error:
            raise InvalidInput(
                "backup-unwritable", file=plan.folder, reason=error.strerror
            ) from error


def _try(address: str, backup: Path, key_file: Path | None, clock: Clock) -> None:
    keys = read_keys(key_file) if key_file else None
    report = drill(backup, clock=clock, keys=keys, server=address)
    if not report.has_passed:
        raise NotNow("drill-failed", file=backup, faults=len(report.faults))
