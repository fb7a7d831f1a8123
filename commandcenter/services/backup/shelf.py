"""The folder of the backups that the jobs make: which are there, and which may go."""

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from commandcenter.services.backup.making import SCRATCH

#: How the report of a drill is named, after its backup.
REPORT = ".drill.json"
#: For how many hours, days and weeks the last backup of each is kept.
HOURLY, DAILY, WEEKLY = 24, 14, 8
_NAME = re.compile(r"(?P<centre>\d{6})-(?P<moment>\d{8}T\d{6}Z)(?:\.tar|\.tar\.age)")
#: After this time what a killed program left behind belongs to nobody.
ABANDONED = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Kept:
    """A backup in the folder, by its name."""

    made_at: datetime
    file: Path

    @property
    def report(self) -> Path:
        """Where the report of its drill lies."""
        return report_file(self.file)

    def drilled_at(self) -> datetime | None:
        """When it passed its drill; None if it did not."""
        try:
            report = json.loads(self.report.read_bytes())
            return datetime.fromisoformat(report["drilled_at"]) if report["passed"] else None
        except (OSError, ValueError, KeyError, TypeError):  # none, or one that somebody edited
            return None


def report_file(backup: Path) -> Path:
    """Where the report of a backup's drill lies."""
    return backup.with_name(f"{backup.name}{REPORT}")


def kept_backups(folder: Path, centre: str) -> list[Kept]:
    """The backups of a centre that the jobs have made there, oldest first."""
    found = ((file, _moment(file.name)) for file in folder.glob(f"{centre}-*"))
    return sorted(Kept(moment, file) for file, moment in found if moment is not None)


def last_drill(kept: Sequence[Kept]) -> datetime | None:
    """When the last of them passed its drill."""
    return max(filter(None, (backup.drilled_at() for backup in kept)), default=None)


def tidy(folder: Path, centre: str, now: datetime) -> None:
    """Remove the backups that are no longer to be kept, with their reports, and what killed
    programs left behind. OSError if that fails."""
    kept = kept_backups(folder, centre)
    for backup in outlived(kept):
        backup.file.unlink(missing_ok=True)
        backup.report.unlink(missing_ok=True)
    for part in folder.glob(f".*{SCRATCH}"):
        if now.timestamp() - part.stat().st_mtime > ABANDONED.total_seconds():
            shutil.rmtree(part, ignore_errors=True)


def outlived(kept: Sequence[Kept]) -> list[Kept]:
    """Those that are neither the last of an hour, day or week to be kept, nor the last that
    passed its drill."""
    wanted = {
        *_last_of(kept, lambda at: at.strftime("%Y%m%d%H"), HOURLY),
        *_last_of(kept, lambda at: at.strftime("%Y%m%d"), DAILY),
        *_last_of(kept, lambda at: at.strftime("%G%V"), WEEKLY),
    }
    gone = [backup for backup in kept if backup not in wanted]
    tried = max((b for b in kept if gone and b.drilled_at()), default=None)
    return [backup for backup in gone if backup != tried]


def _last_of(kept: Sequence[Kept], span: Callable[[datetime], str], most: int) -> list[Kept]:
    by_span = {span(backup.made_at): backup for backup in sorted(kept)}
    return [by_span[name] for name in sorted(by_span)[-most:]]


def _moment(name: str) -> datetime | None:
    """When a backup of this name was made; None for the name of anything else."""
    parts = _NAME.fullmatch(name)
    try:
        at = datetime.strptime(parts["moment"], "%Y%m%dT%H%M%SZ") if parts else None
    except ValueError:  # the 30th of February
        return None
    return at.replace(tzinfo=UTC) if at else None
