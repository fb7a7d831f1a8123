"""Commands that run until they are stopped: the windows and the gateway."""

import ipaddress
import signal
import socket
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from commandcenter import jobs
from commandcenter.commands import windows
from commandcenter.commands.shared.acting import (
    AsAccount,
    OfArea,
    act_as,
    viewer_of,
    viewer_of_area,
)
from commandcenter.commands.shared.options import Options
from commandcenter.errors import InvalidInput, NotIdentified, Unavailable

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
    """Open the dispatcher's desk."""
    options: Options = context.obj
    with (
        options.center() as center,
        jobs.running_in_background(center, plan=options.backup_plan(center)),
    ):
        if tour and account is None and not center.sign_in.is_open():
            raise NotIdentified("tour-needs-account")
        if account is not None and (tour or center.sign_in.is_open()):
            act_as(center, account, "desk", options=options)
        shown = windows.open_desk(center, options.screen_language, account=account, tour=tour)
    options.show_paths(shown.pictures)
    raise typer.Exit(shown.status)


def wall(
    context: typer.Context, account: AsAccount = None, area: OfArea = None, tour: Tour = None
) -> None:
    """Open the video wall: of the centre, of an area, or with what an account may see."""
    if account is not None and area is not None:
        raise typer.BadParameter("wall --as NAME, or wall --area CODE")
    options: Options = context.obj
    with options.center() as center:
        viewer = (
            viewer_of(center, account, "wall", options=options)
            if area is None
            else viewer_of_area(center, area)
        )
        shown = windows.open_wall(center, options.screen_language, viewer=viewer, tour=tour)
    options.show_paths(shown.pictures)
    raise typer.Exit(shown.status)


def statistics(context: typer.Context, account: AsAccount = None, tour: Tour = None) -> None:
    """Open the supervisor's statistics."""
    options: Options = context.obj
    with options.center() as center:
        viewer = viewer_of(center, account, "statistics", options=options)
        shown = windows.open_statistics(
            center, options.screen_language, viewer=viewer, account=account, tour=tour
        )
    options.show_paths(shown.pictures)
    raise typer.Exit(shown.status)


def gateway(
    context: typer.Context,
    host: str = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8311,
) -> None:
    """Run the HTTP gateway; it ends with status 0 on SIGTERM or Ctrl-C."""
    from commandcenter.gateway.app import make_app  # slow to import, and only the gateway needs it
    from commandcenter.gateway.server import serve

    options: Options = context.obj
    proxies = _proxies(options.settings.trusted_proxies)
    for ending in (signal.SIGTERM, signal.SIGINT):  # uvicorn raises them again when it is done
        signal.signal(ending, _end)
    with (
        options.center() as center,
        jobs.running_in_background(center, plan=options.backup_plan(center)),
        _listening(host, port) as listener,
    ):
        if not _is_this_machine(host):
            typer.echo(options.words("door-not-encrypted", host=host), err=True)
        options.say(f"http://{host}:{listener.getsockname()[1]}")
        serve(make_app(center), listener, proxies=proxies)


def _proxies(setting: str) -> list[str]:
    """The trusted proxies one by one. InvalidInput for what is neither address nor network."""
    found = [word.strip() for word in setting.split(",") if word.strip()]
    for proxy in found:
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            raise InvalidInput("proxy-unreadable", proxy=proxy) from None
    return found


def _is_this_machine(host: str) -> bool:
    """Whether only this machine can connect to this address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _end(number: int, frame: object) -> NoReturn:
    sys.exit(0)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Unavailable("door-closed", host=host, port=port, reason=error.strerror) from None
