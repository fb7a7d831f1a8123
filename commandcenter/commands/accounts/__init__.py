"""People: their accounts, and their rights in PostgreSQL."""

import typer

from commandcenter.commands.accounts import accounts, rights


def add_to(app: typer.Typer) -> None:
    accounts.add_to(app)
    rights.add_to(app)
