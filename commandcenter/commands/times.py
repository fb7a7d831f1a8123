"""Deadlines, the centre's clock, and the jobs."""

import json
import signal
import sys
import threading
from functools import partial
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from commandcenter import jobs as job_runner
from commandcenter.center import CommandCenter
from commandcenter.commands.shared.options import Options, city_time, compact, read_moment
from commandcenter.contract.documents import in_city_time, iso
from commandcenter.errors import CommandCenterError, InvalidInput, Malformed
from commandcenter.models.clocks.explanation import Explanation, explain
from commandcenter.models.clocks.suspension import Span
from commandcenter.models.clocks.time_limit import parse_limit
from commandcenter.models.clocks.working_calendar import WorkingCalendar

_MOST_LINE = 1 << 20
_FIELDS = frozenset({"from", "limit", "suspensions", "extensions"})


def add_to(app: typer.Typer) -> None:
    app.command()(deadline)
    app.command()(jobs)
    app.command()(clock)


def deadline(
    context: typer.Context,
    start: Annotated[str | None, typer.Option("--from", metavar="MOMENT")] = None,
    limit: Annotated[
        str | None, typer.Option(metavar="LIMIT", help="4工作时, 5 working days …")
    ] = None,
) -> None:
    """Print a deadline and its explanation; --lines reads JSON lines from standard input."""
    options: Options = context.obj
    calendar = options.calendar()
    zone = calendar.zone
    if options.lines:
        for line in sys.stdin:
            typer.echo(compact(_answer(line, calendar, zone, options.language)))
        return
    if start is None or limit is None:
        raise typer.BadParameter("deadline --from MOMENT --limit LIMIT, or deadline --lines")
    with city_time(zone):
        explained = explain(calendar, read_moment(start, zone, field="from"), parse_limit(limit))
    options.show(
        _document(explained, zone, options.language),
        text=_text(explained, zone, options.language),
    )


def jobs(
    context: typer.Context,
    once: bool = False,
    status: Annotated[bool, typer.Option("--status", help="only list the last runs")] = False,
) -> None:
    """Run the jobs that are due, until interrupted, or (--once) once; --status lists their last
    runs."""
    options: Options = context.obj
    with options.center() as center:
        if status:
            _show_beats(center, options)
            return
        plan = options.backup_plan(center)
        if not once:
            job_runner.run(center, _until_signalled(), plan=plan)
            return
        done = job_runner.run_once(center, options.language, plan=plan)
    document = {"ran": done is not None, "done": done or []}
    text_id = "said-jobs-elsewhere" if done is None else "said-nothing-due"
    options.show(document, text="\n".join(done or [options.words(text_id)]))


def _show_beats(center: CommandCenter, options: Options) -> None:
    zone = ZoneInfo(center.city.facts().time_zone)
    options.show_all(
        (
            {
                "job": beat.job,
                "name": options.words(f"job-{beat.job}"),
                "begun_at": iso(beat.begun_at, zone),
                "ended_at": iso(beat.ended_at, zone),
                "succeeded_at": iso(beat.succeeded_at, zone),
                "trouble": beat.sentence(options.language),
            }
            for beat in center.heartbeats.all()
        ),
        text="{name}\t{begun_at}\t{succeeded_at}\t{trouble}",
    )
    for mark in center.heartbeats.marks():
        options.say(mark.sentence(options.language))


def _until_signalled() -> threading.Event:
    """An event that is set when the process is asked to end (SIGTERM, Ctrl-C), so that it ends in
    order."""
    stopped = threading.Event()
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: stopped.set())
    return stopped


