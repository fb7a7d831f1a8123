"""Checks what is missing on this machine, and says how to fix it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from ctypes import CDLL
from dataclasses import asdict
from pathlib import Path

from commandcenter.center import CommandCenter
from commandcenter.commands.doctor.check import Check, Verdict, missing, note, ok
from commandcenter.commands.doctor.database_checks import database_checks
from commandcenter.errors import CommandCenterError
from commandcenter.resources import resource
from commandcenter.words import refusal_sentence

_ASSETS = ("leaflet.js", "leaflet.css")
_PROBE_SECONDS = 60

#: Asked in a process of its own: Qt ends the process in which it cannot start.
_QT_PROBE = """
import json
from PySide6 import QtWebEngineWidgets
from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
application = QGuiApplication([])
chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
print(json.dumps({"version": qVersion(), "families": chinese}))
"""

#: Kernel settings that keep ordinary users from a sandbox, with the value that allows it.
_BARS = {
    "kernel.unprivileged_userns_clone": "1",
    "kernel.apparmor_restrict_unprivileged_userns": "0",
}


def run_doctor(
    *, database_url: str, language: str, as_json: bool, in_full: Callable[[str], str]
) -> int:
    """Run and print all checks; the exit status is 1 if something is missing.

    `in_full` completes the commands in a sentence.
    """
    checks = doctor_checks(database_url)
    if as_json:
        documents = [check.document(language, in_full) for check in checks]
        print(json.dumps(documents, ensure_ascii=False, separators=(",", ":")))
    else:
        for check in checks:
            _print(check.document(language, in_full), language)
    return int(any(check.verdict is Verdict.MISSING for check in checks))


def doctor_checks(database_url: str) -> list[Check]:
    """All checks of what the program needs on this machine."""
    return [
        _display(),
        *_qt(),
        *database_checks(database_url),
        *_clock(database_url),
        *_jobs(database_url),
        *_points(database_url),
        *_calendar(database_url),
        _assets(resource("map", "vendor", "leaflet")),
        _translations(resource("translations")),
        _sandbox(),
    ]


def _print(check: Mapping[str, str | None], language: str) -> None:
    print(refusal_sentence(f"machine-line-{check['verdict']}", language, **check))
    if remedy := check["remedy"]:
        print("    " + refusal_sentence("machine-line-remedy", language, remedy=remedy))


def _display() -> Check:
    if display := os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"):
        return ok("display", "display-present", display=display)
    return note("display", "display-absent")


def _qt() -> Iterator[Check]:
    """The libraries, and the fonts as Qt sees them."""
    answer = _ask_qt()
    if isinstance(answer, str):
        yield _libraries_at_fault(answer)
        yield note("fonts", "fonts-unknown")
        return
    yield ok("libraries", "libraries-present", version=answer["version"])
    if families := answer["families"]:
        yield ok("fonts", "fonts-present", families=", ".join(families[:3]))
    else:
        yield missing("fonts", "fonts-absent")


def _ask_qt() -> dict[str, list[str]] | str:
    """Qt's version and Chinese fonts, or why it does not start."""
    surroundings = dict(os.environ)
    if _display().verdict is not Verdict.OK:
        surroundings["QT_QPA_PLATFORM"] = "offscreen"
    try:
        done = subprocess.run(
            [sys.executable, "-c", _QT_PROBE],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PROBE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {_PROBE_SECONDS} s"
    if done.returncode == 0:
        answer: dict[str, list[str]] = json.loads(done.stdout)
        return answer
    said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
    # Python tells its reason last; Qt, which aborts the process, tells it first.
    return said[0] if done.returncode < 0 else said[-1]


def _libraries_at_fault(trouble: str) -> Check:
    absent = {library: package for library, package in _libraries() if not _loads(library)}
    if not absent:
        return missing("libraries", "qt-broken", trouble=trouble)
    return missing(
        "libraries",
        "libraries-missing",
        trouble=trouble,
        libraries=", ".join(absent),
        packages=" ".join(sorted(set(absent.values()))),
    )


def _libraries() -> Iterator[tuple[str, str]]:
    """Each library that Qt loads from the system, and the package that brings it."""
    for line in resource("machine", "libraries.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            library, package = line.split()
            yield library, package


def _loads(library: str) -> bool:
    try:
        CDLL(library)
    except OSError:
        return False
    return True


def _clock(address: str) -> Iterator[Check]:
    """Empty if no centre can be opened: the check of the database says what is wrong."""
    try:
        with CommandCenter(address) as center:
            center.check()
            report = center.housekeeping.clock_report()
    except CommandCenterError:
        return
    if report is None:
        yield ok("clock", "clock-in-step")
    else:
        yield Check("clock", Verdict.NOTE, report.error_id, {"minutes": report.minutes})


def _jobs(address: str) -> Iterator[Check]:
    """Whether the jobs run, and backups are made and tried; nothing without a centre."""
    try:
        with CommandCenter(address) as center:
            center.check()
            marks = center.heartbeats.marks()
    except CommandCenterError:
        return
    for mark in marks:
        yield Check("jobs", Verdict.NOTE, "machine-jobs-marked", {"mark": mark})
    if not marks:
        yield ok("jobs", "jobs-in-order")


def _points(address: str) -> Iterator[Check]:
    """Whether the points of every source lie where its datum says; nothing without a centre."""
    try:
        with CommandCenter(address) as center:
            center.check()
            doubts = center.points_check.doubts()
    except CommandCenterError:
        return
    for doubt in doubts:
        yield Check("points", Verdict.NOTE, "machine-points-shifted", asdict(doubt))
    if not doubts:
        yield ok("points", "points-fit")


def _calendar(address: str) -> Iterator[Check]:
    """Whether the holidays that should be set by now are known; nothing without a centre."""
    try:
        with CommandCenter(address) as center:
            center.check()
            calendar = center.city.calendar()
            today = center.clock().astimezone(calendar.zone).date()
    except CommandCenterError:
        return
    years = calendar.missing_years(today)
    if years:
        yield note("calendar", "calendar-missing", years=", ".join(map(str, years)))
    else:
        yield ok("calendar", "calendar-known")


def _assets(folder: Path) -> Check:
    absent = [name for name in _ASSETS if not (folder / name).is_file()]
    if absent:
        return missing("assets", "assets-absent", files=", ".join(absent), folder=folder)
    return ok("assets", "assets-present", folder=folder)


def _translations(folder: Path) -> Check:
    compiled = sorted(path.name for path in folder.glob("*.qm"))
    if not compiled:
        return missing("translations", "translations-absent")
    return ok("translations", "translations-present", files=", ".join(compiled))


def _sandbox() -> Check:
    if os.geteuid() == 0:
        return note("sandbox", "sandbox-off")
    for setting, wanted in _BARS.items():
        file = Path("/proc/sys", *setting.split("."))
        if file.is_file() and file.read_text(encoding="ascii").strip() != wanted:
            return missing("sandbox", "sandbox-barred", setting=setting, wanted=wanted)
    return ok("sandbox", "sandbox-on")
