"""The head of the board: whose city, what time it is, and how old what one sees is."""

from datetime import datetime

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from commandcenter.views.city_words import CityWords
from commandcenter.views.data_age import Freshness, freshness
from commandcenter.views.theme import Colour, Space, TextSize
from commandcenter.views.wall.panel import LEFT, RIGHT, Panel

_TOP_EMS, _BOTTOM_EMS = 1.75, 1.35


class Headline(Panel):
    """Fresh data has no mark; what grew old says so."""

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.ground = Colour.BASE
        self._words = words
        self._now: datetime | None = None
        self._speed: float | None = None
        self._age = Freshness.FRESH
        self._age_text = ""

    @property
    def title(self) -> str:
        return self.tr("{city}: the city now").format(city=self._words.city)

    @property
    def age_text(self) -> str:
        """Empty while the data is fresh."""
        return self._age_text

    @property
    def speed_text(self) -> str:
        """Empty where the time is real."""
        if self._speed is None:
            return ""
        return self.tr("simulated ×{speed}").format(speed=f"{self._speed:g}")

    def tell_time(self, now: datetime, speed: float | None) -> None:
        self._now, self._speed = now, speed
        self.update()

    def tell_age(self, seconds: float, stopped_at: datetime) -> None:
        """`stopped_at`: what the centre's clock showed when the data was true."""
        self._age = freshness(seconds)
        self._age_text = ""
        if self._age is Freshness.AGEING:
            self._age_text = self.tr("data {seconds} s old").format(seconds=round(seconds))
        elif self._age is not Freshness.FRESH:
            at = self._words.time_of_day(stopped_at)
            self._age_text = self.tr("stopped at {time}").format(time=at)
        self.update()

    def sizeHint(self) -> QSize:
        height = self.ems(_TOP_EMS + _BOTTOM_EMS) + Space.MEDIUM.px(self.text_px)
        return QSize(round(self.ems(28)), round(height))

    def paint_content(self, painter: QPainter, box: QRectF) -> None:
        top = QRectF(box.left(), box.top(), box.width(), self.ems(_TOP_EMS))
        below = QRectF(box.left(), top.bottom(), box.width(), self.ems(_BOTTOM_EMS))
        heading = self.font_of(TextSize.HEADING, bold=True)
        clock_width = 0.0
        if self._now:
            clock = self._words.time_of_day(self._now)
            clock_width = self.write(painter, top, clock, heading, Colour.TEXT, RIGHT)
            self._paint_date(painter, below, self._now)
        top.setRight(top.right() - clock_width - self.ems(0.6))
        self.write(painter, top, self.title, heading, Colour.TEXT)
        self._paint_age(painter, below)

    def _paint_date(self, painter: QPainter, line: QRectF, now: datetime) -> None:
        body = self.font_of(TextSize.BODY)
        date = self._words.date_and_weekday(now)
        width = self.write(painter, line, date, body, Colour.TEXT_MUTED)
        if self.speed_text:
            left = line.left() + width + self.ems(0.6)
            self._plate(painter, line, left, self.speed_text, Colour.TEXT, Colour.RAISED)

    def _paint_age(self, painter: QPainter, line: QRectF) -> None:
        if self._age is Freshness.AGEING:
            body = self.font_of(TextSize.BODY)
            self.write(painter, line, self._age_text, body, Colour.TEXT_FAINT, RIGHT)
        elif self._age_text:
            width = QFontMetricsF(self.font_of(TextSize.BODY)).horizontalAdvance(self._age_text)
            left = line.right() - width - 2 * self.ems(0.4)
            self._plate(painter, line, left, self._age_text, Colour.TEXT_ON_MARK, Colour.DUE_SOON)

    def _plate(
        self,
        painter: QPainter,
        line: QRectF,
        left: float,
        text: str,
        colour: Colour,
        ground: Colour,
    ) -> None:
        body = self.font_of(TextSize.BODY)
        padding = self.ems(0.4)
        width = QFontMetricsF(body).horizontalAdvance(text) + 2 * padding
        plate = QRectF(left, line.top(), width, line.height())
        painter.setPen(QColor(ground))
        painter.setBrush(QColor(ground))
        corner = Space.RADIUS.px(self.text_px)
        painter.drawRoundedRect(plate, corner, corner)
        self.write(painter, plate.adjusted(padding, 0, 0, 0), text, body, colour, LEFT)
