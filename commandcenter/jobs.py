"""What is due by the centre's clock, run by whoever holds the job lock."""

import threading
from pathlib import Path

from commandcenter.center import CommandCenter
from commandcenter.services.upkeep import AnchorRow

_BEAT_SECONDS = 10.0


def run_once(center: CommandCenter, *, holder: str, anchor_file: Path | None) -> list[str] | None:
    """Do what is due, and say what was done; None while somebody else holds the lock."""
    if not center.upkeep.take_lock(holder):
        return None
    anchors = center.upkeep.anchor_days()
    if anchor_file and anchors:
        _append(anchor_file, anchors)
    done = [f"anchored {anchor.day}" for anchor in anchors]
    if forgotten := center.upkeep.forget_old_keys():
        done.append(f"forgot {forgotten} idempotency keys")
    return done


def run(
    center: CommandCenter, stopped: threading.Event, *, holder: str, anchor_file: Path | None
) -> None:
    """Run what is due until told to stop."""
    while not stopped.is_set():
        run_once(center, holder=holder, anchor_file=anchor_file)
        stopped.wait(_BEAT_SECONDS)


def _append(file: Path, anchors: list[AnchorRow]) -> None:
    """Outside the database, so that a database that was rewritten as a whole shows it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.writelines(f"{a.day} {a.first_sequence}-{a.last_sequence} {a.hash}\n" for a in anchors)
