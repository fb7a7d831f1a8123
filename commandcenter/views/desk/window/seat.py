"""Chooses the account for a desk that is being opened."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QInputDialog

from commandcenter.errors import NotFound
from commandcenter.models.cases.rules.stage import Step
from commandcenter.services.access import AccountRow
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.desk.window.other_screens import OtherScreens
from commandcenter.views.frame.screens import Screens


def open_desk(
    screens: Screens, name: str | None = None, *, before_camera: bool = False
) -> DeskWindow:
    """The desk of an account; without a name the only one, or it asks.

    A demo, and a camera, which cannot be asked, get the dispatcher. NotFound where nobody has an
    account, or nobody was named.
    """
    center = screens.workplace.center
    accounts = center.access.accounts()
    is_demo = center.timekeeping.show().simulated
    account = center.access.account(name) if name else _who(accounts, is_demo or before_camera)
    desk = DeskWindow(screens.workplace, account, others=accounts if is_demo else ())
    screens.hook.met.connect(desk.notice_bar.say_bug)
    OtherScreens(screens.workplace, desk, keep=screens.add)
    return screens.add(desk)


def _who(accounts: Sequence[AccountRow], unasked: bool) -> AccountRow:
    if not accounts:
        raise NotFound("no-account")
    if len(accounts) == 1:
        return accounts[0]
    if not unasked:
        return _asked(accounts)
    return next((one for one in accounts if Step.DISPATCH in one.steps), accounts[0])


def _asked(accounts: Sequence[AccountRow]) -> AccountRow:
    title = QCoreApplication.translate("Seat", "Who is on duty here?")
    names = [account.name for account in accounts]
    chosen, is_named = QInputDialog.getItem(None, title, title, names, 0, False)
    if not is_named:
        raise NotFound("nobody-named")
    return accounts[names.index(chosen)]
