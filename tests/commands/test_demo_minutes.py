"""`demo --minutes`: a desk that is open so long, and then leaves by itself."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from commandcenter.center import CommandCenter
from tests.city.life import MONDAY_10

#: Who names a platform is believed to see it.
_DESK = """
import sys
from commandcenter.center import CommandCenter
from commandcenter.commands.windows import open_desk

with CommandCenter(sys.argv[1]) as center:
    shown = open_desk(center, "en", account="dispatcher", minutes=float(sys.argv[2]))
sys.exit(shown.status)
"""


def test_that_a_desk_leaves_when_its_minutes_are_over(made_sqlite: Path, tmp_path: Path) -> None:
    address = f"sqlite:///{shutil.copy(made_sqlite, tmp_path / 'center.sqlite3')}"
    with CommandCenter(address) as center:
        center.timekeeping.simulate(MONDAY_10, 1)  # else it would ask for a password
    shown = subprocess.run(
        [sys.executable, "-c", _DESK, address, "0.02"],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