def clock(
    context: typer.Context,
    moment: Annotated[str | None, typer.Option("--set", metavar="MOMENT")] = None,
    speed: Annotated[float | None, typer.Option(help="times as fast as real time")] = None,
) -> None:
    """Show the centre's clock, or set it if it is simulated."""
    options: Options = context.obj
    with options.center() as center:
        zone = ZoneInfo(center.city.facts().time_zone)
        if moment is None and speed is None:
            face = center.timekeeping.show()
        else:
            wanted = None if moment is None else read_moment(moment, zone, field="set")
            face = center.timekeeping.set(wanted, speed)
    shown = face.moment.astimezone(zone)
    document = {"moment": shown.isoformat(), "speed": face.speed, "simulated": face.simulated}
    text = f"{shown:%Y-%m-%d %H:%M:%S}"
    options.show(document, text=f"{text}  ×{face.speed:g}" if face.speed else text)


def _answer(
    line: str, calendar: WorkingCalendar, zone: ZoneInfo, language: str
) -> dict[str, object]:
    """One line's answer, or its refusal in its place."""
    try:
        return _document(_explained(line, calendar, zone), zone, language)
    except CommandCenterError as refusal:
        return in_city_time(refusal, zone).document(language)


def _explained(line: str, calendar: WorkingCalendar, zone: ZoneInfo) -> Explanation:
    asked = _asked(line)
    extensions = asked.get("extensions", 0)
    if isinstance(extensions, bool) or not isinstance(extensions, int):
        raise InvalidInput("field-not-number", field="extensions", name="extensions")
    return explain(
        calendar,
        read_moment(_text_of(asked, "from"), zone, field="from"),
        parse_limit(_text_of(asked, "limit")),
        suspensions=_suspensions(asked.get("suspensions", []), zone),
        extensions=extensions,
    )


def _asked(line: str) -> dict[str, object]:
    if len(line) > _MOST_LINE:
        raise Malformed("json-unreadable")
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):  # a number of thousands of digits is a ValueError
        raise Malformed("json-unreadable") from None
    if not isinstance(asked, dict):
        raise Malformed("json-not-object")
    for name in asked.keys() - _FIELDS:
        known = ", ".join(sorted(_FIELDS))
        raise InvalidInput("field-unknown", field=name, name=name, known=known)
    return asked


def _text_of(asked: dict[str, object], name: str) -> str:
    value = asked.get(name)
    if value is None:
        raise InvalidInput("field-missing", field=name, name=name)
    if not isinstance(value, str):
        raise InvalidInput("field-not-text", field=name, name=name)
    return value


def _suspensions(value: object, zone: ZoneInfo) -> list[Span]:
    pairs: list[Any] = value if isinstance(value, list) else [None]
    if not all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(end, str) for end in pair)
        for pair in pairs
    ):
        raise InvalidInput("suspensions-unreadable", field="suspensions")
    read = partial(read_moment, zone=zone, field="suspensions")
    return [Span(read(begin), read(end)) for begin, end in pairs]


def _document(explained: Explanation, zone: ZoneInfo, language: str) -> dict[str, object]:
    return {
        "deadline": explained.due_at.astimezone(zone).isoformat(),
        "counted": _seconds(explained.counted.total_seconds()),
        "warnings": [warning.said(language) for warning in explained.warnings],
        "spans": [
            {
                "from": span.from_at.astimezone(zone).isoformat(),
                "to": span.to_at.astimezone(zone).isoformat(),
                "counted": span.counted,
                "reason": span.reason.said(language),
            }
            for span in explained.spans
        ],
    }


def _seconds(seconds: float) -> float:
    return int(seconds) if seconds == int(seconds) else seconds


def _text(explained: Explanation, zone: ZoneInfo, language: str) -> str:
    lines = [f"{explained.due_at.astimezone(zone):%Y-%m-%d %H:%M:%S}"]
    lines += [f"! {warning.said(language)}" for warning in explained.warnings]
    for span in explained.spans:
        mark = "+" if span.counted else " "
        start, end = (at.astimezone(zone) for at in (span.from_at, span.to_at))
        lines.append(
            f"{mark} {start:%Y-%m-%d %H:%M:%S}  {end:%m-%d %H:%M:%S}  {span.reason.said(language)}"
        )
    return "\n".join(lines)
