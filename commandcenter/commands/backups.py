"""Backups: making them, restoring them, trying whether they can be restored."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from commandcenter.center import CommandCenter
from commandcenter.clock import system_clock
from commandcenter.commands.shared.options import Options
from commandcenter.database.engines import read_url, sqlite_file
from commandcenter.drills import DrillReport, drill
from commandcenter.private_files import append_privately
from commandcenter.services.backup.key_file import Keys, make_key_file, read_keys
from commandcenter.services.backup.restoring import restore_backup
from commandcenter.services.backup.restoring_server import restore_into_server
from commandcenter.services.backup.shelf import report_file
from commandcenter.services.signing import make_signing_key

KeyFile = Annotated[
    Path | None, typer.Option("--key-file", metavar="KEY", help="the key file of the backups")
]


def add_to(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)
    app.command("backup-key")(backup_key)
    app.command()(move)
    app.command("signing-key")(signing_key)


def backup(
    context: typer.Context,
    place: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="a new file, or a folder")],
    key_file: KeyFile = None,
) -> None:
    """Back up the database while it is in use; into a folder, the backup gets a name of its own."""
    options: Options = context.obj
    with options.center() as center:
        made = center.backup.make(
            place,
            anchor_file=center.anchor_file,
            key_file=key_file or options.settings.backup_key_file,
        )
    document: dict[str, Any] = {
        "file": str(made.file),
        "bytes": made.size,
        "made_at": made.manifest.made_at.isoformat(),
        "tables": len(made.manifest.tables),
        "rows": made.manifest.rows,
        "sequence": made.manifest.log.sequence,
        "encrypted": made.is_encrypted,
    }
    options.show(document, text=options.words("said-backed-up", **document))


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="a backup")],
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="FILE|URL", help="restore into this file or empty database"),
    ] = None,
    is_drill: Annotated[
        bool, typer.Option("--drill", help="only try: restore into a scratch folder and verify")
    ] = False,
    key_file: KeyFile = None,
) -> None:
    """Restore a backup into the database's file, or --to another; a database that is there already
    is renamed, not overwritten. The backup of a PostgreSQL database goes into an empty one.

    --drill restores into a scratch folder, counts, hashes and verifies, and keeps a report beside
    the backup; exit status 1 if there are faults.
    """
    options: Options = context.obj
    keys = _keys(key_file or options.settings.backup_key_file)
    if is_drill:
        _drill(options, file, keys)
        return
    place = _place(to or options.database_url)
    if isinstance(place, Path):
        restored = restore_backup(
            file, place, now=system_clock(), keys=keys, is_chosen=to is not None
        )
        manifest, set_aside = restored.manifest, restored.set_aside
    else:
        manifest, set_aside = restore_into_server(file, place, keys=keys), None
    document = {
        "file": str(place),
        "made_at": manifest.made_at.isoformat(),
        "sequence": manifest.log.sequence,
        "set_aside": str(set_aside) if set_aside else None,
    }
    lines = [options.words("said-restored", **document)]
    if set_aside:
        lines.append(options.words("said-set-aside", **document))
    options.show(document, text="\n".join(lines))


def _place(named: str) -> Path | str:
    """A file, or the address of a PostgreSQL database."""
    if "://" not in named:
        return Path(named)
    return sqlite_file(read_url(named)) or named


def backup_key(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="KEY")]
) -> None:
    """Make a key file for encrypted backups. Without it they cannot be restored: keep it apart."""
    options: Options = context.obj
    public = make_key_file(file)
    document = {"file": str(file), "public_key": public}
    options.show(document, text=options.words("said-backup-key", **document))


def move(
    context: typer.Context,
    to: Annotated[
        str, typer.Option("--to", metavar="URL", help="a new file, or an empty PostgreSQL database")
    ],
) -> None:
    """Copy the centre to another database, from a file to PostgreSQL or back; the old one is only
    read.

    Stop all programs first. A move that was interrupted goes on where it was when it is repeated.
    """
    options: Options = context.obj
    with (
        options.center() as center,
        Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar,
    ):
        work = bar.add_task(options.words("said-moving"), total=None)
        moved = center.backup.move(
            to,
            lambda table, done, rows: bar.update(
                work, description=table, completed=done, total=rows
            ),
        )
        with CommandCenter(to) as new:
            _copy_anchors(center.anchor_file, new.anchor_file)
    document = {
        "to": to,
        "tables": len(moved.copied) + len(moved.found),
        "rows": sum(moved.copied.values()) + sum(moved.found.values()),
        "found": sum(moved.found.values()),
    }
    options.show(document, text=options.words("said-moved", **document))


def _copy_anchors(old: Path, new: Path) -> None:
    """The list outside the database, where there is none of this name."""
    if old.is_file() and not new.exists():
        append_privately(new, old.read_text(encoding="utf-8"))


def signing_key(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="KEY")]
) -> None:
    """Make a key that signs the daily anchors of the log, and its public key beside it (.pub).

    Name it to the jobs as COMMANDCENTER_SIGNING_KEY_FILE. Whoever has the database's password, but
    not this key, cannot write another history up to the last signed day.
    """
    options: Options = context.obj
    document = {"file": str(file), "key": make_signing_key(file), "public": f"{file}.pub"}
    options.show(document, text=options.words("said-signing-key", **document))


def _drill(options: Options, file: Path, keys: Keys | None) -> None:
    report = drill(
        file,
        clock=system_clock,
        keys=keys,
        server=options.database_url,
        language=options.language,
    )
    options.show(report.document(), text="\n".join(_lines(options, file, report)))
    raise typer.Exit(0 if report.has_passed else 1)


def _lines(options: Options, file: Path, report: DrillReport) -> list[str]:
    params = {
        "file": file,
        "tables": report.tables,
        "rows": report.rows,
        "entries": report.entries,
        "faults": len(report.faults),
        "seconds": f"{sum(report.seconds.values()):.1f}",
        "report": report_file(file),
    }
    return [options.words("said-drilled", **params), *report.faults]


def _keys(file: Path | None) -> Keys | None:
    return read_keys(file) if file else None
