"""What a form was made for. If that changes, sending the form would be a different official act."""

from collections.abc import Iterable, Iterator

from commandcenter.models.cases.rules.clock_names import PART_CLOCKS
from commandcenter.models.cases.rules.field_declaration import (
    Lasts,
    StepFields,
    declared,
)
from commandcenter.models.cases.rules.lifecycle import LIFE
from commandcenter.models.cases.rules.pending import ANSWERED_BY_REPLY, DECISIONS, ApplicationKind
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.work.asking import ApplicationState, TaskKind
from commandcenter.services.casebook import TaskRow
from commandcenter.views.desk.reading.case_reader import CaseContent

OPEN_APPLICATIONS = (ApplicationState.ASKED, ApplicationState.ENDORSED)


def basis_of(step: Step, content: CaseContent) -> str:
    """One line without personal data, to be compared and nothing else."""
    row, details = content.row, content.details
    parts: list[object] = [row.stage, row.department, details.merged_into]
    rule = LIFE.get((row.stage, step))
    if rule and _depends_on_category(rule.fields):
        parts += [row.category, details.condition, details.decided_department, *row.assisting]
    parts += _answered(step, content)
    return " ".join(map(str, parts))


def _depends_on_category(fields: type[StepFields]) -> bool:
    """Whether choices or proposals follow the category and the condition of the case."""
    return any(field.lasts is Lasts.WITH_CATEGORY for field in declared(fields).values())


def asked_of(content: CaseContent) -> list[TaskRow]:
    """The open tasks of this account that a reply answers."""
    return [
        task
        for task in content.details.tasks
        if task.answered_at is None
        and task.kind in ANSWERED_BY_REPLY
        and f"{task.assignee_kind}:{task.assignee}" in content.addresses
    ]


def _answered(step: Step, content: CaseContent) -> Iterable[str]:
    """The very application, tasks, crews or part of the limit that the step is about."""
    if step in DECISIONS:
        return _applications(DECISIONS[step], content)
    if step is Step.REPLY:
        return (f"{task.kind}@{task.asked_at.isoformat()}" for task in asked_of(content))
    if step is Step.REVOKE:
        return _crews(content)
    return _parts(content) if step is Step.FINISH else ()


def _applications(kind: ApplicationKind, content: CaseContent) -> Iterator[str]:
    for one in content.details.applications:
        if one.kind is kind and one.state in OPEN_APPLICATIONS:
            yield f"{one.state}@{one.asked_at.isoformat()}"


def _crews(content: CaseContent) -> Iterator[str]:
    for task in content.details.tasks:
        if task.kind is TaskKind.CREW and task.answered_at is None:
            yield task.asked_at.isoformat()


def _parts(content: CaseContent) -> Iterator[str]:
    for clock in content.details.clocks:
        if clock.name in PART_CLOCKS and clock.ended_at is None:
            yield f"{clock.name}{clock.ordinal}"
