"""A case copied whole, and what must hold of it at any moment of any life."""

from typing import Any

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.clock_names import PART_CLOCKS, STAGE_CLOCK, ClockName
from commandcenter.models.cases.rules.pending import ANSWERED_BY_REPLY, ApplicationKind
from commandcenter.models.cases.rules.stage import ENDED, Stage
from commandcenter.models.cases.tables.case_clock import CaseClock, calendar_of
from commandcenter.models.cases.tables.case_columns import words_of
from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.deadline import due
from commandcenter.models.work.asking import TaskKind
from commandcenter.models.work.logged import as_logged
from commandcenter.models.work.replaying import columns_from_history

_STAGE_CLOCKS = frozenset(STAGE_CLOCK.values())
_RECORDS = ("clocks", "tasks", "applications", "merges", "photos", "opinions", "reporters")
#: Where an application can still wait for its decision.
_DECIDABLE = {
    ApplicationKind.RETURN: {Stage.DISPATCHED, Stage.HANDLING},
    ApplicationKind.EXTENSION: {Stage.HANDLING},
    ApplicationKind.SUSPENSION: {Stage.HANDLING},
    ApplicationKind.APPEAL: {Stage.CLOSED},
}


def whole(case: Case) -> dict[str, Any]:
    """Everything that is known of a case, copied."""
    records = {name: [_held(record) for record in getattr(case, name)] for name in _RECORDS}
    lines = {"lines": list(case.unlogged), "logged": case.logged}
    held = _held(case)
    columns = {name: held[name] for name in Case.COLUMNS if name in held}
    return {"columns": columns, **lines, **records}


def _held(record: Any) -> dict[str, Any]:
    """What was set, as it is; reading it all through the mapping would take most of the time."""
    return {name: value for name, value in vars(record).items() if name != "_sa_instance_state"}


def _row(record: Any) -> dict[str, Any]:
    return {column.key: getattr(record, column.key) for column in type(record).__table__.columns}


def but_version(case: Case) -> dict[str, Any]:
    """What merging and thinking better of it must leave: all but the lines that tell of it."""
    lists: dict[str, Any] = {f"clock {n}": clock.document() for n, clock in enumerate(case.clocks)}
    for name in ("tasks", "photos"):
        lists |= {f"{name} {n}": _row(record) for n, record in enumerate(getattr(case, name))}
    return {k: v for k, v in case.stored().items() if k != "version"} | lists


def check_whole(case: Case, rules: CityRules) -> None:
    """History, clocks, queue and what is asked agree with each other and with the arithmetic."""
    _check_history(case)
    _check_clocks(case)
    _check_queue(case)
    _check_asked(case)
    for clock in case.clocks:
        _check_reckoned(case, clock, rules)
    if case.part and case.stage is Stage.HANDLING:
        _check_parts(case, rules)


def _check_reckoned(case: Case, clock: CaseClock, rules: CityRules) -> None:
    """What is stored of a running clock is what the arithmetic says, and can explain."""
    if clock.ended_at is not None or clock.limit is None:
        return
    why = clock.explain(calendar_of(clock, case.department, rules))
    assert why is not None
    assert clock.due_at == why.due_at


def _check_parts(case: Case, rules: CityRules) -> None:
    """The whole is due when its last part would be, each begun when the one before is due."""
    last = {clock.name: clock for clock in case.clocks}
    due_at = last[PART_CLOCKS[case.part - 1]].due_at
    calendar = calendar_of(last[ClockName.HANDLING], case.department, rules)
    for limit in case.limits[case.part :]:
        assert due_at is not None
        due_at = due(calendar, due_at, limit).due_at
    assert case.due_at == due_at


def _check_history(case: Case) -> None:
    """One line a version, none left out, and together they tell every column."""
    assert [line.version for line in case.unlogged] == list(range(1, case.version + 1))
    assert case.unlogged[-1].stage == case.stage
    moments = [line.at for line in case.unlogged]
    assert moments == sorted(moments)
    stored = {name: as_logged(getattr(case, name)) for name in Case.COLUMNS}
    told = columns_from_history(line.payload for line in case.unlogged)
    assert told == {name: value for name, value in stored.items() if value is not None}


def _check_clocks(case: Case) -> None:
    running = [clock for clock in case.clocks if clock.ended_at is None]
    assert not (running and case.stage in ENDED)
    at_most_one = [clock.name for clock in running if clock.name in _STAGE_CLOCKS]
    assert at_most_one == ([STAGE_CLOCK[case.stage]] if case.stage in STAGE_CLOCK else [])
    assert len({clock.name for clock in running}) == len(running)
    assert len({(clock.name, clock.ordinal) for clock in case.clocks}) == len(case.clocks)
    assert all(
        clock.ended_at is None or clock.ended_at >= clock.started_at for clock in case.clocks
    )


def _check_queue(case: Case) -> None:
    """Null exactly when it stands, has ended, or nothing that runs is ever due."""
    due = [c.due_at for c in case.clocks if c.ended_at is None and c.due_at is not None]
    waits = case.stage not in ENDED and not case.standing and due
    assert case.queue_at == (min(due) if waits else None)
    assert case.standing == (case.stage is Stage.SUSPENDED) == (case.suspended_until is not None)


def _check_asked(case: Case) -> None:
    """The case says of applications and tasks what their rows say."""
    open_ones = [application for application in case.applications if application.is_open]
    tasks = [task for task in case.tasks if task.answered_at is None]
    assert len({application.kind for application in open_ones}) == len(open_ones)
    assert all(case.stage in _DECIDABLE[application.kind] for application in open_ones)
    waits = {str(application.pending) for application in open_ones}
    if any(task.kind is TaskKind.CREW for task in tasks):
        waits.add("crew")
        assert case.stage is Stage.HANDLING
    assert words_of(case.pending) == waits
    assert words_of(case.asked) == {t.address for t in tasks if t.kind in ANSWERED_BY_REPLY}
