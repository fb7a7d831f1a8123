"""How a row of the queue is painted: the countdown strongest, the kind second, the place third."""

from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from commandcenter.services.casebook import CaseRow
from commandcenter.views.desk.queue.case_table_model import CaseTableModel, Column
from commandcenter.views.look import theme
from commandcenter.views.look.case_marks import mark_of
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.countdown import Countdown
from commandcenter.views.look.short_place import short_place
from commandcenter.views.look.spacing import px, text_px
from commandcenter.views.look.theme import CaseMark, Colour, TextSize

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

MARK_EMS, CLOCK_EMS, BASIS_EMS = 1.6, 6.6, 5.8
"""The parts of the first column, in heights of the text."""

_END = Qt.TextElideMode.ElideRight
_MIDDLE = Qt.TextElideMode.ElideMiddle

_KEPT_TEXTS = 4_000
"""The same words are painted every second; measuring them costs more than painting them."""

_TEXT_OF_MARK = {
    CaseMark.OVERDUE: Colour.OVERDUE_TEXT,
    CaseMark.DUE_SOON: Colour.DUE_SOON,
    CaseMark.PAUSED: Colour.PAUSED,
}


class CaseRowPainter(QStyledItemDelegate):
    """Grey by default; colour only where time presses."""

    def __init__(self, model: CaseTableModel, words: CityWords, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._words = words
        size = text_px(parent)
        self._gap = px(parent, 0.5)
        self._mark_width = px(parent, MARK_EMS)
        self._clock_width = px(parent, CLOCK_EMS)
        self._plain = theme.font(size)
        self._strong = theme.tabular(theme.font(size))
        self._strong.setWeight(QFont.Weight.Bold)
        self._place_width = px(parent, 0.2)
        self._medium = theme.font(size)
        self._medium.setWeight(QFont.Weight.DemiBold)
        self._small = theme.font(TextSize.SMALL_PRINT.px(size))
        self._fitting = lru_cache(_KEPT_TEXTS)(_elided)
        self._fitting_place = lru_cache(_KEPT_TEXTS)(_elided_place)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self._paint_ground(painter, option)
        if index.row() >= len(self._model.queue):
            return
        row = self._model.queue.row(index.row())
        box: QRect = option.rect.adjusted(self._gap, 0, -self._gap, 0)
        column = Column(index.column())
        if column is Column.REMAINING:
            self._paint_remaining(painter, box, row)
        elif column is Column.KIND:
            font = self._medium if row.category else self._plain
            colour = Colour.TEXT if row.category else Colour.TEXT_MUTED
            self._write(painter, box, self._model.text(row, column), font, colour)
        else:
            text = self._fitted(self._model.text(row, column), column, box.width())
            _draw(painter, box, text, self._plain, Colour.TEXT_MUTED)

    def _fitted(self, text: str, column: Column, width: int) -> str:
        """Shortened once, by what matters in the column: to fit it twice would cut it twice."""
        if column is Column.PLACE:
            return self._fitting_place(self._plain, text, width)
        cut = _MIDDLE if column is Column.DEPARTMENT else _END
        return self._fitting(self._plain, text, width, cut)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(Colour.SELECTION))
        elif state & QStyle.StateFlag.State_HasFocus:  # the place in the list, no case in hand
            bar = QRect(rect.topLeft(), QSize(self._place_width, rect.height()))
            painter.fillRect(bar, QColor(Colour.ACCENT))
        painter.setPen(QColor(Colour.GRID_LINE))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_remaining(self, painter: QPainter, box: QRect, row: CaseRow) -> None:
        mark = mark_of(row.hands, self._model.now())
        countdown = self._model.countdown(row)
        left = QRect(box.left(), box.top(), self._mark_width, box.height())
        self._write(painter, left, mark.glyph, self._plain, mark.colour)
        clock = QRect(left.right(), box.top(), self._clock_width, box.height())
        colour = _TEXT_OF_MARK.get(mark, Colour.TEXT)
        text = self._model.clock_text(row, countdown)
        self._write(painter, clock, text, self._strong, colour, _RIGHT)
        rest = QRect(
            clock.right() + self._gap, box.top(), box.right() - clock.right(), box.height()
        )
        basis_colour = colour if mark is CaseMark.OVERDUE else Colour.TEXT_FAINT
        self._write(painter, rest, self._basis(row, mark, countdown), self._small, basis_colour)

    def _basis(self, row: CaseRow, mark: CaseMark, countdown: Countdown | None) -> str:
        """What the number counts; or why it does not run; or that it is over."""
        if countdown is None:
            return self._words.stage(row.stage) if mark is CaseMark.PAUSED else ""
        if countdown.is_over:
            return self.tr("overdue") if mark is CaseMark.OVERDUE else self.tr("step late")
        if mark is CaseMark.OVERDUE:
            return self.tr("was overdue")
        if countdown.resumes_at:
            return f"{CaseMark.PAUSED.glyph} {self._words.weekday_and_time(countdown.resumes_at)}"
        return self.tr("all hours") if countdown.continuous else self.tr("working h")

    def _write(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        font: QFont,
        colour: Colour,
        alignment: Qt.AlignmentFlag = _LEFT,
    ) -> None:
        _draw(painter, box, self._fitting(font, text, box.width(), _END), font, colour, alignment)


def _draw(
    painter: QPainter,
    box: QRect,
    text: str,
    font: QFont,
    colour: Colour,
    alignment: Qt.AlignmentFlag = _LEFT,
) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(box, alignment, text)


def _elided(font: QFont, text: str, width: int, cut: Qt.TextElideMode) -> str:
    return QFontMetrics(font).elidedText(text, cut, width)


def _elided_place(font: QFont, text: str, width: int) -> str:
    return short_place(text, QFontMetricsF(font), width)
