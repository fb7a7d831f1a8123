"""Acting as an account from a command line: `--as`, and its entry in the access log."""

from dataclasses import replace
from typing import Annotated

import typer

from commandcenter.center import CommandCenter
from commandcenter.commands.shared.options import Options
from commandcenter.commands.shared.passwords import password_of
from commandcenter.errors import InvalidInput, NotPermitted
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.access import AccountRow, CommandLine
from commandcenter.system_user import system_user

AsAccount = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="only what this account may see; else everything"),
]
AsAdministrator = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="the administrator; needed where there are several"),
]
OfArea = Annotated[
    str | None,
    typer.Option("--area", metavar="CODE", help="only this area; else the whole centre"),
]
_LONGEST_NUMBER = 40


def act_as(
    center: CommandCenter,
    account: str,
    command: str,
    number: str | None = None,
    *,
    options: Options,
) -> AccountRow:
    """The account, after its password; the access log records which user of the machine used it,
    and for what. A demo asks for no password.

    NotFound where there is none of this name, NotPermitted where it is disabled, NotIdentified
    where the password is missing or wrong.
    """
    if not center.sign_in.is_open():
        center.access.account(account)  # refused before anybody types a password
        center.sign_in.sign_in(account, password_of(account, options), system_user())
    about = None if number is None else number[:_LONGEST_NUMBER]
    return center.access.act_as(account, CommandLine(system_user(), command, about))


def act_as_administrator(
    center: CommandCenter, account: str | None, command: str, *, options: Options
) -> str | None:
    """The name of the administrator who does this, after the password; by default the only one.

    None in a demo, and in a centre in which no administrator has a password yet: there whoever has
    the database is the one who sets it up. NotPermitted for an account of another post.
    """
    names = center.sign_in.administrators()
    if center.sign_in.is_open() or not names:
        return None
    name = account or (names[0] if len(names) == 1 else None)
    if name not in names:
        raise NotPermitted("administrator-needed", names=", ".join(names))
    return act_as(center, name, command, options=options).name


def viewer_of(
    center: CommandCenter, account: str | None, command: str, *, options: Options
) -> Viewer:
    """What `--as` limits reading to; without it the centre's view, which has no limits."""
    if account is None:
        return CENTRE_VIEW
    return act_as(center, account, command, options=options).viewer


def viewer_of_area(center: CommandCenter, code: str) -> Viewer:
    """The centre's view of one area. InvalidInput for a code that no area has."""
    if code not in center.city.facts().areas:
        raise InvalidInput("area-unknown", field="area", code=code)
    return replace(CENTRE_VIEW, area=code)
