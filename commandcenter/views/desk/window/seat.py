"""Chooses the account for a desk that is being opened."""

from collections.abc import Sequence

from commandcenter.errors import NotFound
from commandcenter.models.cases.rules.stage import Step
from commandcenter.services.access import AccountRow
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.desk.window.other_screens import OtherScreens
from commandcenter.views.frame.screens import Screens
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.sign_in.sign_in_dialog import SignInDialog
from commandcenter.views.sign_in.sign_in_form import SignedIn


def open_desk(
    screens: Screens, name: str | None = None, *, before_camera: bool = False
) -> DeskWindow:
    """The desk of an account; without a name the only one, or it asks.

    A centre asks for the password. A demo, and a camera, which cannot be asked, get the dispatcher.
    NotFound where nobody has an account, or nobody was named.
    """
    center = screens.workplace.center
    accounts = center.access.accounts()
    is_open = center.sign_in.is_open()
    if is_open or before_camera:
        account = center.access.account(name) if name else _who(accounts)
        desk = DeskWindow(screens.workplace, account, others=accounts if is_open else ())
    else:
        signed_in = _signed_in(screens.workplace, accounts, name)
        desk = DeskWindow(screens.workplace, signed_in.account, signed_in=signed_in)
    screens.hook.met.connect(desk.notice_bar.say_bug)
    OtherScreens(screens.workplace, desk, keep=screens.add)
    return screens.add(desk)


def _who(accounts: Sequence[AccountRow]) -> AccountRow:
    if not accounts:
        raise NotFound("no-account")
    return next((one for one in accounts if Step.DISPATCH in one.steps), accounts[0])


def _signed_in(workplace: Workplace, accounts: Sequence[AccountRow], name: str | None) -> SignedIn:
    if not accounts:
        raise NotFound("no-account")
    only = accounts[0].name if len(accounts) == 1 else ""
    dialog = SignInDialog(workplace, name or only)
    dialog.exec()
    if dialog.signed_in is None:
        raise NotFound("nobody-named")
    return dialog.signed_in
