"""A machine without Qt: `pytest -p tests.no_qt -p no:pytest-qt` runs what needs no screen."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

_QT = {"PySide6", "shiboken6", "pyqtgraph"}


class _NoQt:
    """Stands before every other finder and says that Qt is not installed."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] in _QT:
            raise ModuleNotFoundError(f"{name} was imported by what must run without Qt", name=name)
        return None


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings of the plugin that is away, so that pyproject.toml is still understood."""
    parser.addini("qt_api", "unused without Qt")
    parser.addini("qt_log_level_fail", "unused without Qt")
    parser.addini("qt_log_ignore", "unused without Qt", type="linelist")


sys.meta_path.insert(0, _NoQt)
