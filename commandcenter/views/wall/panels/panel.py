"""A card of the board: a heading, and below it what the card shows. It paints itself."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from commandcenter.views.look import theme
from commandcenter.views.look.theme import Colour, Space, TextSize

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
HEADING_EMS = 1.45


class Panel(QWidget):
    """Sized in heights of the board's text; subclasses implement `paint_content`.

    Signals:
        painted: what the card was last given is on the screen.
    """

    painted = Signal()

    def __init__(self, heading: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = heading
        self.text_px = theme.DESK_TEXT_PX
        self.ground = Colour.PANEL
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_text_px(self, text_px: int) -> None:
        self.text_px = text_px
        self.updateGeometry()
        self.update()

    def ems(self, share: float) -> float:
        """A length in pixels, given in heights of the text."""
        return share * self.text_px

    def font_of(self, size: TextSize, *, bold: bool = False) -> QFont:
        """The board's font, with digits of one width."""
        font = theme.tabular(theme.font(size.px(self.text_px)))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.ground))
        corner = Space.RADIUS.px(self.text_px)
        painter.drawRoundedRect(self.rect(), corner, corner)
        padding = Space.MEDIUM.px(self.text_px)
        box = QRectF(self.rect()).adjusted(padding, padding / 3, -padding, -padding / 3)
        if self.heading:
            top = QRectF(box.left(), box.top(), box.width(), self.ems(HEADING_EMS))
            self.write(painter, top, self.heading, self.font_of(TextSize.BODY), Colour.TEXT_MUTED)
            box.setTop(top.bottom())
        self.paint_content(painter, box)
        painter.end()
        self.painted.emit()

    def paint_content(self, painter: QPainter, box: QRectF) -> None:
        """What lies below the heading."""

    def write(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        font: QFont,
        colour: Colour,
        alignment: Qt.AlignmentFlag = LEFT,
    ) -> float:
        """One line of text, cut with an ellipsis where it is too long; returns its width."""
        metrics = QFontMetricsF(font)
        fitting = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(box, alignment, fitting)
        return metrics.horizontalAdvance(fitting)
