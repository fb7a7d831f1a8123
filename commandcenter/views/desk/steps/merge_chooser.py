"""Which case another one is merged into: typed, or taken from the comparison."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QPushButton, QWidget

from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.theme import Space


class MergeChooser(QWidget):
    """The value is a case number. `numbers` are those of the cases near by.

    Signals:
        compare_wanted: the user wants to see them side by side.
    """

    changed = Signal()
    compare_wanted = Signal()

    def __init__(self, numbers: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number_line = QLineEdit()
        self.number_line.setPlaceholderText(self.tr("number of the case to merge into"))
        self.number_line.textChanged.connect(lambda _: self.changed.emit())
        completer = QCompleter(list(numbers), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.number_line.setCompleter(completer)
        self.compare_button = QPushButton(self._compare_text(len(numbers)))
        self.compare_button.setEnabled(bool(numbers))
        self.compare_button.clicked.connect(self.compare_wanted)
        row = QHBoxLayout(self)
        set_spaces(row, self, around=None, between=Space.MEDIUM)
        row.addWidget(self.number_line, 1)
        row.addWidget(self.compare_button)
        self.setFocusProxy(self.number_line)

    def value(self) -> str:
        return self.number_line.text().strip()

    def set_value(self, value: object) -> None:
        self.number_line.setText(str(value or ""))

    def _compare_text(self, count: int) -> str:
        if not count:
            return self.tr("None nearby")
        return self.tr("Compare nearby cases ({count}) …").format(count=count)
