"""Erasing who reported, and listing who was shown a reporter, from the command line."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from commandcenter.commands.shared.acting import AsAdministrator, act_as, act_as_administrator
from commandcenter.commands.shared.options import Options
from commandcenter.contract.documents import iso
from commandcenter.services.access import IdentityReadRow

reporter = typer.Typer(help="Who reported a case.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(reporter, name="reporter")


@reporter.command("erase")
def erase(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="of the case")],
    account: Annotated[
        str, typer.Option("--as", metavar="NAME", help="an account that may see who reported")
    ],
) -> None:
    """Erase the name and telephone number of everybody who reported a case; history stays complete.

    This cannot be undone. Unsent drafts about the case are deleted too, because they may contain
    the name, and so are the reasons for which the reporters were shown.
    """
    options: Options = context.obj
    with options.center() as center:
        who = act_as(center, account, "reporter erase", number, options=options)
        erased = center.erasing.erase_reporters(number, viewer=who.viewer)
    text = options.words("said-reporters-erased", number=number, erased=erased)
    options.show({"number": number, "erased": erased}, text=text)


@reporter.command("reads")
def reads(
    context: typer.Context,
    number: Annotated[str | None, typer.Argument(help="of a case; else of all")] = None,
    administrator: AsAdministrator = None,
) -> None:
    """List who was shown a reporter in full: when, of which case, and why; the newest first."""
    options: Options = context.obj
    with options.center() as center:
        act_as_administrator(center, administrator, "reporter reads", options=options)
        zone = ZoneInfo(center.city.facts().time_zone)
        rows = center.access.identity_reads(number)
    if options.json or options.lines:
        options.show_all((_document(row, zone) for row in rows), text="")
        return
    lines = [_line(row, zone, options) for row in rows]
    options.say("\n".join(lines or [options.words("said-no-reads")]))


def _document(row: IdentityReadRow, zone: ZoneInfo) -> dict[str, str | None]:
    at = iso(row.read_at, zone)
    return {"number": row.number, "reader": row.reader, "at": at, "reason": row.reason}


def _line(row: IdentityReadRow, zone: ZoneInfo, options: Options) -> str:
    without = "said-reason-search" if row.reason is None else "said-reason-erased"
    reason = row.reason or options.words(without)
    return f"{iso(row.read_at, zone)}\t{row.number}\t{row.reader}\t{reason}"
