"""Maps steps to methods of the case, for the desk and for imports."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.stage import Closing, Step
from commandcenter.models.cases.rules.step_fields import StepFields
from commandcenter.models.cases.steps.special_verbs import CorrectedPlace
from commandcenter.models.cases.steps.step_context import StepContext


@dataclass(frozen=True, slots=True)
class StepInputs:
    """What a service found for a step: photos by their SHA-256, other cases, place, new numbers.

    `other`: the case merged into; `kept`: what it keeps when this one is taken out of it again;
    `absorbed`: what was merged right into this one.
    """

    photos: Sequence[str] = ()
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    other: Case | None = None
    kept: Sequence[Case] = ()
    absorbed: Sequence[Case] = ()
    spot: CorrectedPlace | None = None
    numbers: Sequence[str] = ()


#: The case, the step's fields, what was found for them, and who acts when. Returns new cases.
Verb = Callable[[Case, StepFields, StepInputs, StepContext], Sequence[Case] | None]


def _merge(case: Case, fields: StepFields, brought: StepInputs, on: StepContext) -> None:
    case.merge(_other(brought), on=on, note=fields.note)


def _unmerge(case: Case, fields: StepFields, brought: StepInputs, on: StepContext) -> None:
    case.unmerge(_other(brought), kept=brought.kept, on=on, note=fields.note)


def _other(brought: StepInputs) -> Case:
    if brought.other is None:
        raise InvalidInput("field-missing", field="into", name="into")
    return brought.other


def _until(fields: StepFields, on: StepContext) -> datetime | None:
    """What has no offset is the city's time."""
    until = fields.until
    return until.replace(tzinfo=on.rules.zone) if until and until.tzinfo is None else until


VERBS: dict[Step, Verb] = {
    Step.ACCEPT: lambda c, f, _, on: c.accept(f.category, on=on, note=f.note),
    Step.DECLINE: lambda c, f, b, on: c.decline(f.reason, absorbed=b.absorbed, on=on, note=f.note),
    Step.ASK_CONFIRM: lambda c, f, _, on: c.ask_confirm(f.inspector, on=on, note=f.note),
    Step.CONFIRM: lambda c, f, b, on: c.confirm(
        b.photos, category=f.category or None, on=on, note=f.note
    ),
    Step.REFUTE: lambda c, f, _, on: c.refute(f.note or "", on=on),
    Step.FILE: lambda c, f, _, on: c.file(f.condition, on=on, note=f.note),
    Step.VOID: lambda c, f, b, on: c.void(f.reason, absorbed=b.absorbed, on=on, note=f.note),
    Step.DISPATCH: lambda c, f, _, on: c.dispatch(
        f.department, assisting=f.assisting, on=on, note=f.note
    ),
    Step.GIVE_BACK: lambda c, f, _, on: c.give_back(f.reason, on=on, note=f.note),
    Step.ACKNOWLEDGE: lambda c, f, _, on: c.acknowledge(on=on, note=f.note),
    Step.FINISH: lambda c, f, b, on: c.finish(f.note or "", b.photos, on=on),
    Step.ASK_INSPECT: lambda c, f, _, on: c.ask_inspect(f.inspector, on=on, note=f.note),
    Step.PASS: lambda c, f, b, on: c.pass_inspection(b.photos, on=on, note=f.note),
    Step.FAIL: lambda c, f, _, on: c.fail_inspection(f.reason, on=on, note=f.note),
    Step.CLOSE: lambda c, f, _, on: c.close(f.closing or Closing.DONE, on=on, note=f.note),
    Step.SUB_DISPATCH: lambda c, f, _, on: c.sub_dispatch(f.crew, on=on, note=f.note),
    Step.REVOKE: lambda c, f, _, on: c.revoke(on=on, note=f.note),
    Step.ASK_RETURN: lambda c, f, _, on: c.ask_return(f.reason, on=on, note=f.note),
    Step.GRANT_RETURN: lambda c, f, _, on: c.grant_return(on=on, note=f.note),
    Step.REFUSE_RETURN: lambda c, f, _, on: c.refuse(Step.REFUSE_RETURN, on=on, note=f.note),
    Step.ASK_EXTENSION: lambda c, f, _, on: c.ask_extension(
        f.reason, until=_until(f, on), on=on, note=f.note
    ),
    Step.GRANT_EXTENSION: lambda c, f, _, on: c.grant_extension(on=on, note=f.note),
    Step.REFUSE_EXTENSION: lambda c, f, _, on: c.refuse(Step.REFUSE_EXTENSION, on=on, note=f.note),
    Step.ASK_SUSPENSION: lambda c, f, _, on: c.ask_suspension(
        f.reason, until=_until(f, on) or on.at, on=on, note=f.note
    ),
    Step.GRANT_SUSPENSION: lambda c, f, _, on: c.grant_suspension(on=on, note=f.note),
    Step.REFUSE_SUSPENSION: lambda c, f, _, on: c.refuse(
        Step.REFUSE_SUSPENSION, on=on, note=f.note
    ),
    Step.ASK_APPEAL: lambda c, f, _, on: c.ask_appeal(f.reason, on=on, note=f.note),
    Step.GRANT_APPEAL: lambda c, f, _, on: c.grant_appeal(on=on, note=f.note),
    Step.REFUSE_APPEAL: lambda c, f, _, on: c.refuse(Step.REFUSE_APPEAL, on=on, note=f.note),
    Step.RESUME: lambda c, f, _, on: c.resume(on=on, note=f.note),
    Step.SUPERVISE: lambda c, f, _, on: c.supervise(f.note or "", on=on),
    Step.URGE: lambda c, f, _, on: c.urge(f.note or "", on=on),
    Step.REPLY: lambda c, f, _, on: c.reply(f.note or "", on=on),
    Step.CORRECT: lambda c, f, b, on: c.correct(
        kind=f.kind or None, condition=f.condition or None, spot=b.spot, on=on, note=f.note
    ),
    Step.MERGE: _merge,
    Step.UNMERGE: _unmerge,
    Step.SPLIT: lambda c, f, b, on: c.split(f.into, b.numbers, on=on, note=f.note),
    Step.REOPEN: lambda c, f, _, on: c.reopen(f.reason, on=on, note=f.note),
    Step.SELF_HANDLE: lambda c, f, b, on: c.self_handle(
        before=b.before, after=b.after, category=f.category or None, on=on, note=f.note
    ),
    Step.MEET: lambda c, f, _, on: c.meet(
        f.decision, department=f.department or None, assisting=f.assisting or (), on=on
    ),
}
