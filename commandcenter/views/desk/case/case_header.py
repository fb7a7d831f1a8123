"""The head of a case's page: what it is, where it stands, and how long there is still time."""

from datetime import datetime

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from commandcenter.services.casebook import CaseRow
from commandcenter.views.desk.case.case_clocks import EXPLAIN
from commandcenter.views.desk.shortcuts import Key
from commandcenter.views.frame.screen_clock import ScreenClock
from commandcenter.views.look import theme
from commandcenter.views.look.case_marks import mark_of
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.countdown import Countdown, Countdowns
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel, YieldingLabel
from commandcenter.views.look.theme import CaseMark, Space


class CaseHeader(QWidget):
    """Shown at once, from the row that the queue has, before the rest is read."""

    def __init__(
        self,
        words: CityWords,
        countdowns: Countdowns,
        clock: ScreenClock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._countdowns = countdowns
        self._clock = clock
        self._row: CaseRow | None = None
        self.kind_label = YieldingLabel(role="title")
        self.stage_label = TextLabel(role="chip")
        self.countdown_label = TextLabel(role="countdown")
        self.countdown_label.setFont(theme.tabular(self.countdown_label.font()))
        self.explain_button = QPushButton(EXPLAIN)
        self.explain_button.setProperty("role", "link")
        why = self.tr("Why this deadline? ({key})").format(key=Key.EXPLAIN)
        self.explain_button.setToolTip(why)
        self.explain_button.setAccessibleName(why)
        self.number_label = TextLabel(role="muted")
        self.number_label.let_copy()
        self.place_label = TextLabel(role="muted")
        self.due_label = TextLabel(role="muted")
        self._lay_out()
        clock.ticked.connect(self.renew)

    def show_row(self, row: CaseRow) -> None:
        self._row = row
        words = self._words
        kind = words.kind(row.category) or self.tr("Kind not yet known")
        self.kind_label.setText(kind)
        self.kind_label.setToolTip(kind)
        self.stage_label.setText(words.stage(row.stage))
        self.number_label.setText(row.number)
        grid = self.tr("grid {code}").format(code=row.unit_grid) if row.unit_grid else None
        where = words.area_path(row.area, grid) if row.area else grid
        self.place_label.setText(where or self.tr("outside every unit grid"))
        self.renew()

    @Slot()
    def renew(self) -> None:
        """The clock's part: once a second."""
        if self._row is None:
            return
        now = self._clock()
        mark = mark_of(self._row.hands, now)
        countdown = self._countdowns.of(self._row, now)
        self.countdown_label.paint_as("mark", mark)
        self.due_label.paint_as("mark", mark if mark is CaseMark.OVERDUE else "")
        if countdown is None:
            self.countdown_label.setText(f"{mark.glyph} {self._words.stage(self._row.stage)}")
            self.due_label.setText(self._standing_text(self._row))
            return
        self.countdown_label.setText(f"{mark.glyph} {countdown.text}")
        self.due_label.setText(self._due_text(self._row, countdown, now))

    def _standing_text(self, row: CaseRow) -> str:
        if row.suspended_until is None:
            return ""
        goes_on = self._words.moment(row.suspended_until)
        return self.tr("resumes {moment}").format(moment=goes_on)

    def _due_text(self, row: CaseRow, countdown: Countdown, now: datetime) -> str:
        basis = self.tr("all hours") if countdown.continuous else self.tr("working hours")
        due = self.tr("due {moment}").format(moment=self._words.moment(countdown.due_at))
        parts = [self._state(row, countdown, now), basis, due]
        return " · ".join(part for part in parts if part)

    def _state(self, row: CaseRow, countdown: Countdown, now: datetime) -> str:
        if countdown.is_over:
            return self.tr("overdue") if row.hands.late(now) else self.tr("step late")
        if row.hands.late(now):
            return self.tr("was overdue")
        if countdown.resumes_at:
            resumes = self._words.weekday_and_time(countdown.resumes_at)
            return self.tr("paused until {moment}").format(moment=resumes)
        return ""

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        set_spaces(title, self, around=None, between=Space.MEDIUM)
        title.addWidget(self.kind_label)
        title.addWidget(self.stage_label)
        title.addStretch()
        title.addWidget(self.countdown_label)
        title.addWidget(self.explain_button)
        number = QHBoxLayout()
        set_spaces(number, self, around=None, between=Space.MEDIUM)
        number.addWidget(self.number_label)
        number.addStretch()
        number.addWidget(self.due_label)
        lines = QVBoxLayout(self)
        set_spaces(lines, self, around=None, between=Space.SMALL)
        lines.addLayout(title)
        lines.addLayout(number)
        lines.addWidget(self.place_label)
