"""The list of anchors outside the database: whoever wrote it misses what is gone from it."""

from datetime import timedelta
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.jobs import run_once
from tests.city.life import CityLife, FakeClock


@pytest.fixture
def anchored(
    center: CommandCenter,
    city_life: CityLife,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> str:
    """The last of two days that were anchored."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for _ in range(2):
        city_life.reported()
        clock.advance(timedelta(days=1))
        run_once(center)
    return "2026-11-24"


def _said(center: CommandCenter) -> str:
    faults = center.log_audit.verify(anchor_file=center.anchor_file).faults
    return "\n".join(fault.sentence("en") for fault in faults)


def test_that_a_list_of_anchors_that_is_gone_or_cut_off_is_named(
    center: CommandCenter, anchored: str
) -> None:
    gone = f"{center.anchor_file} no longer holds the anchor of {anchored} that was written to it"
    lines = center.anchor_file.read_text(encoding="utf-8").splitlines(keepends=True)
    center.anchor_file.write_text(lines[0], encoding="utf-8")
    assert _said(center) == gone
    center.anchor_file.unlink()
    assert _said(center) == gone


def test_that_a_list_of_anchors_that_this_machine_never_wrote_is_not_missed(
    center: CommandCenter, anchored: str, tmp_path: Path
) -> None:
    assert center.log_audit.verify(anchor_file=tmp_path / "elsewhere.txt").faults == ()
