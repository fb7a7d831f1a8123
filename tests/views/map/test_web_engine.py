"""What the web engine is told before it starts, in a process of its own."""

import os
import subprocess
import sys

ASK = """
import os
from commandcenter.views.map.web.scheme import is_registered
from commandcenter.views.map.web.web_engine import prepare_web_engine
prepare_web_engine()
prepare_web_engine()
names = "QTWEBENGINE_DISABLE_SANDBOX", "QTWEBENGINE_CHROMIUM_FLAGS"
print(is_registered(), *(os.environ.get(name, "-") for name in names))
"""


def prepared(**environment: str) -> tuple[list[str], str]:
    """What stands afterwards, and what was said."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("QT")}
    process = subprocess.run(
        [sys.executable, "-c", ASK], env=clean | environment, capture_output=True, text=True
    )
    assert process.returncode == 0, process.stderr
    return process.stdout.split(), process.stderr


def test_that_only_root_leaves_the_sandbox_and_it_is_said_once() -> None:
    (registered, sandbox, _), said = prepared()
    is_root = os.geteuid() == 0
    assert registered == "True"
    assert sandbox == ("1" if is_root else "-")
    assert said.count("sandbox") == int(is_root)


def test_that_there_is_no_graphics_card_to_ask_for_offscreen() -> None:
    (_, _, *flags), _ = prepared(QT_QPA_PLATFORM="offscreen")
    assert "--disable-gpu" in flags
    (_, _, *flags), _ = prepared(QT_QPA_PLATFORM="xcb")
    assert flags == ["-"]
