"""What the web engine needs before the QApplication exists, and before a window is seen."""

import logging
import os

from PySide6.QtWebEngineCore import QWebEngineProfile

from commandcenter.errors import Unavailable
from commandcenter.views.map.web.scheme import assets_folder, register_scheme

_log = logging.getLogger(__name__)

_SANDBOX = "QTWEBENGINE_DISABLE_SANDBOX"
_FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
_OFFSCREEN_FLAGS = "--disable-gpu --log-level=3"  # 3: no messages about a missing D-Bus


def prepare_web_engine() -> None:
    """Call before the QApplication; refuses with Unavailable where the map's files are missing."""
    script = assets_folder() / "leaflet.js"
    if not script.is_file():
        raise Unavailable("map-assets-missing", file=script)
    register_scheme()
    _leave_the_sandbox_as_root()
    _spare_the_gpu_offscreen()


def start_web_engine() -> None:
    """Call before the window is shown: the engine's processes keep the screen's thread waiting for
    a tenth of a second, and a window that is seen must not stand still."""
    QWebEngineProfile().deleteLater()


def _leave_the_sandbox_as_root() -> None:
    """Chromium refuses to start as root inside its sandbox; nobody else goes without it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or _SANDBOX in os.environ:
        return
    os.environ[_SANDBOX] = "1"
    _log.warning("Running as root: the web engine's sandbox is switched off.")


def _spare_the_gpu_offscreen() -> None:
    flags = os.environ.get(_FLAGS, "")
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen" and "--disable-gpu" not in flags:
        os.environ[_FLAGS] = f"{flags} {_OFFSCREEN_FLAGS}".strip()
