"""What the map's own address serves, and what it keeps to itself."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QUrl
from pytestqt.qtbot import QtBot

from commandcenter.views.map.web.place import MapPlace
from commandcenter.views.map.web.scheme import MapFiles, is_ours


@pytest.fixture
def files(qtbot: QtBot) -> Iterator[MapFiles]:
    owner = QObject()
    yield MapFiles(MapPlace.DESK, owner)
    owner.deleteLater()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/desk.html", b"text/html; charset=utf-8"),
        ("/tokens.css", b"text/css"),
        ("/qwebchannel.js", b"text/javascript"),
        ("/map.js", b"text/javascript"),
        ("/vendor/leaflet/leaflet.js", b"text/javascript"),
    ],
)
def test_that_the_page_finds_its_parts(files: MapFiles, path: str, kind: bytes) -> None:
    found = files.answer(path)
    assert found is not None
    assert found[0] == kind
    assert found[1]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/wall.html",
        "/absent.js",
        "/package.json",
        "/../styles/desk.qss",
        "/../../commandcenter/views/theme.py",
        "//etc/passwd",
        "/vendor/../../styles/../map/../translations/terms.toml",
    ],
)
def test_that_nothing_else_is_served(files: MapFiles, path: str) -> None:
    assert files.answer(path) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://map/desk.html",
        "commandcenter://elsewhere/desk.html",
        "file:///etc/passwd",
        "data:text/html,hello",
        "qrc:///qtwebchannel/qwebchannel.js",
    ],
)
def test_that_only_one_host_of_one_scheme_is_ours(address: str) -> None:
    assert not is_ours(QUrl(address))
    assert is_ours(QUrl("commandcenter://map/desk.html"))
