"""The account at this desk, and the menu to change it: by a password, or in a demo without."""

from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from commandcenter.models.city.posts import Axis
from commandcenter.services.access import AccountRow
from commandcenter.views.desk.shortcuts import Key
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import px
from commandcenter.views.look.widget_rules import as_typed

_MOST_IN_A_GROUP = 8
_LONGEST_TITLE_EMS = 16


class AccountMenu(QToolButton):
    """`others` = the accounts one may change to without a password; none but in a demo.

    Signals:
        account_chosen: AccountRow to sit down as.
        change_wanted: somebody else wants to sign in.
        lock_wanted: whoever sits here goes away for a while.
    """

    account_chosen = Signal(object)
    change_wanted = Signal()
    lock_wanted = Signal()

    def __init__(
        self,
        others: Sequence[AccountRow],
        words: CityWords,
        *,
        signs_in: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._actions: dict[str, QAction] = {}
        self._menus: dict[QMenu, str] = {}
        self.title = ""
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        if others:
            self.setMenu(self._menu(others))
        elif signs_in:
            self.setMenu(self._sign_in_menu())

    def show_account(self, account: AccountRow) -> None:
        """A long title is shortened, so that the bar fits its screen; the tool tip has it all."""
        self.title = self._title(account)
        self.ensurePolished()
        room = px(self, _LONGEST_TITLE_EMS)
        short = self.fontMetrics().elidedText(self.title, Qt.TextElideMode.ElideMiddle, room)
        self.setText(as_typed(short))
        said = self.tr("On duty at this desk: {title}").format(title=self.title)
        self.setToolTip(said)
        action = self._actions.get(account.name)
        if action:
            action.setChecked(True)
        for menu, title in self._menus.items():
            is_here = action is not None and action in menu.actions()
            menu.setTitle(as_typed(f"{title} · {self.title}") if is_here else title)

    def _sign_in_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Somebody else signs in")).triggered.connect(self.change_wanted)
        lock = menu.addAction(self.tr("Lock the screen"))
        lock.setShortcut(QKeySequence(Key.LOCK))
        lock.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # the window has the key
        lock.triggered.connect(self.lock_wanted)
        return menu

    def _menu(self, accounts: Sequence[AccountRow]) -> QMenu:
        """By the centre that they belong to; the present one has a mark."""
        menu, group = QMenu(self), QActionGroup(self)
        menu.addAction(self.tr("Demo: no password is asked")).setEnabled(False)
        for title, members in self._groups(accounts):
            part = self._part(menu, title, crowded=len(members) > _MOST_IN_A_GROUP)
            for account in members:
                action = part.addAction(as_typed(self._title(account)))
                action.setCheckable(True)
                action.triggered.connect(lambda _=False, a=account: self.account_chosen.emit(a))
                group.addAction(action)
                self._actions[account.name] = action
        return menu

    def _part(self, menu: QMenu, title: str, *, crowded: bool) -> QMenu:
        """Below a heading, or, where there are many, in a menu that names the present one."""
        if menu.actions():
            menu.addSeparator()
        if crowded:
            part = menu.addMenu(title)
            self._menus[part] = title
            return part
        menu.addAction(title).setEnabled(False)
        return menu

    def _groups(self, accounts: Sequence[AccountRow]) -> Iterator[tuple[str, list[AccountRow]]]:
        titles = {
            Axis.SUPERVISION: self.tr("Supervision centre"),
            Axis.COMMAND: self.tr("Command centre"),
            Axis.DEPARTMENT: self.tr("Departments"),
            None: self.tr("Others"),
        }
        order = {post.id: nth for nth, post in enumerate(self._words.facts.posts)}
        ordered = sorted(accounts, key=lambda account: order.get(account.post, len(order)))
        for axis, title in titles.items():
            members = [account for account in ordered if _axis_of(account, titles) is axis]
            if members:
                yield title, members

    def _title(self, account: AccountRow) -> str:
        if Axis.DEPARTMENT in account.actor.axes:
            return self._words.department(account.department)
        post = self._words.post(account.post)
        return post if account.name == account.post else f"{post} · {account.name}"


def _axis_of(account: AccountRow, named: Collection[Axis | None]) -> Axis | None:
    """The axis of an account where the menu has a heading for it."""
    return next((axis for axis in account.actor.axes if axis in named), None)
