"""Erasing who reported, from the command line."""

from typing import Annotated

import typer

from commandcenter.commands.shared.acting import act_as
from commandcenter.commands.shared.options import Options

reporter = typer.Typer(help="Who reported a case.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(reporter, name="reporter")


@reporter.callback()
def _group() -> None:
    """Keep `erase` a word to be typed, though it is the only one."""


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
    the name.
    """
    options: Options = context.obj
    with options.center() as center:
        who = act_as(center, account, "reporter erase", number, options=options)
        erased = center.erasing.erase_reporters(number, viewer=who.viewer)
    text = options.words("said-reporters-erased", number=number, erased=erased)
    options.show({"number": number, "erased": erased}, text=text)
