"""Runs what is due by the centre's clock, in the process that holds the job lock."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from commandcenter.bugs import logging_bugs
from commandcenter.center import CommandCenter
from commandcenter.errors import Unavailable
from commandcenter.long_jobs import BackupPlan, LongJobs
from commandcenter.new_file import check_output
from commandcenter.private_files import append_privately
from commandcenter.services.heartbeats import Beat
from commandcenter.services.housekeeping import AnchorRow
from commandcenter.settings import place_on_machine
from commandcenter.words import refusal_sentence

_BEAT_SECONDS = 10.0


def run_once(
    center: CommandCenter, language: str = "en", *, plan: BackupPlan | None = None
) -> list[str] | None:
    """Do what is due, and say what was done; None while another process holds the lock.

    Without a plan no backups are made.
    """
    try:
        done = _beat(center, language)
        if done is not None:
            done += [_said(f"said-{job}", language) for job in LongJobs(center, plan).run_due()]
        return done
    finally:
        _release(center)


def run(center: CommandCenter, stopped: threading.Event, *, plan: BackupPlan | None = None) -> None:
    """Run what is due until stopped; if the database is away or busy, try again."""
    long_jobs = LongJobs(center, plan)
    try:
        while not stopped.is_set():
            with suppress(Unavailable):
                if _beat(center) is not None:
                    with logging_bugs("looking after backups"):
                        long_jobs.look()
            stopped.wait(_BEAT_SECONDS)
    finally:
        long_jobs.end()
        _release(center)


def _beat(center: CommandCenter, language: str = "en") -> list[str] | None:
    if not center.housekeeping.take_lock(_holder()):
        return None
    done: list[str] = []
    beats: list[Beat] = []
    for job in _JOBS:
        name, begun_at = job.__name__.strip("_"), center.heartbeats.now()
        with logging_bugs(f"the job “{name}”") as logged:
            done += job(center, language)
        beats.append(_outcome(name, begun_at, center.heartbeats.now(), logged.failure))
    center.heartbeats.note(beats)
    return done


def _outcome(job: str, begun_at: datetime, ended_at: datetime, failure: Exception | None) -> Beat:
    if failure is not None:
        return Beat.of_failure(job, begun_at, ended_at, failure)
    return Beat(job, begun_at, ended_at, ended_at)


def _release(center: CommandCenter) -> None:
    """Release the lock; if that fails, it expires soon, because it is no longer renewed."""
    with suppress(Unavailable):
        center.housekeeping.release_lock(_holder())


def _holder() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


@contextmanager
def running_in_background(
    center: CommandCenter, *, plan: BackupPlan | None = None
) -> Iterator[None]:
    """The jobs run in a thread of their own while the block does."""
    stopped = threading.Event()
    work = partial(run, center, stopped, plan=plan)
    runner = threading.Thread(target=work, name="jobs")
    runner.start()
    try:
        yield
    finally:
        stopped.set()
        runner.join()


def _resume(center: CommandCenter, language: str) -> list[str]:
    return [_said("said-resumed", language, number=number) for number in center.desk.resume_due()]


def _escalate(center: CommandCenter, language: str) -> list[str]:
    passed = center.levels.escalate_due()
    return [_said("said-escalated", language, number=number) for number in passed]


def _warn(center: CommandCenter, language: str) -> list[str]:
    raised = center.warnings.raise_due()
    counts = {"said-warned": raised.warned, "said-held-back": raised.held}
    return [_said(did, language, marks=marks) for did, marks in counts.items() if marks]


def _anchor(center: CommandCenter, language: str) -> list[str]:
    check_output(center.anchor_file)
    anchors = center.housekeeping.anchor_days()
    if anchors:
        _append(center.anchor_file, anchors)
        place = place_on_machine(center.anchor_file)
        center.housekeeping.note_anchor_file(place, anchors[-1].day)
    return [_said("said-anchored", language, day=anchor.day) for anchor in anchors]


def _sign(center: CommandCenter, language: str) -> list[str]:
    return [_said("said-signed", language, day=day) for day in center.signing.sign_due()]


def _watch_clock(center: CommandCenter, language: str) -> list[str]:
    return [report.sentence(language) for report in center.housekeeping.watch_clock()]


def _forget(center: CommandCenter, language: str) -> list[str]:
    forgotten = center.housekeeping.forget_old_keys()
    return [_said("said-keys-forgotten", language, keys=forgotten)] if forgotten else []


def _forget_drafts(center: CommandCenter, language: str) -> list[str]:
    forgotten = center.housekeeping.forget_old_drafts()
    return [_said("said-drafts-forgotten", language, drafts=forgotten)] if forgotten else []


def _said(text_id: str, language: str, **params: object) -> str:
    return refusal_sentence(text_id, language, **params)


#: In this order: a case that was resumed or passed on has its new clocks before they are checked.
_JOBS = (_resume, _escalate, _warn, _anchor, _sign, _watch_clock, _forget, _forget_drafts)


def _append(file: Path, anchors: list[AnchorRow]) -> None:
    """Write anchors to a file outside the database, so that a completely rewritten database is
    noticed."""
    lines = (f"{a.day} {a.first_sequence}-{a.last_sequence} {a.hash}\n" for a in anchors)
    append_privately(file, "".join(lines))
