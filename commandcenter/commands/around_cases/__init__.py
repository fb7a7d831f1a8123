"""What there is around the cases: warnings, and who reported them."""

import typer

from commandcenter.commands.around_cases import reporters, warnings


def add_to(app: typer.Typer) -> None:
    warnings.add_to(app)
    reporters.add_to(app)
