"""The queue with its counters and filters, kept up to date by the feed and the clock."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from commandcenter.models.cases.rules.stage import Stage
from commandcenter.services.access import AccountRow
from commandcenter.services.casebook import CaseRow
from commandcenter.views.desk.queue.case_table import CaseTable
from commandcenter.views.desk.queue.case_table_model import CaseTableModel
from commandcenter.views.desk.queue.filter_bar import FilterBar
from commandcenter.views.desk.queue.stage_counters import (
    ALL,
    ANSWER,
    DECIDE,
    MINE,
    OVERDUE,
    StageCounters,
)
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.theme import Space
from commandcenter.views.open_cases.mark_watch import MarkWatch
from commandcenter.views.open_cases.queue import SortedRows
from commandcenter.views.open_cases.queue_filter import QueueFilter, Work, work_of
from commandcenter.views.open_cases.queue_reader import QueueReader
from commandcenter.views.open_cases.waiting_signs import Owed


class QueuePane(QWidget):
    """List, counters and map show the same cases: the ones that this pane lets through.

    Signals:
        case_chosen, case_opened: number.
        refilled: list[CaseRow], all rows that are shown now.
        shown_changed: list[CaseRow] and list[str], new or changed ones and those that are gone.
    """

    case_chosen = Signal(str)
    case_opened = Signal(str)
    refilled = Signal(object)
    shown_changed = Signal(object, object)

    def __init__(
        self,
        workplace: Workplace,
        counters: StageCounters,
        account: AccountRow,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._clock = workplace.clock
        self._facts = workplace.words.facts
        self._mine = Work()
        self._watch = MarkWatch((), self._clock())
        self.counters = counters
        self.is_filled = False
        self.filter_bar = FilterBar(workplace.words)
        self.model = CaseTableModel(workplace.words, workplace.countdowns, workplace.clock, self)
        self.table = CaseTable(self.model, workplace.words)
        self._reader = QueueReader(
            workplace.center.casebook,
            workplace.background,
            workplace.watcher,
            workplace.clock,
            account.viewer,
        )
        self._lay_out()
        self._connect(workplace)
        self._take_post(account)

    def sit_down(self, account: AccountRow) -> None:
        """Another account: what it may see, and first what waits for it."""
        self.is_filled = False
        self._take_post(account)
        self._reader.read_for(account.viewer)

    def choose(self, number: str) -> None:
        self.table.choose(number)

    def row(self, number: str) -> CaseRow | None:
        return self.model.queue.rows.get(number)

    def rows(self) -> list[CaseRow]:
        """All cases in hand that the account may see."""
        return list(self.model.queue.rows.values())

    def next_after(self, number: str) -> str:
        """What comes forward when this case has been dealt with; empty when there is nothing."""
        return self.table.next_after(number, self._mine)

    def show_list(self, title: str, numbers: Iterable[str]) -> None:
        """Exactly these cases, ended ones too, under a name of their own."""
        self.filter_bar.show_list(title)
        self.counters.press(ALL)
        self.model.choose(self._filter())
        self._reader.read_listed(frozenset(numbers))

    @Slot()
    def leave_list(self) -> None:
        """Back to the open cases."""
        self.filter_bar.show_list("")
        self._reader.read_listed(None)

    @Slot(str)
    def show_only(self, wanted: str) -> None:
        """ALL, MINE, DECIDE, ANSWER, OVERDUE or a stage."""
        self.counters.press(wanted)
        self._choose_filter()

    def _take_post(self, account: AccountRow) -> None:
        self._mine = work_of(account.actor, self._facts.posts, self._facts.centre)
        self.counters.press(MINE if self._mine else ALL)
        self.model.choose(self._filter())
        self._show_counts()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        set_spaces(column, self, around=Space.MEDIUM, between=Space.MEDIUM)
        self.filter_bar.place_next_to(self.counters.beside)
        column.addWidget(self.filter_bar)
        column.addWidget(self.table)
        self.setFocusProxy(self.table)

    def _connect(self, workplace: Workplace) -> None:
        self.table.case_chosen.connect(self.case_chosen)
        self.table.case_opened.connect(self.case_opened)
        self.counters.chosen.connect(self._choose_filter)
        self.filter_bar.changed.connect(self._choose_filter)
        self.filter_bar.list_left.connect(self.leave_list)
        self._reader.filled.connect(self._fill)
        self._reader.changed.connect(self._change)
        workplace.clock.ticked.connect(self._look_at_clock)

    def _filter(self) -> QueueFilter:
        pressed = self.counters.pressed
        return QueueFilter(
            work=self._work(pressed),
            overdue=pressed == OVERDUE,
            area=self.filter_bar.street_menu.value,
            department=self.filter_bar.department_menu.value,
        )

    def _work(self, pressed: str) -> Work:
        """What a counter stands for; nothing in particular for ALL and OVERDUE."""
        if pressed in (ALL, OVERDUE):
            return Work()
        mine = self._mine
        parts = {
            MINE: mine,
            DECIDE: Work(decides=mine.decides, desk=mine.desk),
            ANSWER: Work(addresses=mine.addresses),
        }
        return parts[pressed] if pressed in parts else Work(stages=frozenset({Stage(pressed)}))

    @Slot()
    def _choose_filter(self) -> None:
        self.model.choose(self._filter())
        self._refill()

    @Slot(object, object)
    def _fill(self, filled: SortedRows, watch: MarkWatch) -> None:
        self._watch = watch
        self.model.fill(filled)
        self._refill()
        if not self.is_filled:
            self.is_filled = True
            self._show_all_if_idle()

    def _show_all_if_idle(self) -> None:
        """An account that has nothing to do sees all open cases."""
        if self.counters.pressed == MINE and not len(self.model.queue):
            self.show_only(ALL)

    @Slot(object, object, object)
    def _change(self, rows: list[CaseRow], gone: list[str], owed: Owed) -> None:
        now = self._clock()
        for row in rows:
            self._watch.put(row, now)
        for number in gone:
            self._watch.drop(number)
        self.model.apply(rows, gone, owed)
        self._tell_changed(rows, gone)

    @Slot()
    def _look_at_clock(self) -> None:
        """What became late, or nearly so, since the last second; and every countdown in sight."""
        rung = self._watch.ring(self._clock())
        if rung and self._filter().overdue:
            self._choose_filter()
        elif rung:
            rows = self.model.queue.rows
            self._tell_changed([rows[number] for number in rung if number in rows], ())
        self.table.renew_countdowns()

    def _tell_changed(self, rows: Sequence[CaseRow], gone: Sequence[str]) -> None:
        shown = [row for row in rows if self.model.queue.at(row.number) is not None]
        hidden = [row.number for row in rows if self.model.queue.at(row.number) is None]
        self.shown_changed.emit(shown, [*gone, *hidden])
        self._show_counts()

    def _refill(self) -> None:
        queue = self.model.queue
        self.refilled.emit([queue.rows[number] for number in queue.numbers()])
        self._show_counts()

    def _show_counts(self) -> None:
        queue = self.model.queue
        late = self._watch.late
        self.counters.show_counts(queue.counts, len(late) - queue.ended_among(late))
        for name in (MINE, DECIDE, ANSWER):
            work = self._work(name)
            self.counters.show_work(name, queue.count(work) if work else None)
        self.filter_bar.show_count(len(queue), queue.total)
