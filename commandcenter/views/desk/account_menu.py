"""Who sits at this desk; in a demo, a way to sit down at another one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from commandcenter.models.staff.post import Post
from commandcenter.services.access import AccountRow
from commandcenter.views.city_words import CityWords


class AccountMenu(QToolButton):
    """`others` = the accounts one may change to without a password; none but in a demo.

    Signals:
        account_chosen: AccountRow to sit down as.
    """

    account_chosen = Signal(object)

    def __init__(
        self, others: Sequence[AccountRow], words: CityWords, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip(self.tr("Who works at this desk"))
        if others:
            self.setMenu(self._menu(others))

    def show_account(self, account: AccountRow) -> None:
        self.setText(self._title(account))

    def _menu(self, accounts: Sequence[AccountRow]) -> QMenu:
        menu = QMenu(self)
        for account in accounts:
            action = menu.addAction(self._title(account))
            action.triggered.connect(lambda _=False, a=account: self.account_chosen.emit(a))
        return menu

    def _title(self, account: AccountRow) -> str:
        post = self._words.word(account.post)
        if account.post is Post.DEPARTMENT:
            return self._words.department(account.department)
        return post if account.name == str(account.post) else f"{post} · {account.name}"
