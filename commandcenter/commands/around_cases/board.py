"""The centre as it stood at a moment that is past, from the command line."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from commandcenter.commands.shared.acting import AsAccount, viewer_of
from commandcenter.commands.shared.case_line import CASE_LINE
from commandcenter.commands.shared.options import Options, read_moment
from commandcenter.contract.past import case_then_json, centre_then_json
from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.moments import YEARS
from commandcenter.services.board import CentreThen
from commandcenter.words import term

_DOT = " \N{MIDDLE DOT} "


def add_to(app: typer.Typer) -> None:
    app.command()(board)


def board(
    context: typer.Context,
    moment: Annotated[
        str,
        typer.Option(
            "--at", metavar="MOMENT", help="2026-11-22T14:30, in the city's time without offset"
        ),
    ],
    area: Annotated[str | None, typer.Option(help="only the cases of this area")] = None,
    account: AsAccount = None,
) -> None:
    """Show the centre at a past time: counters by stage and light, and the open cases.

    It is read from history alone, so words (description, address) are not shown.
    """
    options: Options = context.obj
    with options.center() as center:
        zone = ZoneInfo(center.city.facts().time_zone)
        viewer = viewer_of(center, account, "board", options=options)
        then = center.board.centre_at(_moment(moment, zone), viewer=viewer, area=area)
    if options.json or options.lines:
        options.show(centre_then_json(then, area, zone), text="")
        return
    options.say(_counters(then, zone, options))
    options.show_all((case_then_json(case, zone) for case in then.cases), text=CASE_LINE)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    moment = read_moment(text, zone, field="at")
    if moment.year not in YEARS:
        raise InvalidInput("moment-unreadable", field="at", text=text)
    return moment


def _counters(then: CentreThen, zone: ZoneInfo, options: Options) -> str:
    """How many were open and how they stood; below it, how many stood in which stage,
    and the same of other kinds of subject."""
    past = then.board
    first = options.words(
        "said-board",
        at=f"{past.moment.astimezone(zone):%Y-%m-%d %H:%M:%S}",
        open=past.open,
        overdue=past.overdue,
        standing=past.standing,
        **{str(light): n for light, n in then.lights.items()},
    )
    stages = [
        f"{term('stage', stage, options.language)} {past.stages[stage]}"
        for stage in Stage
        if past.stages.get(stage)
    ]
    others = [
        f"{subject}: " + _DOT.join(f"{stage} {n}" for stage, n in counted.items())
        for subject, counted in then.others.items()
    ]
    return "\n".join([first, *([_DOT.join(stages)] if stages else []), *others])
