"""The map's own address, `commandcenter://map/…`, and what answers there."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)

from commandcenter.resources import resource
from commandcenter.views.look import theme
from commandcenter.views.map.web.page import map_page
from commandcenter.views.map.web.place import MapPlace

SCHEME = b"commandcenter"
HOST = "map"

_CHANNEL_SCRIPT = ":/qtwebchannel/qwebchannel.js"
_TYPES = {
    ".js": b"text/javascript",
    ".css": b"text/css",
    ".png": b"image/png",
    ".svg": b"image/svg+xml",
}


def register_scheme() -> None:
    """Make the scheme known; Qt wants this before the QApplication. A second call does nothing."""
    if is_registered():
        return
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    scheme.setFlags(QWebEngineUrlScheme.Flag.SecureScheme)
    QWebEngineUrlScheme.registerScheme(scheme)


def is_registered() -> bool:
    return bool(QWebEngineUrlScheme.schemeByName(QByteArray(SCHEME)).name())


def page_address(place: MapPlace) -> QUrl:
    """Where the page for this place is."""
    return QUrl(f"{SCHEME.decode()}://{HOST}/{place}.html")


def is_ours(address: QUrl) -> bool:
    return address.scheme() == SCHEME.decode() and address.host() == HOST


class MapFiles(QWebEngineUrlSchemeHandler):
    """Serves the page, the tokens, Qt's channel script and the files of `resources/map`."""

    def __init__(self, place: MapPlace, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = resource("map").resolve()
        self._made = {
            page_address(place).path(): (b"text/html; charset=utf-8", map_page(place).encode()),
            "/tokens.css": (b"text/css", theme.css_variables().encode()),
            "/qwebchannel.js": (b"text/javascript", _read_from_qt(_CHANNEL_SCRIPT)),
        }

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        if job.requestMethod() != b"GET" or not is_ours(job.requestUrl()):
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        found = self.answer(job.requestUrl().path())
        if found is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        self._reply(job, *found)

    def answer(self, path: str) -> tuple[bytes, bytes] | None:
        """Type and content of what lies at a path; None where there is nothing to see."""
        if path in self._made:
            return self._made[path]
        file = (self._folder / path.lstrip("/")).resolve()
        kind = _TYPES.get(file.suffix)
        if kind is None or not file.is_relative_to(self._folder) or not file.is_file():
            return None
        return kind, file.read_bytes()

    def _reply(self, job: QWebEngineUrlRequestJob, kind: bytes, content: bytes) -> None:
        device = QBuffer(job)
        device.setData(content)
        device.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(QByteArray(kind), device)


def assets_folder() -> Path:
    """Where the pinned web assets must lie before a map can be shown."""
    return resource("map", "vendor", "leaflet")


def _read_from_qt(name: str) -> bytes:
    file = QFile(name)
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise FileNotFoundError(name)
    return bytes(file.readAll().data())
