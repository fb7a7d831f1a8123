"""Sets up a centre: init, keys, districts, doctor."""

import sys
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import Progress

from commandcenter.center import CommandCenter
from commandcenter.commands.doctor import run_doctor
from commandcenter.commands.moves import moves_as_json, moves_as_lines
from commandcenter.commands.shared.acting import AsAdministrator, act_as_administrator
from commandcenter.commands.shared.options import Options
from commandcenter.contract.documents import iso
from commandcenter.models.city.posts import ADMINISTRATOR
from commandcenter.services.access import KeyRow

gateway_key = typer.Typer(help="Who may use the HTTP door.", no_args_is_help=True)
replication = typer.Typer(help="Districts in a city's database.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.command()(init)
    app.add_typer(gateway_key, name="gateway-key")
    app.add_typer(replication, name="replication")
    app.command()(doctor)


def init(
    context: typer.Context,
    recalculate: Annotated[
        bool, typer.Option("--recalculate", help="count open cases by the rules in force")
    ] = False,
) -> None:
    """Create the database for a city pack, or upgrade an older one.

    Open cases keep their rules and calendar until --recalculate is given.
    """
    options: Options = context.obj
    pack = options.pack() if options.city else None  # refused before anything is made
    with CommandCenter(options.database_url) as center:
        city = center.made_for() if pack is None else pack.name
        if city is None or pack is not None or options.ships(city):
            center.make(pack or replace(options, city=city or "").pack())
        else:  # the pack's folder is not known: only upgrade the tables
            center.upgrade()
        facts = center.city.facts()
        counted = (_recalculated if recalculate else _would_move)(center, options)
        next_step = _next_step(center, options)
    document = {"city": facts.city, "version": facts.version, **counted.document}
    text = options.words("said-installed", city=facts.city, version=facts.version)
    options.show(document, text="\n".join([text, *counted.lines, *next_step]))


def _next_step(center: CommandCenter, options: Options) -> list[str]:
    """A centre without accounts begins with its administrator."""
    has_post = ADMINISTRATOR in center.city.facts().posts
    if center.access.all_accounts() or not has_post:
        return []
    return [options.with_its_database(options.words("said-make-administrator"))]


@dataclass(frozen=True)
class _Counted:
    """What the rules in force do to open cases, as JSON and for people."""

    document: dict[str, Any]
    lines: tuple[str, ...] = ()


def _would_move(center: CommandCenter, options: Options) -> _Counted:
    moves = center.recalculation.preview()
    cases = len({move.number for move in moves})
    if not cases:
        return _Counted({})
    zone = ZoneInfo(center.city.facts().time_zone)
    lines = moves_as_lines(moves, zone, options.language)
    document = {"would_move": cases, "moves": moves_as_json(moves, zone)}
    would_move = options.with_its_database(options.words("said-would-move", cases=cases))
    return _Counted(document, (would_move, *lines))


def _recalculated(center: CommandCenter, options: Options) -> _Counted:
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        work = bar.add_task(options.words("said-open-cases"), total=None)
        done = center.recalculation.apply(
            progress=lambda so_far, total: bar.update(work, completed=so_far, total=total)
        )
    counts = asdict(done)
    return _Counted(counts, (options.words("said-recalculated", **counts),))


@gateway_key.command("add")
def key_add(
    context: typer.Context,
    name: str,
    scope: Annotated[str, typer.Option("--for", metavar="SOURCE|DEPARTMENT|centre")],
    administrator: AsAdministrator = None,
) -> None:
    """Add a key for the HTTP gateway; it is shown once, and only its hash is stored."""
    options: Options = context.obj
    with options.center() as center:
        act_as_administrator(center, administrator, "gateway-key add", options=options)
        new = center.access.add_key(name, scope)
    options.show({"name": new.name, "key": new.key}, text=new.key)


@gateway_key.command("list")
def key_list(context: typer.Context) -> None:
    """List all keys, revoked ones included, and what they are for."""
    options: Options = context.obj
    with options.center() as center:
        zone = _zone(center)
        options.show_all(
            (_key(row, zone) for row in center.access.all_keys()),
            text="{name}\t{for}\t{made_at}\t{revoked_at}",
        )


@gateway_key.command("revoke")
def key_revoke(context: typer.Context, name: str, administrator: AsAdministrator = None) -> None:
    """Revoke a key at once."""
    options: Options = context.obj
    with options.center() as center:
        act_as_administrator(center, administrator, "gateway-key revoke", options=options)
        row = _key(center.access.revoke_key(name), _zone(center))
    options.show(row, text=options.words("said-key-revoked", name=name))


@gateway_key.command("rotate")
def key_rotate(context: typer.Context, name: str, administrator: AsAdministrator = None) -> None:
    """Replace a key; the new one is shown once, and the old one stops working."""
    options: Options = context.obj
    with options.center() as center:
        act_as_administrator(center, administrator, "gateway-key rotate", options=options)
        new = center.access.rotate_key(name)
    options.show({"name": new.name, "key": new.key}, text=new.key)


@replication.command("plan")
def plan_replication(
    context: typer.Context,
    district: Annotated[str, typer.Argument(help="the address of the district's database")],
) -> None:
    """Print the statements that replicate a district into this city; nothing is changed."""
    options: Options = context.obj
    with options.center() as center:
        plan = center.replication.plan(district)
    text = options.words("said-replication-plan", **asdict(plan))
    options.show(asdict(plan), text=text)


def doctor(context: typer.Context) -> None:
    """Check what is missing on this machine, and how to fix it."""
    options: Options = context.obj
    raise typer.Exit(
        run_doctor(
            database_url=options.database_url,
            language=options.language,
            as_json=options.json or options.lines,
            in_full=options.with_its_database,
        )
    )


def _zone(center: CommandCenter) -> ZoneInfo:
    return ZoneInfo(center.city.facts().time_zone)


def _key(row: KeyRow, zone: ZoneInfo) -> dict[str, str | None]:
    return {
        "name": row.name,
        "for": row.scope,
        "made_at": iso(row.made_at, zone),
        "revoked_at": iso(row.revoked_at, zone),
    }
