"""What runs until it is stopped: the windows, and the web door."""

from pathlib import Path
from typing import Annotated

import typer

from commandcenter import jobs
from commandcenter.commands import windows
from commandcenter.commands.options import Options

Tour = Annotated[
    Path | None, typer.Option("--tour", help="show every screen once, save PNGs there, and end")
]


def add_to(app: typer.Typer) -> None:
    app.command()(desk)
    app.command()(wall)
    app.command()(statistics)
    app.command()(gateway)


def desk(
    context: typer.Context,
    account: Annotated[str | None, typer.Option("--as", metavar="NAME")] = None,
    tour: Tour = None,
) -> None:
    """The dispatcher's desk."""
    options: Options = context.obj
    with options.center() as center, jobs.running_beside(center):
        status = windows.open_desk(center, options.screen_language, account=account, tour=tour)
    raise typer.Exit(status)


def wall(context: typer.Context, tour: Tour = None) -> None:
    """The video wall."""
    options: Options = context.obj
    with options.center() as center:
        status = windows.open_wall(center, options.screen_language, tour=tour)
    raise typer.Exit(status)


def statistics(context: typer.Context, tour: Tour = None) -> None:
    """The supervisor's statistics."""
    options: Options = context.obj
    with options.center() as center:
        status = windows.open_statistics(center, options.screen_language, tour=tour)
    raise typer.Exit(status)


def gateway(
    context: typer.Context,
    host: str = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8311,
) -> None:
    """The HTTP door."""
    import uvicorn  # heavy, and only the door needs it

    from commandcenter.gateway.app import make_app

    options: Options = context.obj
    with options.center() as center, jobs.running_beside(center):
        uvicorn.run(make_app(center), host=host, port=port, log_level="warning")
