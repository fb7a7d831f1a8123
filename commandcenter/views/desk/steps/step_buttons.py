"""The steps that are possible: the next ones as buttons, as many as fit; the others in a menu."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from commandcenter.models.cases.rules.pending import DECISIONS
from commandcenter.models.cases.rules.stage import Step
from commandcenter.views.desk.shortcuts import STEP_KEYS, Key
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.layouts import retire
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import repaint_as
from commandcenter.views.look.theme import Space

_MOST_BUTTONS = len(STEP_KEYS)
_PLAIN_PATH = frozenset(
    {
        Step.ACCEPT,
        Step.CONFIRM,
        Step.FILE,
        Step.DISPATCH,
        Step.ACKNOWLEDGE,
        Step.FINISH,
        Step.ASK_INSPECT,
        Step.PASS,
        Step.CLOSE,
    }
)
_REFUSALS = frozenset(
    {Step.REFUSE_RETURN, Step.REFUSE_EXTENSION, Step.REFUSE_SUSPENSION, Step.REFUSE_APPEAL}
)
_WAITED_FOR = frozenset({*DECISIONS, Step.REPLY})


def in_order(steps: Sequence[Step]) -> list[Step]:
    """What leads on first, then what somebody waits for, then the table's order."""
    return sorted(steps, key=lambda step: (step not in _PLAIN_PATH, step not in _WAITED_FOR))


def keys_of(steps_of_post: Sequence[Step]) -> dict[Step, str]:
    """Which F-key takes which step, for one stage and post: the same for every case, whatever it
    allows. Refusals come last, and may find no key left: they are in the menu."""
    order = sorted(in_order(steps_of_post), key=lambda step: step in _REFUSALS)
    return dict(zip(order, STEP_KEYS, strict=False))


class StepButtons(QWidget):
    """Which step has which key does not depend on the room that there is.

    Signals:
        chosen: Step.
    """

    chosen = Signal(object)

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.buttons: dict[Step, QPushButton] = {}
        self._steps: list[Step] = []
        self._keys: Mapping[Step, str] = {}
        self._pressed: Step | None = None
        self._group = QButtonGroup(self)
        self.more_button = QToolButton()
        more = self.tr("More")
        self.more_button.setText(f"{more}  {Key.MORE}")
        self.more_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more_button.setProperty("role", "filter")
        self.menu = QMenu(self)
        self.more_button.setMenu(self.menu)
        self._row = QHBoxLayout(self)
        set_spaces(self._row, self, around=None, between=Space.MEDIUM)
        self._row.addWidget(self.more_button)
        self._row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_steps(self, steps: Sequence[Step], keys: Mapping[Step, str]) -> None:
        """A step that stays keeps its button, and with it the focus."""
        if list(steps) == self._steps and keys == self._keys:
            return
        self._steps, self._keys = list(steps), keys
        first = self._steps[:_MOST_BUTTONS]
        for step in self.buttons.keys() - set(first):
            button = self.buttons.pop(step)
            self._group.removeButton(button)
            retire(button)
        former = self.buttons
        self.buttons = {step: former.get(step) or self._button(step) for step in first}
        for at, step in enumerate(first):
            self.buttons[step].setText(f"{self._words.step(step)}  {keys.get(step, '')}".rstrip())
            self._row.insertWidget(at, self.buttons[step])
        self._fit()

    def _button(self, step: Step) -> QPushButton:
        button = QPushButton()
        button.setCheckable(True)
        button.clicked.connect(lambda: self.chosen.emit(step))
        self._group.addButton(button)
        return button

    def press(self, step: Step) -> None:
        """Show which one is chosen."""
        self._pressed = step
        self._group.setExclusive(False)
        for one, button in self.buttons.items():
            button.setChecked(one is step)
        self._group.setExclusive(True)
        self._mark_more()

    def open_menu(self) -> None:
        """By key: the arrows, or the digit before its name, choose a step."""
        if not self.more_button.isHidden():
            self.more_button.showMenu()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self._fitting()
        for step, button in self.buttons.items():
            button.setVisible(step in shown)
        self._fill_menu([step for step in self._steps if step not in shown])
        self._mark_more()

    def _fitting(self) -> list[Step]:
        """The first steps, up to where the next would leave no room for the menu."""
        gap = self._row.spacing()
        widths = [button.sizeHint().width() + gap for button in self.buttons.values()]
        room = self.width() + gap
        if len(self.buttons) < len(self._steps) or sum(widths) > room:
            room -= self.more_button.sizeHint().width() + gap
        shown: list[Step] = []
        for step, width in zip(self.buttons, widths, strict=True):
            room -= width
            if room < 0:
                break
            shown.append(step)
        return shown

    def _fill_menu(self, steps: Sequence[Step]) -> None:
        self.menu.clear()
        for at, step in enumerate(steps, 1):
            hint = f"\t{self._keys[step]}" if step in self._keys else ""
            digit = f"&{at}  " if at < 10 else ""
            action = self.menu.addAction(f"{digit}{self._words.step(step)}{hint}")
            action.setData(step)
            action.triggered.connect(lambda _=False, wanted=step: self.chosen.emit(wanted))
        self.more_button.setVisible(bool(steps))

    def _mark_more(self) -> None:
        hidden = any(action.data() == self._pressed for action in self.menu.actions())
        repaint_as(self.more_button, "chosen", "yes" if hidden else "no")
