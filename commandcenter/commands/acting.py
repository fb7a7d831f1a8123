"""Acting as an account from a command line: `--as`, and the line that it leaves."""

from commandcenter.center import CommandCenter
from commandcenter.commands.system_user import system_user
from commandcenter.services.access import AccountRow, CommandLine

_LONGEST_NUMBER = 40


def act_as(
    center: CommandCenter, account: str, command: str, number: str | None = None
) -> AccountRow:
    """The account; the access log says which user of the machine acted as it, and for what.

    NotFound where there is none of this name, NotPermitted where it is disabled.
    """
    about = None if number is None else number[:_LONGEST_NUMBER]
    return center.access.act_as(account, CommandLine(system_user(), command, about))
