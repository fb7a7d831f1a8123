"""`jobs` as a service runs it: one at a time, and whoever ends makes room at once."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from tests.commands.conftest import Run

MAIN = Path(__file__).parents[2] / "main.py"
_LOOKS, _BETWEEN_LOOKS = 400, 0.05


def _others_hold_the_lock(center: CommandCenter) -> bool:
    """Whether another process comes to hold it."""
    for _ in range(_LOOKS):
        if not center.housekeeping.take_lock("test"):
            return True
        center.housekeeping.release_lock("test")
        threading.Event().wait(_BETWEEN_LOOKS)
    return False


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_that_jobs_that_are_interrupted_make_room_at_once(
    address: str, run: Run, ending: int
) -> None:
    command = [sys.executable, str(MAIN), "--database", address, "jobs"]
    with (
        CommandCenter(address) as center,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as jobs,
    ):
        try:
            assert _others_hold_the_lock(center)
            jobs.send_signal(ending)
            assert jobs.communicate(timeout=20) == (b"", b"")
            assert jobs.returncode == 0
        finally:
            jobs.kill()
        assert center.housekeeping.take_lock("test")
        center.housekeeping.release_lock("test")
    assert run("--database", address, "--json", "jobs", "--once").document["ran"] is True


def test_that_jobs_run_once_leave_no_lock_behind(on_tiny: Run, tiny_file: Path) -> None:
    assert on_tiny("--json", "jobs", "--once").document["ran"] is True
    with CommandCenter(f"sqlite:///{tiny_file}") as center:
        assert center.housekeeping.take_lock("another")
    answer = on_tiny("--json", "jobs", "--once")
    assert (answer.status, answer.document) == (0, {"ran": False, "done": []})


def test_that_the_last_run_of_every_job_is_listed(on_tiny: Run, tiny_file: Path) -> None:
    assert on_tiny("--json", "jobs", "--status").document == []
    done = on_tiny("--json", "jobs", "--once").document["done"]
    assert "made a backup" in done
    assert len([*(tiny_file.parent / "backups").glob("*.tar")]) == 1
    beats = {beat["job"]: beat for beat in on_tiny("--json", "jobs", "--status").document}
    assert {"resume", "warn", "anchor", "backup", "drill"} <= beats.keys()
    assert all(beat["succeeded_at"] and beat["trouble"] is None for beat in beats.values())
    assert "备份演练" in on_tiny("--lang", "zh", "jobs", "--status").out


def test_that_backups_go_where_the_setting_says(
    on_tiny: Run, tiny_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMANDCENTER_BACKUP_FOLDER", str(tmp_path / "other disk"))
    on_tiny("jobs", "--once")
    assert len([*(tmp_path / "other disk").glob("*.tar")]) == 1
    assert not (tiny_file.parent / "backups").exists()
