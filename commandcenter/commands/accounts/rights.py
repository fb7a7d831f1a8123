"""The database's own rules about who reads and writes what."""

import typer

from commandcenter.commands.shared.acting import AsAdministrator, act_as_administrator
from commandcenter.commands.shared.options import Options

rights = typer.Typer(help="Who may do what in a centre's PostgreSQL.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(rights, name="rights")


@rights.command("sql")
def sql(context: typer.Context) -> None:
    """Print the statements that put the rights in force; change nothing."""
    options: Options = context.obj
    with options.center() as center:
        statements = center.rights.sql()
    options.show({"sql": statements}, text=statements.rstrip("\n"))


@rights.command("apply")
def apply(context: typer.Context, administrator: AsAdministrator = None) -> None:
    """Put roles, grants, policies and the guard of the log in force, all or none."""
    options: Options = context.obj
    with options.center() as center:
        act_as_administrator(center, administrator, "rights apply", options=options)
        done = center.rights.apply()
    document = {"posts": done.posts, "accounts": done.accounts}
    options.show(document, text=options.words("said-rights-in-force", **document))


@rights.command("check")
def check(context: typer.Context) -> None:
    """Compare the rights in force with those of the pack and the accounts; 1 if they differ."""
    options: Options = context.obj
    with options.center() as center:
        found = center.rights.check()
    document = {"missing": list(found.missing), "surplus": list(found.surplus)}
    lines = [*(f"- {line}" for line in found.missing), *(f"+ {line}" for line in found.surplus)]
    agree = options.words("said-rights-agree")
    differ = options.words("said-rights-differ", count=len(lines))
    options.show(document, text="\n".join([*lines, differ]) if found else agree)
    raise typer.Exit(1 if found else 0)
