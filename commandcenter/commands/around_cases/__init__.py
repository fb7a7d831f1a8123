"""What there is around the cases: the board of the past, warnings, and who reported them."""

import typer

from commandcenter.commands.around_cases import board, reporters, warnings


def add_to(app: typer.Typer) -> None:
    board.add_to(app)
    warnings.add_to(app)
    reporters.add_to(app)
