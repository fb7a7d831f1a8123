"""The filing condition, which fixes the legal limit: what is chosen is seen to be chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from commandcenter.services.city import ConditionRow
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import px

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
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        """As high as the first few conditions, however many lines each of them takes."""
        self.doItemsLayout()
        shown = range(min(self.count(), _MOST_SHOWN))
        height = sum(self.visualItemRect(self.item(at)).height() for at in shown)
        frame = 2 * self.frameWidth() + px(self, 0.3)
        self.setFixedHeight(min(max(height, px(self, 2)) + frame, px(self, _MOST_EMS)))

    def _text(self, condition: ConditionRow, words: CityWords) -> str:
        limit = words.limit(condition.limit_amount, condition.limit_unit)
        fixed = self.tr("{limit} · close when: {closing} · {department}").format(
            limit=limit,
            closing=words.said(condition.closing),
            department=words.department(condition.department),
        )
        return f"{condition.number}  {words.said(condition.text)}\n{fixed}"
