"""The clocks of a case, each a line that leads to its explanation."""

from collections.abc import Sequence
from operator import attrgetter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.services.casebook import CaseDetails, ClockRow
from commandcenter.views.look.city_words import NOTHING, CityWords
from commandcenter.views.look.countdown import nearest_due
from commandcenter.views.look.layouts import retire
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import CaseMark, Space

EXPLAIN = "ⓘ"
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class CaseClocks(QWidget):
    """Stage clocks, handling clock, clock of the case; in the order in which they started.

    Signals:
        explain_wanted: ClockName and ordinal.
    """

    explain_wanted = Signal(object, int)

    def __init__(self, words: CityWords, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._shown: tuple[ClockRow, ...] = ()
        self._parts: list[QWidget] = []
        self.explain_buttons: dict[tuple[ClockName, int], QPushButton] = {}
        self._grid = QGridLayout(self)
        set_spaces(self._grid, self, around=None, between=Space.TINY)
        self._grid.setHorizontalSpacing(px(self, 1))
        self._grid.setColumnStretch(2, 1)

    def show_clocks(self, clocks: Sequence[ClockRow]) -> None:
        if tuple(clocks) == self._shown:
            return
        self._shown = tuple(clocks)
        for part in self._parts:
            retire(part)
        self._parts, self.explain_buttons = [], {}
        for at, clock in enumerate(clocks):
            self._add(at, clock)

    def _add(self, at: int, clock: ClockRow) -> None:
        words = self._words
        limit = TextLabel(clock.limit.said(words.language) if clock.limit else NOTHING)
        said = TextLabel(self._state(clock), role="muted", wraps=True)
        if clock.ended_at and clock.due_at and clock.ended_at > clock.due_at:
            said.paint_as("mark", CaseMark.OVERDUE)
        name = TextLabel(words.word(clock.name), role="strong")
        for column, part in enumerate((name, limit, said, self._button(clock))):
            self._grid.addWidget(part, at, column, _MIDDLE)
            self._parts.append(part)

    def _state(self, clock: ClockRow) -> str:
        words = self._words
        parts = []
        if clock.due_at:
            parts.append(self.tr("due {moment}").format(moment=words.moment(clock.due_at)))
        if clock.extensions:
            parts.append(self.tr("extensions: {count}").format(count=clock.extensions))
        if clock.ended_at is None:
            parts.append(self.tr("since {moment}").format(moment=words.moment(clock.started_at)))
        else:
            late = clock.due_at is not None and clock.ended_at > clock.due_at
            ended = self.tr("ended late {moment}") if late else self.tr("ended {moment}")
            parts.append(ended.format(moment=words.moment(clock.ended_at)))
        return " · ".join(parts)

    def _button(self, clock: ClockRow) -> QPushButton:
        button = QPushButton(EXPLAIN)
        button.setProperty("role", "link")
        button.setToolTip(self.tr("Why this deadline?"))
        button.setAccessibleName(
            self.tr("{clock}: why this deadline?").format(clock=self._words.word(clock.name))
        )
        button.clicked.connect(lambda: self.explain_wanted.emit(clock.name, clock.ordinal))
        self.explain_buttons[clock.name, clock.ordinal] = button
        return button


def clock_of_countdown(details: CaseDetails) -> ClockRow | None:
    """The clock that the countdown of a case shows; else the last one that had a deadline."""
    hands, clocks = details.row.hands, details.clocks
    due_at = nearest_due(hands)
    running = (clock for clock in clocks if clock.ended_at is None and clock.due_at == due_at)
    if due_at is not None and (shown := next(running, None)):
        return shown
    return _last_handling(clocks) or next((c for c in reversed(clocks) if c.due_at), None)


def _last_handling(clocks: Sequence[ClockRow]) -> ClockRow | None:
    of_handling = (clock for clock in clocks if clock.name is ClockName.HANDLING)
    return max(of_handling, key=attrgetter("ordinal"), default=None)
