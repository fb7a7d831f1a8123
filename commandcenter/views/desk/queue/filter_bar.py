"""The head of the queue: how many cases are shown, and what narrows them down."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel, repaint_as
from commandcenter.views.look.theme import Space
from commandcenter.views.look.widget_rules import as_typed

_ANY: str | None = None


class FilterMenu(QToolButton):
    """One filter: a name, and the value that is chosen.

    Signals:
        chosen: the code, or None for any.
    """

    chosen = Signal(object)

    def __init__(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self._name = name
        self.value: str | None = _ANY
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        group = QActionGroup(menu)
        for code, word in [(_ANY, self.tr("any")), *choices]:
            action = menu.addAction(as_typed(word))
            action.setCheckable(True)
            action.setChecked(code is _ANY)
            action.triggered.connect(lambda _=False, c=code, w=word: self._choose(c, w))
            group.addAction(action)
        self.setMenu(menu)
        self.setText(name)

    def _choose(self, code: str | None, word: str) -> None:
        self.value = code
        self.setText(self._name if code is _ANY else as_typed(f"{self._name}: {word}"))
        repaint_as(self, "chosen", "no" if code is _ANY else "yes")
        self.chosen.emit(code)


class FilterBar(QWidget):
    """Streets and departments.

    Signals:
        changed: another street or department was chosen.
        list_left: the cases of a figure were looked at long enough.
    """

    changed = Signal()
    list_left = Signal()

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title_label = TextLabel(self.tr("Queue"), role="heading")
        self.count_label = TextLabel(role="muted")
        streets = ((code, words.area(code)) for code in words.streets())
        departments = ((code, words.department(code)) for code in words.facts.departments)
        self.street_menu = FilterMenu(self.tr("Street"), streets)
        self.department_menu = FilterMenu(
            self.tr("Department"), [("", self.tr("none yet")), *departments]
        )
        self.list_button = QPushButton()
        self.list_button.setProperty("role", "chip")
        self.list_button.setToolTip(self.tr("Back to the queue"))
        self.list_button.clicked.connect(self.list_left)
        self.list_button.hide()
        self._row = row = QHBoxLayout(self)
        set_spaces(row, self, around=None, between=Space.MEDIUM)
        row.addWidget(self.title_label)
        row.addWidget(self.list_button)
        row.addWidget(self.count_label)
        row.addStretch()
        for menu in (self.street_menu, self.department_menu):
            menu.setProperty("role", "filter")
            menu.chosen.connect(lambda _: self.changed.emit())
            row.addWidget(menu)

    def place_next_to(self, counters: QWidget) -> None:
        """Counters that belong to the queue rather than to the city."""
        self._row.insertWidget(self._row.count() - 3, counters)

    def show_list(self, title: str) -> None:
        """Whose cases these are; empty for the queue itself."""
        self.list_button.setText(as_typed(f"{title}  ×"))
        self.list_button.setVisible(bool(title))

    def show_count(self, shown: int, of: int) -> None:
        if shown == of:
            self.count_label.setText(str(of))
        else:
            self.count_label.setText(self.tr("{shown} of {all}").format(shown=shown, all=of))
