"""The page that folium builds: local, without a case, and closed to every script but its own."""

import ast
import inspect
import re
import subprocess
import sys
from types import ModuleType

import pytest

from commandcenter.views.map.web import frame, page
from commandcenter.views.map.web.frame import LocalMap, build_page, content_security_policy
from commandcenter.views.map.web.page import map_page
from commandcenter.views.map.web.place import MapPlace


@pytest.mark.parametrize("place", MapPlace)
def test_that_the_page_names_no_address_outside(place: MapPlace) -> None:
    links = re.findall(r"""(?:src|href)=["']([^"']+)""", map_page(place))
    assert len(links) == len(LocalMap.default_js) + len(LocalMap.default_css) + 1
    assert [link for link in links if "//" in link] == []


def test_that_scripts_and_styles_do_not_push_each_other_out() -> None:
    names = [name for name, _ in (*LocalMap.default_js, *LocalMap.default_css)]
    assert len(set(names)) == len(names)


def test_that_the_page_is_the_same_every_time() -> None:
    assert build_page(MapPlace.DESK) == build_page(MapPlace.DESK)


def test_that_only_the_desk_has_buttons_for_zoom() -> None:
    assert "L.control.zoom" in map_page(MapPlace.DESK)
    assert "L.control.zoom" not in map_page(MapPlace.WALL)


def test_that_the_policy_lets_the_inline_script_run_and_no_other() -> None:
    policy = content_security_policy(
        "<style>a{}</style><script src='own.js'></script><script>1</script>"
    )
    assert "default-src 'none'" in policy
    assert policy.count("sha256-") == 2
    assert "sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=" in policy  # of the sign 1
    assert "unsafe" not in policy


@pytest.mark.parametrize("module", [page, frame])
def test_that_building_the_page_needs_no_qt(module: ModuleType) -> None:
    tree = ast.parse(inspect.getsource(module))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert [name for name in imported if name.startswith("PySide6")] == []


def test_that_no_window_waits_for_folium() -> None:
    windows = "commandcenter.views.desk.window.desk_window, commandcenter.views.wall.wall_window"
    ask = f"import sys, {windows}; print('folium' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
