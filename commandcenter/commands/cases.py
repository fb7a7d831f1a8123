"""Cases from the command line: steps, history, lists, the check of the log."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from commandcenter.center import CommandCenter
from commandcenter.commands.figures import Days, days
from commandcenter.commands.shared.acting import AsAccount, act_as, viewer_of
from commandcenter.commands.shared.case_line import CASE_LINE
from commandcenter.commands.shared.options import Options
from commandcenter.commands.shared.step_help import step_help
from commandcenter.contract.documents import (
    case_json,
    change_json,
    log_entry_json,
    remarks_json,
    taken_json,
)
from commandcenter.database.repositories.known_codes import level_width
from commandcenter.errors import InvalidInput, NotFound
from commandcenter.models.cases.rules.lifecycle import PHOTO_FIELDS
from commandcenter.models.cases.rules.report import PhotoUpload
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW, Viewer
from commandcenter.services.casebook import CaseDetails, CaseFilter
from commandcenter.services.desk import Taken
from commandcenter.services.signing import read_public_key
from commandcenter.services.statistics import FIRST_DAY, FigureQuery

_REPORTED = "reported"


def add_to(app: typer.Typer) -> None:
    app.command(epilog=step_help())(step)
    app.command()(log)
    app.command()(cases)
    app.command("verify-log")(verify_log)


def step(
    context: typer.Context,
    number: str,
    name: Annotated[str, typer.Argument(metavar="STEP")],
    account: Annotated[str, typer.Option("--as", metavar="ACCOUNT")],
    fields: Annotated[list[str] | None, typer.Option("--field", metavar="NAME=VALUE")] = None,
    version: Annotated[int | None, typer.Option(help="the version that was seen")] = None,
) -> None:
    """Take one step on a case, as on a screen; print the case."""
    options: Options = context.obj
    with options.center() as center:
        wanted = _step(name)
        who = act_as(center, account, f"step {wanted}", number, options=options)
        taken = center.desk.take(
            number,
            wanted,
            read_fields(fields or []),
            version=version,
            by=who.actor,
            viewer=who.viewer,
        )
        if wanted is Step.DISPATCH:
            _say_if_nobody_is_there(center, number, who.viewer, options)
        if options.json or options.lines:
            remarks = remarks_json(taken.remarks, _zone(center), options.language)
            options.show(_document_after(center, taken, who.viewer) | remarks, text="")
        else:  # nobody is shown a reporter, so none is read
            options.say(f"{number}: {taken.stage}")
            for remark in taken.remarks:
                typer.echo(remark.sentence(options.language, _zone(center)), err=True)


def _say_if_nobody_is_there(
    center: CommandCenter, number: str, viewer: Viewer, options: Options
) -> None:
    """Say on standard error that a case was sent to a department where nobody can take it."""
    (row,) = center.casebook.rows_of([number], viewer=viewer)
    if row.department and row.department not in center.desk.departments_served():
        post = center.city.facts().posts.asked_for(Step.ACKNOWLEDGE)
        said = options.words("said-nobody-there", department=row.department, post=post)
        typer.echo(said, err=True)


def log(
    context: typer.Context,
    number: Annotated[str | None, typer.Argument()] = None,
    after: Annotated[str | None, typer.Option(metavar="CURSOR")] = None,
) -> None:
    """Print the history of a case, or (--after CURSOR) the feed."""
    if (number is None) == (after is None):
        raise typer.BadParameter("log NUMBER, or log --after CURSOR")
    options: Options = context.obj
    with options.center() as center:
        zone = _zone(center)
        if number is not None:
            lines = center.casebook.history(number, viewer=CENTRE_VIEW)
            entries = [log_entry_json(line, zone) for line in lines]
            options.show_all(entries, text="{sequence}\t{at}\t{step}\t{stage}\t{actor}\t{opinion}")
        else:
            changes = _changes(center, after or "0", zone)
            options.show_all(changes, text="{sequence}\t{at}\t{number}\t{step}\t{stage}\t{actor}")


def cases(
    context: typer.Context,
    kpi: Annotated[str | None, typer.Option(metavar="ID", help="the cases it counts")] = None,
    first_day: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="of the figure; without --kpi, of the reports"
        ),
    ] = None,
    last_day: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="as --from; inclusive")
    ] = None,
    stage: Annotated[list[Stage] | None, typer.Option(case_sensitive=False)] = None,
    overdue: bool = False,
    level: Annotated[
        str | None,
        typer.Option(help="as with kpi; limits nothing here: the length of --area says its level"),
    ] = None,
    area: str | None = None,
    department: str | None = None,
    category: str | None = None,
    post: Annotated[str | None, typer.Option(help="with --kpi")] = None,
    source: str | None = None,
    account: AsAccount = None,
) -> None:
    """List the cases behind a figure, or a filtered list; without filters all cases.

    --from and --to without --kpi list the cases reported on those days.
    """
    if post is not None and kpi is None:
        raise typer.BadParameter("--post goes with --kpi")
    options: Options = context.obj
    with options.center() as center:
        viewer = viewer_of(center, account, "cases", options=options)
        if level is not None:
            level_width(center.city.facts().settings, level)
        if kpi is not None or first_day or last_day:
            first = FIRST_DAY if kpi is None and first_day is None else first_day
            query = days(center, Days(first, last_day), area, department, category, post, source)
            found = _behind(center, kpi or _REPORTED, query, stage, overdue, viewer)
        else:
            wanted = CaseFilter(
                stages=frozenset(stage or ()),
                overdue=overdue,
                area=area,
                department=department,
                category=category,
                source=source,
            )
            found = center.casebook.cases(wanted, viewer=viewer)
        zone, now = _zone(center), center.clock()
        options.show_all((case_json(case, now=now, zone=zone) for case in found), text=CASE_LINE)


def _behind(
    center: CommandCenter,
    kpi: str,
    query: FigureQuery,
    stages: list[Stage] | None,
    overdue: bool,
    viewer: Viewer,
) -> Iterator[CaseDetails]:
    """The cases that a figure counts, if their current state matches the filters."""
    numbers = center.statistics.cases_behind(kpi, query, viewer=viewer)
    for case in center.casebook.cases_of(numbers, viewer=viewer):
        late = case.row.hands.late(center.clock())
        if (not stages or case.row.stage in stages) and (late or not overdue):
            yield case


def verify_log(
    context: typer.Context,
    signed_by: Annotated[
        Path | None, typer.Option(help="the public key that signed the anchors (FILE.pub)")
    ] = None,
) -> None:
    """Check the log, its anchors, and everything that must agree with it; exit status 1 if there
    are faults."""
    options: Options = context.obj
    public = signed_by or options.settings.public_key_file()
    key = read_public_key(public) if public else None
    with options.center() as center:
        verdict = center.log_audit.verify(anchor_file=center.anchor_file, signed_by=key)
    faults: list[dict[str, Any]] = [
        {"sequence": it.sequence, "number": it.number, "fault": it.sentence(options.language)}
        for it in verdict.faults
    ]
    lines = [f"{f['sequence'] or '—'}\t{f['number'] or '—'}\t{f['fault']}" for f in faults]
    text = options.words("said-log-checked", entries=verdict.entries, faults=len(faults))
    options.show({"entries": verdict.entries, "faults": faults}, text="\n".join([text, *lines]))
    raise typer.Exit(1 if faults else 0)


def read_fields(words: list[str]) -> dict[str, object]:
    """`name=value` words as fields of a step; `photo=@PATH` is read from its file.

    So are `before` and `after`; each may come several times.
    """
    fields: dict[str, object] = {}
    photos: dict[str, list[PhotoUpload]] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise typer.BadParameter(f"--field {word}: write it as name=value")
        if name in PHOTO_FIELDS and value.startswith("@"):
            photos.setdefault(name, []).append(_photo(name, Path(value[1:])))
        else:
            fields[name] = value
    return fields | photos


def _photo(field: str, path: Path) -> PhotoUpload:
    try:
        return PhotoUpload(path.name, path.read_bytes())
    except OSError as error:
        raise InvalidInput(
            "file-unreadable", field=field, file=path, reason=error.strerror
        ) from None


def _changes(center: CommandCenter, cursor: str, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    while True:
        found, following = center.change_feed.since(cursor, viewer=CENTRE_VIEW)
        yield from (change_json(change, zone) for change in found)
        if following == cursor:
            return
        cursor = following


def _document(center: CommandCenter, number: str, viewer: Viewer) -> dict[str, Any]:
    case = center.casebook.case(number, viewer=viewer)
    return case_json(case, now=center.clock(), zone=_zone(center))


def _document_after(center: CommandCenter, taken: Taken, viewer: Viewer) -> dict[str, Any]:
    """The case; only what the step did, where it took the case out of sight."""
    try:
        return _document(center, taken.number, viewer)
    except NotFound:
        return taken_json(taken)


def _zone(center: CommandCenter) -> ZoneInfo:
    return ZoneInfo(center.city.facts().time_zone)


def _step(name: str) -> Step:
    try:
        return Step(name)
    except ValueError:
        raise NotFound("step-unknown", step=name[:40]) from None
