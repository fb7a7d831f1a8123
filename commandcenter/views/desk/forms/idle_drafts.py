"""Words that were typed for steps which the case cannot take now: to be read, copied, discarded."""

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandcenter.models.cases.rules.field_declaration import declared
from commandcenter.models.cases.rules.lifecycle import fields_of
from commandcenter.models.cases.rules.stage import Step
from commandcenter.views.desk.forms.drafts import Unsent
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.layouts import retire
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space


class IdleDrafts(QWidget):
    """A line a step. What was only chosen, not typed, is not worth a line.

    Signals:
        discarded: Step whose words are no longer wanted.
    """

    discarded = Signal(object)

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.labels: dict[Step, TextLabel] = {}
        self.discard_buttons: dict[Step, QPushButton] = {}
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout(self)
        set_spaces(self._column, self, around=None, between=Space.SMALL)
        self.hide()

    def show_drafts(self, drafts: Sequence[Unsent]) -> None:
        for line in self._lines:
            retire(line)
        self._lines, self.labels, self.discard_buttons = [], {}, {}
        for unsent in drafts:
            typed = " · ".join(_typed(unsent))
            if typed:
                self._add(unsent.step, typed)
        self.setVisible(bool(self._lines))

    def _add(self, step: Step, typed: str) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        set_spaces(row, self, around=None, between=Space.MEDIUM)
        said = self.tr("Unsent draft for “{step}”: {words}")
        label = TextLabel(said.format(step=self._words.step(step), words=typed), wraps=True)
        label.setProperty("role", "muted")
        label.let_copy()
        button = QPushButton(self.tr("Discard"))
        button.setProperty("role", "link")
        button.clicked.connect(partial(self.discarded.emit, step))
        row.addWidget(label, 1)
        row.addWidget(button)
        self._column.addWidget(line)
        self._lines.append(line)
        self.labels[step], self.discard_buttons[step] = label, button


def _typed(unsent: Unsent) -> Iterator[str]:
    for name, field in declared(fields_of(unsent.step)).items():
        if field.is_free_text and (text := str(unsent.values.get(name) or "").strip()):
            yield text
