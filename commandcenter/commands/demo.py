"""The demo: a year of history, a realistic day in progress, and an open desk."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from commandcenter import jobs
from commandcenter.commands.shared.options import Options
from commandcenter.commands.windows import Shown, open_desk, photograph
from commandcenter.settings import data_folder

if TYPE_CHECKING:
    from commandcenter.center import CommandCenter
    from commandcenter.commands.demo_database import DemoDatabase

_UNSEEN = 1.0  # minutes, where there is no display and nobody says how many
_LONGEST = 10_000.0  # minutes: a week

# The simulation is imported where a demo begins: no other command waits for it.


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    context: typer.Context,
    minutes: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=_LONGEST,
            help="how long it runs; else until the desk is closed, and a minute without a display",
        ),
    ] = None,
    speed: Annotated[
        float, typer.Option(min=0.01, max=86_400, help="how many times as fast as real time")
    ] = 20.0,
    seed: Annotated[int, typer.Option(help="another seed, another year")] = 1,
) -> None:
    """Create a demo database and show a realistic day on it; without a display, save pictures."""
    from commandcenter.commands.demo_database import DemoDatabase

    options: Options = context.obj
    database = DemoDatabase(options, speed=speed, seed=seed)
    with database.open() as center, living(center, database):
        shown = _watched(center, database, minutes)
    options.show_paths(shown.pictures)
    raise typer.Exit(shown.status)


@contextmanager
def living(center: "CommandCenter", database: "DemoDatabase") -> Iterator[None]:
    """Run a realistic day and the jobs in the background until the block ends."""
    from commandcenter.simulation.live_day import LiveDay

    stopped = threading.Event()

    def live() -> None:  # reads the pack in its own time: the desk need not wait for it
        LiveDay(center, database.pack(center), seed=database.seed).run(stopped)

    day = threading.Thread(target=live, name="live day")
    day.start()
    try:
        with jobs.running_in_background(center):
            yield
    finally:
        stopped.set()
        day.join()


def _watched(center: "CommandCenter", database: "DemoDatabase", minutes: float | None) -> Shown:
    """The desk before people; without a display a while of life, then pictures of all screens."""
    from commandcenter.views.frame.display import has_display

    options = database.options
    if has_display():
        language = options.screen_language
        return open_desk(center, language, minutes=minutes)
    unseen = _UNSEEN if minutes is None else minutes
    options.say(options.words("said-demo-unseen", minutes=f"{unseen:g}"))
    threading.Event().wait(unseen * 60)
    return photograph(center, options.screen_language, data_folder() / "demo-pictures")
