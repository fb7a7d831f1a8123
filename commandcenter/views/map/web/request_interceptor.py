"""Refuses and logs every request of the page for an address that is not our own."""

import logging

from PySide6.QtCore import QObject
from PySide6.QtWebEngineCore import QWebEngineUrlRequestInfo, QWebEngineUrlRequestInterceptor

from commandcenter.views.map.web.scheme import is_ours

_log = logging.getLogger(__name__)


class RequestInterceptor(QWebEngineUrlRequestInterceptor):
    """Attributes: `refused`, the addresses that were asked for and not given, oldest first."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.refused: list[str] = []

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        if is_ours(info.requestUrl()):
            return
        info.block(True)
        address = info.requestUrl().toString()
        self.refused.append(address)
        _log.warning("the map asked for an address outside and was refused: %s", address)
