"""What lies over the board when its data is too old to be believed: the same picture, in grey."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from commandcenter.views.look import theme
from commandcenter.views.look.theme import Colour, Space, TextSize

_VEIL = 0.45
_BANNER_EMS = 5.0


class StoppedCover(QWidget):
    """It takes the colours away and says since when; hidden, it shows the live board again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QImage()
        self._words = ""
        self._text_px = theme.DESK_TEXT_PX
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def words(self) -> str:
        return self._words

    def set_text_px(self, text_px: int) -> None:
        self._text_px = text_px

    def lower_over(self, board: QWidget, words: str) -> None:
        """Cover the board, or renew what the cover says."""
        if self.isHidden():
            self._picture = board.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
            self.show()
        self.setGeometry(board.rect())
        self._words = words
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(self.rect(), self._picture)
        veil = QColor(Colour.BASE)
        veil.setAlphaF(_VEIL)
        painter.fillRect(self.rect(), veil)
        height = _BANNER_EMS * self._text_px
        banner = QRectF(0, (self.height() - height) / 2, self.width(), height)
        painter.fillRect(banner, QColor(Colour.DUE_SOON))
        font = theme.tabular(theme.font(TextSize.HEADING.px(self._text_px)))
        painter.setFont(font)
        painter.setPen(QColor(Colour.TEXT_ON_MARK))
        gap = Space.LARGE.px(self._text_px)
        painter.drawText(
            banner.adjusted(gap, 0, -gap, 0),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self._words,
        )
        painter.end()
