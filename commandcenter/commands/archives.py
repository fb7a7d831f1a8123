"""Imports the files of other systems."""

import os
import signal
import sys
import threading
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from commandcenter.commands.shared.options import Options
from commandcenter.new_file import check_output
from commandcenter.services.archive.mapping import read_mapping


def add_to(app: typer.Typer) -> None:
    app.command("import-cases")(import_cases)
    app.command()(replay)


def import_cases(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, plain or gzip, or XLSX")],
    mapping: Annotated[Path, typer.Option(metavar="MAP.toml")],
    rejects: Annotated[
        Path | None, typer.Option(help="where refused rows go; else FILE.rejected.csv beside FILE")
    ] = None,
) -> None:
    """Import the cases of another system; rows that were imported before are left unchanged."""
    options: Options = context.obj
    reject_file = (rejects or _beside(file)).absolute()
    with (
        options.center() as center,
        Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar,
    ):
        check_output(reject_file, [mapping, center.anchor_file])
        work = bar.add_task(file.name, total=None)
        result = center.archive.import_cases(
            file,
            read_mapping(mapping),
            reject_file=reject_file,
            progress=lambda done, total: bar.update(work, completed=done, total=total),
        )
        doubts = center.points_check.doubts()
    for doubt in doubts:
        typer.echo(options.words("said-points-shifted", **asdict(doubt)), err=True)
    document = {
        "imported": result.imported,
        "unchanged": result.unchanged,
        "refused": result.refused,
        "reject_file": str(result.reject_file) if result.refused else None,
    }
    lines = [options.words("said-imported", **document)]
    if result.refused:
        lines.append(options.words("said-rejects", file=reject_file))
    options.show(document, text="\n".join(lines))


def _beside(file: Path) -> Path:
    """The path for a file's refused rows: next to the file, or here if its folder is not
    writable."""
    folder = file.parent if os.access(file.parent, os.W_OK) else Path()
    return folder / f"{file.name}.rejected.csv"


def replay(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, plain or gzip, or XLSX")],
    mapping: Annotated[Path, typer.Option(metavar="MAP.toml")],
    speed: Annotated[float, typer.Option(help="how many times as fast as real time")] = 60.0,
    day: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="where to begin; else the file's first day"),
    ] = None,
) -> None:
    """Replay such a file as if it happened now, on a simulated clock; Ctrl+C stops it."""
    from commandcenter.simulation.replay import prepare_replay

    options: Options = context.obj
    stopped = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stopped.set())
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    with options.center() as center:
        played = prepare_replay(
            center,
            file,
            read_mapping(mapping),
            speed=speed,
            first_day=day.date() if day else None,
        )
        played.run(stopped)
