"""The head of the board: the city, the time, and the age of the data."""

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from commandcenter.views.frame.data_age import Freshness, freshness
from commandcenter.views.look.city_words import WITHIN, CityWords
from commandcenter.views.look.theme import Colour, Space, TextSize
from commandcenter.views.wall.panels.panel import RIGHT, Panel
from commandcenter.words import Name

_HEIGHT_EMS, _GAP_EMS = 2.3, 0.8
#: Text and ground of the plates.
_SIMULATED = (Colour.TEXT, Colour.RAISED)
_AGEING = (Colour.TEXT_MUTED, Colour.BASE)
_STOPPED = (Colour.TEXT_ON_MARK, Colour.DUE_SOON)


class Headline(Panel):
    """Fresh data has no mark; what grew old says so."""

    def __init__(
        self, words: CityWords, area: str | None = None, parent: QWidget | None = None
    ) -> None:
        """`area`: the only one that the wall shows; None = all of the city."""
        super().__init__(parent=parent)
        self.ground = Colour.BASE
        self._words = words
        self._place = words.area_path(area) if area else words.city
        self._now: datetime | None = None
        self._speed: float | None = None
        self._age = Freshness.FRESH
        self._age_text = ""
        self._scene = ""

    @property
    def scene_text(self) -> str:
        """The scene that is shown; empty where the pack has one."""
        return self._scene

    @property
    def title(self) -> str:
        return self.tr("{city} now").format(city=self._place)

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

    def tell_scene(self, name: Name, *, stopped: bool) -> None:
        """`stopped`: no other scene follows by itself."""
        self._scene = self._words.said(name)
        if stopped:
            self._scene = self.tr("{scene}, stopped").format(scene=self._scene)
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
        return QSize(round(self.ems(28)), round(self.ems(_HEIGHT_EMS)))

    def paint_content(self, painter: QPainter, box: QRectF) -> None:
        """From the right: clock, date, simulated, age; the title has what is left."""
        rest = QRectF(box)
        heading = self.font_of(TextSize.HEADING, bold=True)
        if self._now:
            clock = self._words.time_of_day(self._now)
            self._take(rest, self.write(painter, rest, clock, heading, Colour.TEXT, RIGHT))
            date = self._words.date_and_weekday(self._now)
            body = self.font_of(TextSize.BODY)
            self._take(rest, self.write(painter, rest, date, body, Colour.TEXT_MUTED, RIGHT))
        if self.speed_text:
            self._take(rest, self._plate(painter, rest, self.speed_text, _SIMULATED))
        if self._age_text:
            colours = _AGEING if self._age is Freshness.AGEING else _STOPPED
            self._take(rest, self._plate(painter, rest, self._age_text, colours))
        self.write(painter, rest, self.title_for(rest.width()), heading, Colour.TEXT)

    def title_for(self, width: float) -> str:
        """The fullest title that fits into this width in pixels: without room the scene goes first,
        then the areas around the one that is shown; what is left is its name or the city's, which
        is never cut off before the other words are gone."""
        fullest = " · ".join(filter(None, (self.title, self._scene)))
        names = self._place.split(WITHIN)
        paths = [WITHIN.join(names[start:]) for start in range(len(names))]
        metrics = QFontMetricsF(self.font_of(TextSize.HEADING, bold=True))
        fitting = (
            one for one in (fullest, self.title, *paths) if metrics.horizontalAdvance(one) <= width
        )
        return next(fitting, names[-1])

    def _take(self, rest: QRectF, width: float) -> None:
        rest.setRight(rest.right() - width - self.ems(_GAP_EMS))

    def _plate(
        self, painter: QPainter, line: QRectF, text: str, colours: tuple[Colour, Colour]
    ) -> float:
        """Text on a plate of its own at the right end of the line; returns the plate's width."""
        colour, ground = colours
        body = self.font_of(TextSize.BODY)
        padding, thick = self.ems(0.4), self.ems(1.4)
        width = QFontMetricsF(body).horizontalAdvance(text) + 2 * padding
        plate = QRectF(line.right() - width, line.center().y() - thick / 2, width, thick)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        corner = Space.RADIUS.px(self.text_px)
        painter.drawRoundedRect(plate, corner, corner)
        self.write(painter, plate.adjusted(padding, 0, 0, 0), text, body, colour)
        return width
