"""What there is around the cases: who reported them."""

import typer

from commandcenter.commands.around_cases import reporters


def add_to(app: typer.Typer) -> None:
    reporters.add_to(app)
