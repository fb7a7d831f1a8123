"""The command line: one module per group of commands; the only place that knows all parts."""

import io
import os
import sys
from collections.abc import Sequence

import typer

from commandcenter.commands import (
    accounts,
    archives,
    around_cases,
    backups,
    cases,
    demo,
    figures,
    grid,
    installation,
    live,
    times,
)
from commandcenter.commands.shared.options import Options, compact, take_options
from commandcenter.errors import CommandCenterError

app = typer.Typer(
    help="Command centre for grid-based city management.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Accepted anywhere: --database URL, --city NAME|DIR, --lang zh|en, --json, --lines.",
)
for group in (
    *(installation, accounts, live, demo, cases, around_cases),
    *(figures, archives, grid, times, backups),
):
    group.add_to(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command. Exit status 0 = done, 1 = refused, 2 = wrong usage."""
    try:
        options, rest = take_options(sys.argv[1:] if arguments is None else arguments)
    except typer.BadParameter as wrong:
        wrong.show()
        sys.exit(2)
    _set_streams(options)
    try:
        _run(options, rest)
    except BrokenPipeError:  # as with `| head -1`: the reader has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _run(options: Options, rest: list[str]) -> None:
    try:
        app(rest, obj=options, prog_name="commandcenter")
    except CommandCenterError as refusal:
        document = refusal.document(options.language)
        document["detail"] = options.with_its_database(document["detail"])
        if options.json or options.lines:
            typer.echo(compact(document))
        else:
            typer.echo(document["detail"], err=True)
        sys.exit(1)
    finally:
        sys.stdout.flush()  # here, where a closed pipe is expected


def _set_streams(options: Options) -> None:
    """JSON is UTF-8 whatever the terminal speaks; what is for people is in the terminal's own
    encoding, with an escape for a letter that it lacks. A line read in another encoding is
    refused in its place."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    if isinstance(sys.stdout, io.TextIOWrapper):
        if options.json or options.lines:
            sys.stdout.reconfigure(encoding="utf-8")
        else:
            sys.stdout.reconfigure(errors="backslashreplace")
