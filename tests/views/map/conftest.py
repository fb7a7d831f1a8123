"""The web engine for tests of the map, and what its Qt says on a machine without a display."""

import pytest

from commandcenter.views.map.web.web_engine import prepare_web_engine

prepare_web_engine()  # before pytest-qt makes the application

# Each is said once, when Chromium starts, and is true of every machine without a display.
NO_DISPLAY = (
    "QRhiGles2: Failed to create",  # there is no OpenGL
    "Failed to create RHI for backend: OpenGL",
    "GPUInfo not initialized",
    "does not support propagateSizeHints",  # nor a window manager
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if __package__ in item.nodeid.replace("/", "."):
            item.add_marker(pytest.mark.qt_log_ignore(*NO_DISPLAY, extend=True))
