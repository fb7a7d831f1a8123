"""The desk: queue, map and case in one window; what is chosen in one is chosen in all."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QVBoxLayout, QWidget

from commandcenter.models.cases.rules.stage import Step
from commandcenter.services.access import AccountRow
from commandcenter.services.change_feed import Change
from commandcenter.services.statistics import FigureQuery
from commandcenter.views.desk.case.case_pane import CasePane
from commandcenter.views.desk.forms.leaving import Leaving
from commandcenter.views.desk.queue.queue_pane import QueuePane
from commandcenter.views.desk.queue.stage_counters import ALL, MINE, StageCounters
from commandcenter.views.desk.reading.case_search import find_cases
from commandcenter.views.desk.reading.known_names import KnownNames
from commandcenter.views.desk.shortcuts import STEP_KEYS, Key
from commandcenter.views.desk.window.account_menu import AccountMenu
from commandcenter.views.desk.window.closed_seat import ClosedSeat
from commandcenter.views.desk.window.desk_layout import DeskLayout
from commandcenter.views.desk.window.locking import Locking
from commandcenter.views.desk.window.map_pane import MapPane
from commandcenter.views.desk.window.search_box import SearchBox
from commandcenter.views.desk.window.shortcut_sheet import ShortcutSheet
from commandcenter.views.desk.window.top_bar import TopBar
from commandcenter.views.frame.newest_request import NewestRequest
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.notice_bar import NoticeBar
from commandcenter.views.look.spacing import px
from commandcenter.views.sign_in.lock_cover import LockCover
from commandcenter.views.sign_in.sign_in_form import SignedIn

_WIDTH_EMS, _HEIGHT_EMS = 128, 72


class DeskWindow(QMainWindow):
    """One account works here; `others` are those it may change to without a password.

    `signed_in`: how the account came here; None in a demo, whose desk is never locked.

    Signals:
        account_changed: AccountRow that sits here now.
    """

    account_changed = Signal(object)

    def __init__(
        self,
        workplace: Workplace,
        account: AccountRow,
        *,
        others: Sequence[AccountRow] = (),
        signed_in: SignedIn | None = None,
    ) -> None:
        super().__init__()
        self._workplace = workplace
        self._following = ""
        self._shortcuts: list[QShortcut] = []
        words = workplace.words
        self.account = account
        self.messages = workplace.messages
        self.counters = StageCounters(words)
        self.search_box = SearchBox(words)
        self.account_menu = AccountMenu(others, words, signs_in=signed_in is not None)
        self.top_bar = TopBar(workplace, self.search_box, self.counters, self.account_menu)
        self.notice_bar = NoticeBar()
        self.queue = QueuePane(workplace, self.counters, account)
        self.map = MapPane(workplace)
        self.case = CasePane(workplace, account)
        self.panes = DeskLayout(self.queue, self.map, self.case)
        self.closed_seat = ClosedSeat(workplace, account)
        self.lock_cover = LockCover(workplace)
        self.locking: Locking | None = None
        self._search = NewestRequest(workplace.background)
        self._figure = NewestRequest(workplace.background)
        self.names = KnownNames(words.facts)
        self._leaving = Leaving(self, self.case.drafts, self.messages)
        self._lay_out()
        self._connect()
        self._give_keys()
        self._show_account()
        self._go_to_queue()
        if signed_in:
            self._be_lockable(signed_in)
        self.resize(px(self, _WIDTH_EMS), px(self, _HEIGHT_EMS))

    @Slot(str)
    def select(self, number: str) -> None:
        """This case everywhere: in the queue if it is shown there, on the map, on the page."""
        self.queue.choose(number)
        self.map.choose(number)
        self.case.open(number, self.queue.row(number))

    @Slot(object)
    def sit_down(self, account: AccountRow) -> None:
        """Somebody else works here now; what was typed is kept for who comes back."""
        self.account = account
        self.search_box.leave()
        self._search.forget()
        self._figure.forget()
        self.notice_bar.take_leave()
        self._show_account()
        self.closed_seat.sit_down(account)
        self.queue.sit_down(account)
        self.case.sit_down(account)
        self.account_changed.emit(account)

    @Slot(bool)
    def _bar(self, barred: bool) -> None:
        """Nothing is shown and nothing asked for while the account is disabled."""
        self._show_or_hide()
        if not barred:
            self.queue.sit_down(self.account)

    def _be_lockable(self, signed_in: SignedIn) -> None:
        locking = Locking(self._workplace, self, self.lock_cover, signed_in)
        locking.locked.connect(self._cover)
        locking.replaced.connect(self.sit_down)
        self.account_menu.lock_wanted.connect(locking.lock)
        self.account_menu.change_wanted.connect(locking.change_account)
        self._key(Key.LOCK, locking.lock)
        self.locking = locking

    @Slot(bool)
    def _cover(self, locked: bool) -> None:
        """Nothing is shown while the screen is locked; what was typed into a form stays there."""
        self._show_or_hide()
        self.account_menu.setDisabled(locked)
        for button in (self.top_bar.statistics_button, self.top_bar.wall_button):
            button.setDisabled(locked)
        if not locked and not self.closed_seat.is_barred:
            self._go_to_queue()

    def _show_or_hide(self) -> None:
        """Hides everything while the account is disabled or the screen locked; no key opens
        anything then, and no list, menu or answer that was under way stays or comes."""
        is_locked = self.locking is not None and self.locking.is_locked
        hidden = self.closed_seat.is_barred or is_locked
        if hidden:
            self._put_away()
        self.panes.setHidden(hidden)
        self.counters.setHidden(hidden)
        self.counters.setDisabled(hidden)
        self.search_box.setDisabled(hidden)
        for shortcut in self._shortcuts:
            shortcut.setEnabled(not hidden)

    def _put_away(self) -> None:
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        while popup := QApplication.activePopupWidget():
            popup.close()
        self.search_box.leave()
        self._search.forget()
        self._figure.forget()
        self.notice_bar.take_leave()
        self.case.put_away()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closes only when drafts have been saved, or the user discards them."""
        if self.case.steps.form:
            self.case.steps.form.settle()
        event.setAccepted(self._leaving.may_go())

    def show_figure(self, title: str, figure_id: str, query: FigureQuery) -> None:
        """Exactly the cases that a figure counted, as far as this account may see them."""
        statistics, viewer = self._workplace.center.statistics, self.account.viewer
        self._figure.ask(
            lambda: statistics.cases_behind(figure_id, query, viewer=viewer),
            done=partial(self.queue.show_list, title),
            refused=self.messages.say,
        )

    def _lay_out(self) -> None:
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.notice_bar)
        column.addWidget(self.panes, 1)
        column.addWidget(self.closed_seat, 1)
        column.addWidget(self.lock_cover, 1)
        self.setCentralWidget(ground)

    def _connect(self) -> None:
        self.queue.case_chosen.connect(self.select)
        self.queue.case_opened.connect(self._go_into_case)
        self.queue.refilled.connect(self.map.show_rows)
        self.queue.shown_changed.connect(self.map.change_rows)
        self.map.case_chosen.connect(self.select)
        self.map.point_chosen.connect(self.case.steps.take_point)
        self.case.case_chosen.connect(self.select)
        self.case.sent.connect(self._remember_next)
        self.case.stepped.connect(self._bring_next)
        self.search_box.entered.connect(self._prepare_names)
        self.search_box.wanted.connect(self._find)
        self.search_box.case_chosen.connect(self._open_found)
        self.account_menu.account_chosen.connect(self.sit_down)
        self.closed_seat.barred.connect(self._bar)
        self._workplace.watcher.changed.connect(self._flash_new)
        self.top_bar.keys_button.clicked.connect(self._show_keys)
        self.messages.said.connect(self.notice_bar.say)
        self.messages.holds_while_away.connect(self.notice_bar.hold_until_back)
        self._workplace.watcher.found.connect(self.notice_bar.take_back)

    def _give_keys(self) -> None:
        self._key(Key.HELP, self._show_keys)
        self._key(Key.QUEUE, self._go_to_queue)
        self._key(Key.MAP, self._go_to_map)
        self._key(Key.CASE, self._go_into_case)
        self._key(Key.EXPLAIN, self.case.explain)
        self._key(Key.SEARCH, self.search_box.setFocus)
        self._key(Key.MINE, lambda: self.queue.show_only(MINE))
        self._key(Key.ALL, lambda: self.queue.show_only(ALL))
        self._key(Key.BACK, self.leave)
        self._key(Key.MORE, self._open_more_steps)
        for place, key in enumerate(STEP_KEYS):
            self._key(key, partial(self._go_into_step, place))

    def _key(self, key: str, act: Callable[[], object]) -> None:
        """A key that is held down acts once; `RuledStyle` knows the repeats that are not marked."""
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(act)
        self._shortcuts.append(shortcut)

    def _show_account(self) -> None:
        self.account_menu.show_account(self.account)
        self.top_bar.show_area(self.account.area)
        post = self._workplace.words.facts.posts[self.account.post]
        self.top_bar.job_mark.concern(post.oversees)
        self.setWindowTitle(f"{self.top_bar.city_label.text()} · {self.account_menu.title}")

    @Slot()
    def _show_keys(self) -> None:
        ShortcutSheet(self).open()

    @Slot()
    def _go_to_queue(self) -> None:
        self.queue.setFocus()

    @Slot()
    def leave(self) -> None:
        """Back to where the work is; what was typed into a form stays there."""
        self.search_box.leave()
        self._go_to_queue()

    @Slot()
    def _go_to_map(self) -> None:
        self.panes.show_map()
        self.map.take_keyboard()

    @Slot()
    def _go_into_case(self) -> None:
        self.panes.show_case()
        if self.case.steps.form:
            self.case.steps.form.focus_first()

    def _go_into_step(self, place: int) -> None:
        self.panes.show_case()
        self.case.steps.choose_at(place)

    @Slot()
    def _open_more_steps(self) -> None:
        self.panes.show_case()
        self.case.steps.buttons.open_menu()

    @Slot(str)
    def _remember_next(self, number: str) -> None:
        """Where the eye would go next, as the list stands when the step is sent."""
        self._following = self.queue.next_after(number)

    @Slot(str)
    def _bring_next(self, number: str) -> None:
        """The next case comes forward by itself, unless another one was chosen meanwhile."""
        if number == self.case.number and self.queue.row(self._following):
            self.select(self._following)
            self.case.come_forward()
            self._go_to_queue()

    @Slot()
    def _prepare_names(self) -> None:
        if not self.names.are_ready:
            self._workplace.background.run(self.names.prepare)

    @Slot(str)
    def _find(self, text: str) -> None:
        casebook, viewer, names = self._workplace.center.casebook, self.account.viewer, self.names
        self._search.ask(
            lambda: find_cases(text, casebook=casebook, viewer=viewer, names=names),
            done=self.search_box.show_hits,
            refused=self.messages.say,
        )

    @Slot(str)
    def _open_found(self, number: str) -> None:
        self.select(number)
        self._go_to_queue()

    @Slot(list)
    def _flash_new(self, changes: list[Change]) -> None:
        self.map.flash([change.number for change in changes if change.step == Step.REPORT])
