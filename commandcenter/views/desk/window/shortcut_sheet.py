"""The sheet of keys, made from the same table as the keys themselves."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from commandcenter.views.desk.shortcuts import STEP_KEYS, Key
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space


class ShortcutSheet(QDialog):
    """Every key of the desk and what it does."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = self.tr("Keys")
        self.setWindowTitle(title)
        grid = QGridLayout(self)
        set_spaces(grid, self, around=Space.LARGE, between=Space.MEDIUM)
        grid.setHorizontalSpacing(px(self, 2))
        grid.addWidget(TextLabel(title, role="title"), 0, 0, 1, 2)
        for at, (keys, meaning) in enumerate(self._lines(), 1):
            grid.addWidget(TextLabel(keys, role="strong"), at, 0)
            grid.addWidget(TextLabel(meaning), at, 1)

    def _lines(self) -> list[tuple[str, str]]:
        return [
            ("↑ ↓", self.tr("move through the queue")),
            ("Home · End", self.tr("first or last case of the queue")),
            ("Ctrl+C", self.tr("copy the number of the current case")),
            ("Enter", self.tr("go to the current case")),
            (f"{STEP_KEYS[0]} – {STEP_KEYS[-1]}", self.tr("the step with this key on its button")),
            (Key.MORE, self.tr("all other possible steps")),
            ("Ctrl+Enter", self.tr("send the step")),
            (Key.EXPLAIN, self.tr("explain the deadline of the current case")),
            ("Esc", self.tr("back to the queue; your text is kept")),
            (Key.SEARCH, self.tr("find a case")),
            (Key.QUEUE, self.tr("queue")),
            (Key.MAP, self.tr("map")),
            (Key.CASE, self.tr("case")),
            (Key.MINE, self.tr("cases waiting for me")),
            (Key.ALL, self.tr("all open cases")),
            (Key.LOCK, self.tr("lock the screen (not in a demo)")),
            (Key.HELP, self.tr("this list")),
        ]
