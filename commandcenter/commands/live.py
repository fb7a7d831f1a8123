"""What runs until it is stopped: the web door."""

from typing import Annotated

import typer

from commandcenter import jobs
from commandcenter.commands.options import Options


def add_to(app: typer.Typer) -> None:
    app.command()(gateway)


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
