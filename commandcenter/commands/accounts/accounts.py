"""Who may sit at the desk: accounts, their passwords, their sign-ins."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from commandcenter.center import CommandCenter
from commandcenter.commands.shared.acting import AsAdministrator, act_as_administrator
from commandcenter.commands.shared.options import Options
from commandcenter.commands.shared.passwords import new_password_for, password_of
from commandcenter.contract.documents import iso
from commandcenter.errors import NotIdentified
from commandcenter.services.access import AccountRow
from commandcenter.system_user import system_user

account = typer.Typer(help="Who may sit at the desk.", no_args_is_help=True)

NewPasswordFile = Annotated[
    Path | None,
    typer.Option(
        envvar="COMMANDCENTER_NEW_PASSWORD_FILE",
        help="a file of mode 0600 with the new password, where no terminal is there",
    ),
]


def add_to(app: typer.Typer) -> None:
    app.add_typer(account, name="account")


@account.command("add")
def add(
    context: typer.Context,
    name: str,
    post: Annotated[str, typer.Option()],
    department: str | None = None,
    area: str | None = None,
    new_password_file: NewPasswordFile = None,
    administrator: AsAdministrator = None,
) -> None:
    """Add an account for the desk, with its first password."""
    options: Options = context.obj
    with options.center() as center:
        known = center.city.facts().posts
        if post not in known:
            raise typer.BadParameter(f"--post is one of {', '.join(known.ids())}, not {post}.")
        by = act_as_administrator(center, administrator, "account add", options=options)
        is_open = center.sign_in.is_open()
        password = None if is_open else new_password_for(name, options, new_password_file)
        if password is not None:
            center.sign_in.check_new(name, password)  # before there is an account
        row = center.access.add_account(name, post, department=department, area=area)
        if password is not None:
            center.sign_in.set_password(name, password, system_user(), by=by)
        if center.rights.follow_accounts() and password is not None:
            center.rights.set_password(name, password)
        document = _account(row, _zone(center))
    has_way_in = is_open or password is not None
    text = f"{name}: {post}" if has_way_in else _without_password(options, name, post)
    options.show(document, text=text)


@account.command("list")
def list_all(context: typer.Context) -> None:
    """List all accounts, enabled and disabled."""
    options: Options = context.obj
    with options.center() as center:
        zone = _zone(center)
        options.show_all(
            (_account(row, zone) for row in center.access.all_accounts()),
            text="{name}\t{post}\t{department}\t{disabled_at}",
        )


@account.command("disable")
def disable(context: typer.Context, name: str, administrator: AsAdministrator = None) -> None:
    """Disable an account at once, also where it is in use."""
    options: Options = context.obj
    with options.center() as center:
        act_as_administrator(center, administrator, "account disable", options=options)
        row = _account(center.access.disable_account(name), _zone(center))
        center.rights.follow_accounts()
    options.show(row, text=options.words("said-account-disabled", name=name))


@account.command("enable")
def enable(context: typer.Context, name: str, administrator: AsAdministrator = None) -> None:
    """Enable a disabled account."""
    options: Options = context.obj
    with options.center() as center:
        act_as_administrator(center, administrator, "account enable", options=options)
        row = _account(center.access.enable_account(name), _zone(center))
        center.rights.follow_accounts()
    options.show(row, text=options.words("said-account-enabled", name=name))


@account.command("password")
def password(
    context: typer.Context,
    name: str,
    new_password_file: NewPasswordFile = None,
    administrator: AsAdministrator = None,
) -> None:
    """Change a password: one's own after the old one, or with --as another's, as administrator."""
    options: Options = context.obj
    with options.center() as center:
        is_own = administrator is None and center.sign_in.has_password(name)
        old = password_of(name, options) if is_own else ""
        by = (
            None
            if is_own
            else act_as_administrator(center, administrator, "account password", options=options)
        )
        new = new_password_for(name, options, new_password_file)
        if new is None:
            raise NotIdentified("new-password-needed", name=name)
        if is_own:
            center.sign_in.change_password(name, old, new, system_user())
        else:
            center.sign_in.set_password(name, new, system_user(), by=by)
        center.rights.set_password(name, new)
    options.show({"name": name}, text=options.words("said-password-set", name=name))


@account.command("revoke-session")
def revoke_session(
    context: typer.Context, name: str, administrator: AsAdministrator = None
) -> None:
    """End all sessions of an account at once: its desks ask for the password again."""
    options: Options = context.obj
    with options.center() as center:
        by = act_as_administrator(center, administrator, "account revoke-session", options=options)
        center.sign_in.end_sessions(name, system_user(), by=by)
    options.show({"name": name}, text=options.words("said-sessions-ended", name=name))


@account.command("sign-ins")
def sign_ins(context: typer.Context, name: Annotated[str | None, typer.Argument()] = None) -> None:
    """The latest sign-ins, refusals and changes of passwords, the newest first."""
    options: Options = context.obj
    with options.center() as center:
        zone = _zone(center)
        options.show_all(
            (
                {
                    "account": row.account or None,
                    "event": row.event,
                    "workstation": row.workstation,
                    "by": row.by,
                    "at": iso(row.happened_at, zone),
                }
                for row in center.sign_in.events(name)
            ),
            text="{at}\t{event}\t{account}\t{workstation}\t{by}",
        )


def _without_password(options: Options, name: str, post: str) -> str:
    return options.with_its_database(options.words("said-no-password", name=name, post=post))


def _zone(center: CommandCenter) -> ZoneInfo:
    return ZoneInfo(center.city.facts().time_zone)


def _account(row: AccountRow, zone: ZoneInfo) -> dict[str, str | None]:
    return {
        "name": row.name,
        "post": row.post,
        "department": row.department,
        "area": row.area,
        "disabled_at": iso(row.disabled_at, zone),
    }
