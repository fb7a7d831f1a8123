"""What a step can ask for, one widget a kind of field. Each gives and takes plain values."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from commandcenter.views.look.layouts import retire
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.theme import Space
from commandcenter.views.look.widget_rules import as_typed
from commandcenter.views.look.yielding_button import (
    YieldingButton,
    full_size,
    middle_out,
    show_fitting,
)

_LEAST_LETTERS = 8

Choice = tuple[str, str]
"""A code and the word for it."""


class WordChooser(QComboBox):
    """One of a few words. `search_too` lets the user type a part of one."""

    changed = Signal()

    def __init__(
        self, choices: Iterable[Choice], *, search_too: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        for code, word in choices:
            self.addItem(word, code)
        self.setCurrentIndex(-1)
        self.setPlaceholderText(self.tr("choose …"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST_LETTERS)
        self.currentIndexChanged.connect(lambda _: self.changed.emit())
        if search_too:
            self._let_search()

    def value(self) -> str:
        """The code; empty while nothing, or nothing known, is chosen."""
        known = self.currentIndex() >= 0
        if self.isEditable() and self.currentText() != self.itemText(self.currentIndex()):
            return ""
        return str(self.currentData()) if known else ""

    def set_value(self, value: object) -> None:
        self.setCurrentIndex(self.findData(value))

    def clear_choice(self) -> None:
        """Nothing is chosen, and nothing typed."""
        self.setCurrentIndex(-1)
        self.clearEditText()

    def choose_only(self) -> None:
        """Where there is one choice it is made."""
        if self.count() == 1:
            self.setCurrentIndex(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt selects all with the cursor at the end, and a long text would show its end alone."""
        super().focusInEvent(event)
        line = self.lineEdit()
        if line and line.selectedText() == line.text():
            line.setSelection(len(line.text()), -len(line.text()))

    def _let_search(self) -> None:
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCurrentIndex(-1)
        line = self.lineEdit()
        if line:
            line.setPlaceholderText(self.tr("type a part of the name, or choose"))
            self.currentIndexChanged.connect(lambda _: line.setCursorPosition(0))
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self.editTextChanged.connect(lambda _: self.changed.emit())


class SeveralChooser(QToolButton):
    """Any number out of a menu."""

    changed = Signal()

    def __init__(self, choices: Iterable[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMinimumWidth(1)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        menu = QMenu(self)
        self._said = ""
        self._words = dict(choices)
        self._actions: dict[str, QAction] = {}
        for code, word in self._words.items():
            action = menu.addAction(as_typed(word))
            action.setCheckable(True)
            action.toggled.connect(self._show)
            self._actions[code] = action
        self.setMenu(menu)
        self._show()

    def value(self) -> list[str]:
        return [code for code, action in self._actions.items() if action.isChecked()]

    def set_value(self, value: object) -> None:
        chosen = value if isinstance(value, list) else []
        for code, action in self._actions.items():
            action.setChecked(code in chosen)

    def sizeHint(self) -> QSize:
        return full_size(self, super().sizeHint(), self._said)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _show(self) -> None:
        self._said = ", ".join(self._words[code] for code in self.value()) or self.tr("none")
        self._fit()
        self.updateGeometry()
        self.changed.emit()

    def _fit(self) -> None:
        show_fitting(self, super().sizeHint(), self._said, middle_out(self._said))


class SeveralKinds(QWidget):
    """Kinds by search, out of hundreds; those that were chosen are buttons that take them off."""

    changed = Signal()

    def __init__(self, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = dict(choices)
        self._chosen: dict[str, QPushButton] = {}
        self.search = WordChooser(choices, search_too=True)
        self.search.changed.connect(self._take)
        self._column = QVBoxLayout(self)
        set_spaces(self._column, self, around=None, between=Space.SMALL)
        self._column.addWidget(self.search)
        self.setFocusProxy(self.search)

    def value(self) -> list[str]:
        return list(self._chosen)

    def set_value(self, value: object) -> None:
        for code in list(self._chosen):
            self._drop(code)
        for code in value if isinstance(value, list) else []:
            self._add(str(code))

    @Slot()
    def _take(self) -> None:
        code = self.search.value()
        if code:
            self.search.clear_choice()
            self._add(code)

    def _add(self, code: str) -> None:
        if code in self._chosen:
            return
        button = YieldingButton(f"{self._words.get(code, code)}  ×")
        button.setProperty("role", "chip")
        button.clicked.connect(lambda: self._drop(code))
        self._chosen[code] = button
        self._column.addWidget(button)
        self.changed.emit()

    def _drop(self, code: str) -> None:
        button = self._chosen.pop(code)
        if button.hasFocus():
            self.search.setFocus()
        retire(button)
        self.changed.emit()


class WordLine(QLineEdit):
    """A few words on one line; `known` ones are proposed."""

    changed = Signal()

    def __init__(self, known: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        completer = QCompleter(list(known), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)
        self.textChanged.connect(lambda _: self.changed.emit())

    def value(self) -> str:
        return self.text()

    def set_value(self, value: object) -> None:
        self.setText(str(value or ""))
