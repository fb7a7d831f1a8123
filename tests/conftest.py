"""What all tests share: their own PostgreSQL, a Qt that needs no display, the real sample data."""

import gc
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher

pytest_plugins = [
    "tests.city.postgres",
    "tests.city.centers",
    "tests.city.districts",
    "tests.city.statements",
]

ROOT = Path(__file__).parent.parent

_TESTS_A_SEARCH = 100
_tests = count(1)

# Qt reads these when its first application is made, so they stand before anything imports it.
if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--disable-gpu")
if os.geteuid() == 0:
    os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Set aside what has lived through many tests. Python would search all of it for circles, in
    the middle of a test: for seconds, after which PostgreSQL ends the transaction of whoever holds
    the writers' queue."""
    if next(_tests) % _TESTS_A_SEARCH == 0:
        gc.collect()
        gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashing a password takes a tenth of a second and 64 MiB on purpose; tests hash hundreds."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with patch("commandcenter.models.staff.password._hasher", quick):
        yield


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """The folder of real data: SAMPLE_DATA, else beside the checkout; skipped where absent."""
    folder = Path(os.environ.get("SAMPLE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"there is no sample data at {folder}; set SAMPLE_DATA to its folder")
    return folder
