"""Bringing rows in, as the tests of imports do."""

from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from tests.city.importing import Importer


@pytest.fixture
def bring_in(center: CommandCenter, tmp_path: Path) -> Importer:
    return Importer(center, tmp_path)
