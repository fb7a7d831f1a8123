"""The few buttons over the map, and the line that says what became of it."""

from collections.abc import Iterable

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.map.base_map import MapLayer

NOTICE_MS = 10_000


class MapControls(QFrame):
    """A switch for every layer, and a button that shows the entire map."""

    #: the layers that are on now: frozenset[MapLayer]
    layers_chosen = Signal(object)
    #: the user wants to see all of the map again
    whole_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.whole_button = QToolButton()
        self.whole_button.setText(self.tr("Entire map"))
        self.whole_button.setToolTip(self.tr("Show the entire map again (Home)"))
        self.whole_button.clicked.connect(self.whole_wanted)
        self.layers_button = QToolButton()
        self.layers_button.setText(self.tr("Layers"))
        self.layers_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.layers_button.setMenu(self._layer_menu())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.whole_button)
        row.addWidget(self.layers_button)

    def show_layers(self, layers: Iterable[MapLayer]) -> None:
        """Set the switches, without a signal."""
        for layer, action in self._actions.items():
            action.setChecked(layer in frozenset(layers))

    def _layer_menu(self) -> QMenu:
        menu = QMenu(self)
        self._actions = {
            layer: self._layer_action(menu, text) for layer, text in self._layer_texts().items()
        }
        return menu

    def _layer_action(self, menu: QMenu, text: str) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(True)
        action.triggered.connect(self._tell_layers)
        return action

    def _layer_texts(self) -> dict[MapLayer, str]:
        return {
            MapLayer.CASES: self.tr("Cases"),
            MapLayer.CELLS: self.tr("Unit grids"),
            MapLayer.COMMUNITIES: self.tr("Communities"),
            MapLayer.ROADS: self.tr("Roads"),
            MapLayer.NAMES: self.tr("Names"),
        }

    @Slot()
    def _tell_layers(self) -> None:
        chosen = frozenset(layer for layer, action in self._actions.items() if action.isChecked())
        self.layers_chosen.emit(chosen)


class MapNotice(QFrame):
    """One sentence over the map: a fault that has passed, or one that stays until someone acts."""

    #: the user wants the page to be loaded once more
    retry_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.label = TextLabel(wraps=True)
        self.retry_button = QPushButton(self.tr("Try again"))
        self.retry_button.clicked.connect(self.retry_wanted)
        row = QHBoxLayout(self)
        row.addWidget(self.label)
        row.addWidget(self.retry_button)
        self._timer = QTimer(self, interval=NOTICE_MS, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say_it_came_back(self) -> None:
        self.label.setText(self.tr("The map failed and was loaded again."))
        self.retry_button.hide()
        self.show()
        self._timer.start()

    def take_back(self) -> None:
        """The map is there again: what asked for a hand asks no more."""
        if self.retry_button.isVisible():
            self.hide()

    def say_it_is_gone(self) -> None:
        self._timer.stop()
        self.label.setText(self.tr("The map cannot be drawn. Lists and steps still work."))
        self.retry_button.show()
        self.show()
