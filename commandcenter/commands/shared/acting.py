"""Acting as an account from a command line: `--as`, and its entry in the access log."""

from typing import Annotated

import typer

from commandcenter.center import CommandCenter
from commandcenter.commands.shared.system_user import system_user
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.access import AccountRow, CommandLine

AsAccount = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="only what this account may see; else everything"),
]
_LONGEST_NUMBER = 40


def act_as(
    center: CommandCenter, account: str, command: str, number: str | None = None
) -> AccountRow:
    """The account; the access log records which user of the machine used it, and for what.

    NotFound where there is none of this name, NotPermitted where it is disabled.
    """
    about = None if number is None else number[:_LONGEST_NUMBER]
    return center.access.act_as(account, CommandLine(system_user(), command, about))


def viewer_of(center: CommandCenter, account: str | None, command: str) -> Viewer:
    """What `--as` limits reading to; without it the centre's view, which has no limits."""
    return CENTRE_VIEW if account is None else act_as(center, account, command).viewer
