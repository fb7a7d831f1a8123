"""`--tour`: which pictures were taken, for people and for scripts."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MAIN = Path(__file__).parents[2] / "main.py"


@pytest.mark.parametrize("shape", ["--json", "--lines", "--lang=en"])
def test_that_the_pictures_of_a_tour_are_listed_as_asked(
    tiny_file: Path, tmp_path: Path, shape: str
) -> None:
    folder = tmp_path / "pictures"
    words = ["--database", f"sqlite:///{tiny_file}", "statistics", "--tour", str(folder), shape]
    without_display = {k: v for k, v in os.environ.items() if not k.endswith("DISPLAY")}
    toured = subprocess.run(
        [sys.executable, str(MAIN), *words],
        env=without_display,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    lines = toured.stdout.splitlines()
    listed: list[Any] = lines if shape == "--lang=en" else list(map(json.loads, lines))
    if shape == "--json":
        (listed,) = listed
    assert sorted(listed) == sorted(str(file) for file in folder.iterdir())
    assert listed
