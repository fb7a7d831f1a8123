"""What is wrong with a pack, as tests ask for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from commandcenter.packs.files.faults import PackHasFaults
from commandcenter.packs.reader import read_pack

TINY = Path(__file__).parent / "tiny"

#: File, what stands there, what is put there.
Edit = Callable[[str, str, str], None]


def line_of(file: str, text: str) -> int:
    before, _, _ = (TINY / file).read_text(encoding="utf-8").partition(text)
    return before.count("\n") + 1


def refusal(folder: Path) -> PackHasFaults:
    with pytest.raises(PackHasFaults) as caught:
        read_pack(folder)
    return caught.value


def found(folder: Path) -> set[tuple[str, int | None, str]]:
    """File, line and error of everything that is wrong."""
    return {
        (fault.file, fault.line, getattr(fault.reason, "error_id", "grid"))
        for fault in refusal(folder).found
    }
