"""The warnings that were raised, from the command line; letting held ones go."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from commandcenter.center import CommandCenter
from commandcenter.commands.shared.acting import AsAccount, viewer_of
from commandcenter.commands.shared.options import Options
from commandcenter.contract.documents import iso
from commandcenter.models.work.asking import AssigneeKind
from commandcenter.services.city import CityFacts
from commandcenter.services.warnings import WarningRow
from commandcenter.words import term


def add_to(app: typer.Typer) -> None:
    app.command()(warnings)


def warnings(
    context: typer.Context,
    held: Annotated[
        bool,
        typer.Option(
            "--held", help="those held back: crossed before anybody watched, or out of hours"
        ),
    ] = False,
    release: Annotated[
        bool,
        typer.Option("--release", help="let those go that were crossed before anybody watched"),
    ] = False,
    account: AsAccount = None,
) -> None:
    """The warnings of open cases, the newest mark first.

    --held lists those of clocks that still run which nobody has heard of yet. --release lets the
    ones with "held": true be delivered; those out of hours go by themselves when work begins.
    """
    options: Options = context.obj
    with options.center() as center:
        command = "warnings --release" if release else "warnings"
        viewer = viewer_of(center, account, command, options=options)
        if release:
            released = center.warnings.release(viewer=viewer)
            text = options.words("said-warnings-released", released=released)
            options.show({"released": released}, text=text)
            return
        found = (center.warnings.held_back if held else center.warnings.of_open)(viewer=viewer)
        _show(found, center, options)


def _show(found: tuple[WarningRow, ...], center: CommandCenter, options: Options) -> None:
    facts = center.city.facts()
    zone = ZoneInfo(facts.time_zone)
    if options.json or options.lines:
        options.show_all((_document(row, zone) for row in found), text="")
        return
    now = center.clock()
    lines = [_line(row, now, facts, options) for row in found]
    options.say("\n".join(lines or [options.words("said-no-warnings")]))


def _document(row: WarningRow, zone: ZoneInfo) -> dict[str, Any]:
    """`mark` is the share of the limit; 1 is the deadline."""
    return {
        "subject": row.subject,
        "number": row.number,
        "clock": str(row.clock),
        "ordinal": row.ordinal,
        "mark": float(row.mark),
        "at": iso(row.at, zone),
        "deliver_after": iso(row.deliver_after, zone),
        "recipient_kind": str(row.recipient_kind),
        "recipient": row.recipient,
        "held": row.held,
    }


def _line(row: WarningRow, now: datetime, facts: CityFacts, options: Options) -> str:
    zone = ZoneInfo(facts.time_zone)
    is_post = row.recipient_kind is AssigneeKind.POST
    cells = (
        f"{row.at.astimezone(zone):%Y-%m-%d %H:%M}",
        row.number,
        term("clockname", row.clock, options.language),
        f"{float(row.mark * 100):g} %",
        facts.post_name(row.recipient).said(options.language) if is_post else row.recipient,
        _waiting(row, now, zone, options),
    )
    return "\t".join(cells)


def _waiting(row: WarningRow, now: datetime, zone: ZoneInfo, options: Options) -> str:
    """What keeps a warning from being delivered; empty if nothing does."""
    if row.held:
        return options.words("said-warning-held")
    if row.deliver_after <= now:
        return ""
    begins = f"{row.deliver_after.astimezone(zone):%Y-%m-%d %H:%M}"
    return options.words("said-warning-waits", at=begins)
