"""Said for a minute after the start: the last row could not read text of this size."""

import logging

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget

from commandcenter.views.look import theme
from commandcenter.views.look.theme import Space, TextSize
from commandcenter.views.wall.type_scale import TypeScale, WallProfile

_log = logging.getLogger(__name__)

SHOWN_MS = 60_000


class FitNotice(QLabel):
    """A warning for those who set up the wall; it disappears by itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "chip")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()
        self._over = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self._over.timeout.connect(self.hide)

    def judge(self, scale: TypeScale, profile: WallProfile, width: int, top: int) -> None:
        """Say it, at the upper edge of the map, where the text is too small."""
        if scale.fits:
            self.hide()
            return
        words = self.tr(
            "To be readable from {metres} m, text needs {wanted} px; this screen has room for "
            "{have} px."
        ).format(metres=f"{profile.farthest_m:g}", wanted=scale.wanted_px, have=scale.text_px)
        if words != self.text():
            _log.warning("%s", words)
        font = theme.font(TextSize.SMALL_PRINT.px(scale.text_px))
        self.setStyleSheet(theme.style_sheet(font.pixelSize()))
        self.setText(words)
        gap = Space.LARGE.px(scale.text_px)
        wide = QFontMetrics(font).horizontalAdvance(words) + 2 * gap
        self.setGeometry(gap, top, min(wide, width - 2 * gap), 2 * gap)
        self.show()
        self.raise_()
        self._over.start()
