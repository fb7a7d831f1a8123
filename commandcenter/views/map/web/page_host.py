"""Hosts the web page: its profile, channel and interceptor, and what happens when it fails."""

import logging

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from commandcenter.views.map.web.bridge import MapBridge
from commandcenter.views.map.web.place import MapPlace
from commandcenter.views.map.web.request_interceptor import RequestInterceptor
from commandcenter.views.map.web.scheme import SCHEME, MapFiles, is_registered, page_address
from commandcenter.views.map.web.web_page import MapWebPage

_log = logging.getLogger(__name__)

FIRST_ANSWER_MS = 10_000
CALM_MS = 300_000
MOST_RELOADS = 3


class PageHost(QObject):
    """Loads the page, and loads it again when it fails; after three failures in a row it gives up.

    Attributes: `view`, the widget to show; `bridge`; `interceptor`, which knows what was refused.
    """

    #: the page listens; everything must be sent to it again
    up = Signal()
    #: the page failed and is being loaded again: why
    reloading = Signal(str)
    #: the page failed once too often: why
    given_up = Signal(str)

    def __init__(self, place: MapPlace, owner: QWidget) -> None:
        super().__init__(owner)
        if not is_registered():
            raise RuntimeError("prepare_web_engine() must be called before the QApplication")
        self._address = page_address(place)
        self.view = _bare_view(owner)
        # A profile must outlive its page, and children go in the order they came.
        self._profile = QWebEngineProfile(owner)
        self._files = MapFiles(place, self._profile)
        self._profile.installUrlSchemeHandler(QByteArray(SCHEME), self._files)
        self.interceptor = RequestInterceptor(self._profile)
        self._profile.setUrlRequestInterceptor(self.interceptor)
        self.bridge = MapBridge(self)
        self._page = self._furnished_page()
        self.view.setPage(self._page)
        self._reloads = 0
        self._answer_timer = self._timer(FIRST_ANSWER_MS, self._miss_the_answer)
        self._calm_timer = self._timer(CALM_MS, self._forget_failures)

    def load(self) -> None:
        self._answer_timer.start()
        self._page.load(self._address)

    @Slot()
    def try_again(self) -> None:
        """After it was given up, by hand."""
        self._forget_failures()
        self.load()

    def _furnished_page(self) -> MapWebPage:
        page = MapWebPage(self._address, self._profile, self.view)
        channel = QWebChannel(page)
        channel.registerObject("bridge", self.bridge)
        page.setWebChannel(channel)
        page.renderProcessTerminated.connect(self._renderer_died)
        self.bridge.page_ready.connect(self._page_is_up)
        self.bridge.problem_met.connect(self._fail)
        return page

    def _timer(self, milliseconds: int, act: object) -> QTimer:
        timer = QTimer(self, interval=milliseconds, singleShot=True)
        timer.timeout.connect(act)
        return timer

    @Slot()
    def _page_is_up(self) -> None:
        self._answer_timer.stop()
        self.up.emit()

    @Slot()
    def _miss_the_answer(self) -> None:
        self._fail("the page does not answer")

    @Slot()
    def _forget_failures(self) -> None:
        self._reloads = 0

    @Slot(QWebEnginePage.RenderProcessTerminationStatus, int)
    def _renderer_died(
        self, status: QWebEnginePage.RenderProcessTerminationStatus, code: int
    ) -> None:
        self._fail(f"its process ended ({status.name}, {code})")

    @Slot(str)
    def _fail(self, reason: str) -> None:
        _log.warning("the map page failed: %s", reason)
        self._answer_timer.stop()
        if self._reloads >= MOST_RELOADS:
            self.given_up.emit(reason)
            return
        self._reloads += 1
        self._calm_timer.start()
        self.reloading.emit(reason)
        QTimer.singleShot(0, self, self.load)  # not while the page calls us: it is replaced


def _bare_view(owner: QWidget) -> QWebEngineView:
    """A browser without a browser's habits: no menu with Back and Reload, nothing dropped in."""
    view = QWebEngineView(owner)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    view.setAcceptDrops(False)
    return view
