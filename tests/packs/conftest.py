"""A pack that a test may spoil."""

import shutil
from pathlib import Path

import pytest

from tests.packs.spoiling import TINY, Edit


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the ten-cell city that a test may spoil."""
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


@pytest.fixture
def edit(pack: Path) -> Edit:
    def replaced(file: str, old: str, new: str) -> None:
        text = (pack / file).read_text(encoding="utf-8")
        assert old in text, f"{file} no longer says {old!r}"
        (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replaced
