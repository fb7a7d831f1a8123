"""The QApplication: language, look, and the handling of unexpected errors."""

import logging
import signal
import sys
import threading
from types import TracebackType

from PySide6.QtCore import QDir, QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtGui import QIcon, QScreen
from PySide6.QtWidgets import QApplication

from commandcenter.errors import Unavailable
from commandcenter.resources import resource
from commandcenter.views.frame.gc_rounds import CollectionRounds
from commandcenter.views.look import theme
from commandcenter.views.map.web.web_engine import prepare_web_engine

_log = logging.getLogger(__name__)

_LOCALES = {"zh": QLocale("zh_CN"), "en": QLocale("en_GB")}
_PITCH_MM = 0.25
"""The pixel pitch for which the theme's text size was calculated."""
_LARGEST_ZOOM = 2.5


def open_application(language: str, *, text_px: int | None = None) -> QApplication:
    """Call once a process, before any widget. Unavailable where map or translations are missing."""
    prepare_web_engine()
    application = QApplication(["commandcenter"])
    application.setApplicationName("commandcenter")
    dress_up(application, text_px or text_px_for(application.primaryScreen()))
    speak(application, language)
    CollectionRounds(application)
    signal.signal(signal.SIGINT, lambda *_: application.quit())
    return application


def dress_up(application: QApplication, text_px: int) -> None:
    """Icons, colours, and everything in shares of the body text."""
    QDir.setSearchPaths("icons", [str(resource("icons"))])  # where style sheets look
    application.setWindowIcon(QIcon("icons:commandcenter.svg"))
    theme.dress(application, text_px)


def speak(application: QApplication, language: str) -> None:
    """Windows made from now on speak this language. Screens are written in English."""
    for former in application.findChildren(QTranslator):
        application.removeTranslator(former)
        former.deleteLater()
    QLocale.setDefault(_LOCALES[language])
    if language == "en":
        return
    ours = resource("translations", f"commandcenter_{language}.qm")
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    _install(application, f"{qt_folder}/qtbase_{_LOCALES[language].name()}.qm")
    _install(application, str(resource("translations", f"qt_{language}.qm")))
    if not _install(application, str(ours)):
        raise Unavailable("translations-missing", file=ours)


def text_px_for(screen: QScreen | None) -> int:
    """The text size in pixels; larger if the screen is denser than the theme expects and Qt does
    not scale."""
    if screen is None or screen.physicalSize().width() <= 0:
        return theme.DESK_TEXT_PX
    pitch = screen.physicalSize().width() / screen.size().width()
    zoom = min(max(_PITCH_MM / pitch, 1.0), _LARGEST_ZOOM)
    return round(theme.DESK_TEXT_PX * zoom)


class LastHook(QObject):
    """Handles every uncaught exception as a bug: it is logged and shown, and the screens stay open.

    Signals:
        met: one line that says what it was.
    """

    met = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.count = 0

    def install(self) -> None:
        sys.excepthook = self.take
        threading.excepthook = self._take_from_thread

    def take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.count += 1
        _log.critical("a bug: %s", error, exc_info=(kind, error, trace))
        self.met.emit(f"{kind.__name__}: {error}")

    def _take_from_thread(self, failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None:
            self.take(failure.exc_type, failure.exc_value, failure.exc_traceback)


def _install(application: QApplication, file: str) -> bool:
    translator = QTranslator(application)
    return translator.load(file) and application.installTranslator(translator)
