"""Where windows appear: before people, or before a camera that needs no display."""

import atexit
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from commandcenter.errors import Unavailable

_PLATFORM = "QT_QPA_PLATFORM"
_FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
_WITHOUT_GPU = "--disable-gpu --log-level=3"  # 3: Chromium need not mourn a missing D-Bus


def has_display() -> bool:
    """Whether people can see a window of this process. Other systems than Linux always have one."""
    named = os.environ.get(_PLATFORM, "")
    if named:
        return not named.startswith(("offscreen", "minimal"))
    return sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def require_display() -> None:
    """Call before the QApplication. Unavailable, with the way out, where nobody could see it.

    A platform that the user names is kept; tests do so.
    """
    if not has_display() and _PLATFORM not in os.environ:
        raise Unavailable("no-display")


def use_camera(width: int, height: int) -> None:
    """Call before the QApplication: a screen of this size that only pictures are taken of."""
    screen = {
        "name": "camera",
        "x": 0,
        "y": 0,
        "width": width,
        "height": height,
        "logicalDpi": 96,
        "logicalBaseDpi": 96,
        "dpr": 1.0,
    }
    folder = Path(tempfile.mkdtemp(prefix="commandcenter-camera-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "screen.json"
    file.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    os.environ[_PLATFORM] = f"offscreen:configfile={file}"
    os.environ.setdefault(_FLAGS, _WITHOUT_GPU)
