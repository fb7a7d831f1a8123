"""The filing condition, which fixes the legal limit: what is chosen is seen to be chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from commandcenter.services.city import ConditionRow
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import px

#: In pixels: taller than any text, for an item whose height is not known yet.
_TALL = 2_000
_MOST_SHOWN = 4
_MOST_EMS = 19


class ConditionChooser(QListWidget):
    """The filing conditions of the category with what each of them fixes."""

    changed = Signal()

    def __init__(
        self, conditions: Sequence[ConditionRow], words: CityWords, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setProperty("role", "choices")
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._words = words
        self._fit_later = QTimer(self, interval=0, singleShot=True)
        self._fit_later.timeout.connect(self._fit)
        self.show_conditions(conditions)
        self.itemSelectionChanged.connect(self.changed)

    def show_conditions(self, conditions: Sequence[ConditionRow]) -> None:
        """Those of another category; none of them is chosen."""
        self.clear()
        for condition in conditions:
            item = QListWidgetItem(self._text(condition, self._words), self)
            item.setData(Qt.ItemDataRole.UserRole, condition.number)
        self._fit()

    def choose_only(self) -> None:
        """Where there is one choice it is made."""
        if self.count() == 1:
            self.setCurrentRow(0)

    def value(self) -> int | str:
        """The number of what is shown as chosen, and of nothing else."""
        chosen = self.selectedItems()
        return int(chosen[0].data(Qt.ItemDataRole.UserRole)) if chosen else ""

    def set_value(self, value: object) -> None:
        for at in range(self.count()):
            if self.item(at).data(Qt.ItemDataRole.UserRole) == value:
                self.setCurrentRow(at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt takes up the first one where none is current, and the limit would be picked unseen."""
        if self.currentItem():
            super().focusInEvent(event)
        else:
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The scroll bar may come in the middle of a layout, which then goes on with the width that
        it began with: lines would lie over each other."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_later.start()

    def _fit(self) -> None:
        """As high as the first few conditions, however many lines each of them takes."""
        for at in range(self.count()):
            item = self.item(at)
            item.setSizeHint(self._size_of(item.text()))
        self.doItemsLayout()
        shown = range(min(self.count(), _MOST_SHOWN))
        height = sum(self.visualItemRect(self.item(at)).height() for at in shown)
        frame = 2 * self.frameWidth() + px(self, 0.3)
        self.setFixedHeight(min(max(height, px(self, 2)) + frame, px(self, _MOST_EMS)))

    def _size_of(self, text: str) -> QSize:
        """With a style sheet, Qt's own hint breaks the lines as if an item had no padding: the last
        line would be cut off."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDisplay
        option.rect = QRect(0, 0, self.viewport().width(), _TALL)
        option.text = text
        style = self.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, self)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, self) + 1
        lines = self.fontMetrics().boundingRect(
            room.adjusted(margin, 0, -margin, 0), Qt.TextFlag.TextWordWrap, text
        )
        return QSize(option.rect.width(), lines.height() + _TALL - room.height())

    def _text(self, condition: ConditionRow, words: CityWords) -> str:
        limit = words.limit(condition.limit_amount, condition.limit_unit)
        fixed = self.tr("{limit} · close when: {closing} · {department}").format(
            limit=limit,
            closing=words.said(condition.closing),
            department=words.department(condition.department),
        )
        return f"{condition.number}  {words.said(condition.text)}\n{fixed}"
