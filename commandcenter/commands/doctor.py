"""What is missing on this machine, and the remedy."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from ctypes import CDLL
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from commandcenter.center import CommandCenter
from commandcenter.database.engines import open_engine, read_url, refuse_network_share, sqlite_file
from commandcenter.errors import CommandCenterError
from commandcenter.resources import resource
from commandcenter.words import refusal_ids, refusal_text

_SQLITE_NEEDED = (3, 35)
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


class Verdict(StrEnum):
    """A note does not keep the program from working; what is missing does."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True)
class Check:
    """One thing looked at; its words stand in the catalogue under `machine-…`."""

    subject: str
    verdict: Verdict
    finding: str
    params: Mapping[str, object] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """What was looked at."""
        return refusal_text(f"machine-{self.subject}", language)

    def found(self, language: str) -> str:
        """What there is."""
        return refusal_text(self.finding, language).format(**self.params)

    def remedy(self, language: str) -> str | None:
        """What to do; None where all is well, or where what was found says it."""
        remedy = f"{self.finding}-remedy"
        if remedy not in refusal_ids():
            return None
        return refusal_text(remedy, language).format(**self.params)

    def document(self, language: str) -> dict[str, object]:
        """The check as JSON."""
        return {
            "name": self.name(language),
            "verdict": self.verdict.value,
            "found": self.found(language),
            "remedy": self.remedy(language),
        }


def run_doctor(*, database_url: str, language: str, as_json: bool) -> int:
    """Look, print, and say by the exit status whether something is missing."""
    checks = doctor_checks(database_url)
    if as_json:
        documents = [check.document(language) for check in checks]
        print(json.dumps(documents, ensure_ascii=False, separators=(",", ":")))
    else:
        for check in checks:
            _print(check, language)
    return int(any(check.verdict is Verdict.MISSING for check in checks))


def doctor_checks(database_url: str) -> list[Check]:
    """Everything the program needs of this machine, looked at now."""
    return [
        _display(),
        *_qt(),
        _database(database_url),
        *_clock(database_url),
        *_points(database_url),
        _assets(resource("map", "vendor", "leaflet")),
        _translations(resource("translations")),
        _sandbox(),
    ]


def _print(check: Check, language: str) -> None:
    line = refusal_text(f"machine-line-{check.verdict}", language)
    print(line.format(name=check.name(language), found=check.found(language)))
    if remedy := check.remedy(language):
        print("    " + refusal_text("machine-line-remedy", language).format(remedy=remedy))


def _display() -> Check:
    if display := os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"):
        return _ok("display", "display-present", display=display)
    return _note("display", "display-absent")


def _qt() -> Iterator[Check]:
    """The libraries, and the fonts as Qt sees them."""
    answer = _ask_qt()
    if isinstance(answer, str):
        yield _libraries_at_fault(answer)
        yield _note("fonts", "fonts-unknown")
        return
    yield _ok("libraries", "libraries-present", version=answer["version"])
    if families := answer["families"]:
        yield _ok("fonts", "fonts-present", families=", ".join(families[:3]))
    else:
        yield _missing("fonts", "fonts-absent")


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
        return _missing("libraries", "qt-broken", trouble=trouble)
    return _missing(
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


def _database(address: str) -> Check:
    try:
        url = read_url(address)
        file = sqlite_file(url)
        return _postgresql(url) if file is None else _sqlite(file.absolute())
    except CommandCenterError as refusal:
        return Check("database", Verdict.MISSING, refusal.error_id, refusal.params)


def _sqlite(file: Path) -> Check:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < _SQLITE_NEEDED:
        needed = ".".join(str(part) for part in _SQLITE_NEEDED)
        return _missing("database", "sqlite-old", version=version, needed=needed)
    refuse_network_share(file)
    folder = next(parent for parent in file.parents if parent.is_dir())
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(bytes(4096))
    except OSError as trouble:
        return _missing("database", "sqlite-unwritable", folder=folder, trouble=trouble.strerror)
    free = f"{shutil.disk_usage(folder).free / 2**30:.1f}"
    return _ok("database", "sqlite-usable", version=version, file=file, free_gib=free)


def _postgresql(url: URL) -> Check:
    address = url.render_as_string(hide_password=True)
    engine = open_engine(url)
    try:
        with engine.connect() as connection:
            version = connection.exec_driver_sql("SHOW server_version").scalar_one()
    except OperationalError as trouble:
        first = str(trouble.orig).strip().splitlines()[0]
        return _missing("database", "postgresql-away", address=address, trouble=first)
    finally:
        engine.dispose()
    return _ok("database", "postgresql-usable", version=version, address=address)


def _clock(address: str) -> Iterator[Check]:
    """Nothing where no centre can be asked: what is wrong with the database, its own check says."""
    try:
        with CommandCenter(address) as center:
            center.check()
            report = center.upkeep.clock_report()
    except CommandCenterError:
        return
    if report is None:
        yield _ok("clock", "clock-in-step")
    else:
        yield Check("clock", Verdict.NOTE, report.error_id, {"minutes": report.minutes})


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
        yield _ok("points", "points-fit")


def _assets(folder: Path) -> Check:
    absent = [name for name in _ASSETS if not (folder / name).is_file()]
    if absent:
        return _missing("assets", "assets-absent", files=", ".join(absent), folder=folder)
    return _ok("assets", "assets-present", folder=folder)


def _translations(folder: Path) -> Check:
    compiled = sorted(path.name for path in folder.glob("*.qm"))
    if not compiled:
        return _missing("translations", "translations-absent")
    return _ok("translations", "translations-present", files=", ".join(compiled))


def _sandbox() -> Check:
    if os.geteuid() == 0:
        return _note("sandbox", "sandbox-off")
    for setting, wanted in _BARS.items():
        file = Path("/proc/sys", *setting.split("."))
        if file.is_file() and file.read_text(encoding="ascii").strip() != wanted:
            return _missing("sandbox", "sandbox-barred", setting=setting, wanted=wanted)
    return _ok("sandbox", "sandbox-on")


def _ok(subject: str, finding: str, **params: object) -> Check:
    return Check(subject, Verdict.OK, f"machine-{finding}", params)


def _note(subject: str, finding: str, **params: object) -> Check:
    return Check(subject, Verdict.NOTE, f"machine-{finding}", params)


def _missing(subject: str, finding: str, **params: object) -> Check:
    return Check(subject, Verdict.MISSING, f"machine-{finding}", params)
