"""What a figure is, said below its tile."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from commandcenter.models.figures.kpi import KPIS, Basis, FigureUnit
from commandcenter.services.statistics import Figure
from commandcenter.views.figures.figure_text import grouped, value_text
from commandcenter.views.figures.figure_words import FigureWords
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space
from commandcenter.views.statistics.figure_tile import FigureTile

_WIDTH_EMS = 26


class DefinitionCard(QFrame):
    """Lies over what is below the tiles, so that nothing moves when it comes and goes."""

    def __init__(self, words: FigureWords, language: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self._words = words
        self._language = language
        self.tile: FigureTile | None = None
        self.setProperty("role", "panel")
        self.name_label = TextLabel(role="strong", wraps=True)
        self.definition_label = TextLabel(wraps=True)
        self.sum_label = TextLabel(role="muted", wraps=True)
        self.way_label = TextLabel(role="small", wraps=True)
        self._labels = (self.name_label, self.definition_label, self.sum_label, self.way_label)
        self._column = QVBoxLayout(self)
        set_spaces(self._column, self, around=Space.LARGE, between=Space.SMALL)
        for label in self._labels:
            self._column.addWidget(label)
        self.hide()

    def open_below(self, tile: FigureTile) -> None:
        self.tile = tile
        self.name_label.setText(tile.text())
        self.definition_label.setText(self._definition(tile.figure_id))
        self.renew()
        self.show()
        self.follow()
        self.raise_()

    def follow(self) -> None:
        """Below its tile again, after the tile was moved or the window took another size."""
        if not self.tile:
            return
        self._fit()
        if layout := self._ground.layout():
            layout.activate()
        below = QPoint(0, self.tile.height() + px(self, 0.3))
        at = self.tile.mapTo(self._ground, below)
        most = self._ground.width() - self.width() - px(self, 0.6)
        lowest = self._ground.height() - self.height()
        self.move(max(min(at.x(), most), 0), max(min(at.y(), lowest), 0))

    def renew(self) -> None:
        """The figure has changed while the card was open."""
        figure = self.tile.figure if self.tile else None
        if figure:
            self.sum_label.setText(self._sum(figure))
            counted = figure.numerator if figure.denominator is None else figure.denominator
            self.way_label.setText(
                self.tr("Click again, or press Space, to list the cases ({count}).").format(
                    count=grouped(counted)
                )
            )
        self._fit()

    def _fit(self) -> None:
        """As high as its lines are in this width; Qt expects fewer before the layout is done."""
        width = px(self, _WIDTH_EMS)
        for label in self._labels:
            label.ensurePolished()
        self._column.invalidate()
        self.setFixedSize(width, self._column.totalHeightForWidth(width) + 2 * self.frameWidth())
        self._column.activate()

    def close_card(self) -> None:
        self.tile = None
        self.hide()

    def _definition(self, figure_id: str) -> str:
        said = self._words.definition(figure_id)
        of_due = KPIS[figure_id].basis is Basis.DUE
        return f"{said} {self._words.due_note}" if of_due else said

    def _sum(self, figure: Figure) -> str:
        value = value_text(figure, self._language)
        if figure.denominator is None:
            return value
        if figure.unit is FigureUnit.RATE:
            return f"{grouped(figure.numerator)} / {grouped(figure.denominator)} = {value}"
        return f"{figure.numerator:,.1f} h / {grouped(figure.denominator)} = {value}"
