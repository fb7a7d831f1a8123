"""Maps steps to methods of the case, for the desk and for imports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.field_declaration import StepFields
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.cases.rules.step_fields import (
    CategoryFields,
    CloseFields,
    ConfirmFields,
    CorrectFields,
    CrewFields,
    DispatchFields,
    ExtensionFields,
    FileFields,
    FinishFields,
    HandDownFields,
    InspectorFields,
    MeetFields,
    MergeFields,
    NoteFields,
    PassFields,
    ReasonFields,
    SelfHandleFields,
    SplitFields,
    SuspensionFields,
)
from commandcenter.models.cases.steps.special_verbs import CorrectedPlace
from commandcenter.models.work.step_context import StepContext


@dataclass(frozen=True, slots=True)
class StepInputs:
    """What a service found for a step: by the name of their field, the SHA-256 of its photos; other
    cases, place, new numbers.

    `other`: the case merged into; `kept`: what it keeps when this one is taken out of it again;
    `absorbed`: the cases merged directly into this one.
    """

    photos: Mapping[str, Sequence[str]] = field(default_factory=dict)
    other: Case | None = None
    kept: Sequence[Case] = ()
    absorbed: Sequence[Case] = ()
    spot: CorrectedPlace | None = None
    numbers: Sequence[str] = ()

    def of(self, name: str) -> Sequence[str]:
        """The photos of a field."""
        return self.photos.get(name, ())


#: The case, the step's fields, what was found for them, and who acts when. Returns new cases.
Verb = Callable[[Case, StepFields, StepInputs, StepContext], Sequence[Case] | None]
_Fields = TypeVar("_Fields", bound=StepFields)


def _with(
    model: type[_Fields],
    take: Callable[[Case, _Fields, StepInputs, StepContext], Sequence[Case] | None],
) -> Verb:
    """The verb of a step whose fields are of this model."""

    def verb(
        case: Case, fields: StepFields, brought: StepInputs, on: StepContext
    ) -> Sequence[Case] | None:
        if not isinstance(fields, model):
            raise TypeError(f"{model.__name__} expected, not {type(fields).__name__}")
        return take(case, fields, brought, on)

    return verb


def _other(brought: StepInputs) -> Case:
    if brought.other is None:
        raise InvalidInput("field-missing", field="into", name="into")
    return brought.other


def _in_city_time(moment: datetime, on: StepContext) -> datetime:
    """What has no offset is the city's time."""
    return moment if moment.tzinfo else moment.replace(tzinfo=on.rules.zone)


VERBS: dict[Step, Verb] = {
    Step.ACCEPT: _with(
        CategoryFields, lambda c, f, _, on: c.accept(f.category, on=on, note=f.note)
    ),
    Step.DECLINE: _with(
        ReasonFields,
        lambda c, f, b, on: c.decline(f.reason, absorbed=b.absorbed, on=on, note=f.note),
    ),
    Step.ASK_CONFIRM: _with(
        InspectorFields, lambda c, f, _, on: c.ask_confirm(f.inspector, on=on, note=f.note)
    ),
    Step.CONFIRM: _with(
        ConfirmFields,
        lambda c, f, b, on: c.confirm(b.of("photo"), category=f.category, on=on, note=f.note),
    ),
    Step.REFUTE: _with(NoteFields, lambda c, f, _, on: c.refute(f.note, on=on)),
    Step.FILE: _with(FileFields, lambda c, f, _, on: c.file(f.condition, on=on, note=f.note)),
    Step.VOID: _with(
        ReasonFields, lambda c, f, b, on: c.void(f.reason, absorbed=b.absorbed, on=on, note=f.note)
    ),
    Step.DISPATCH: _with(
        DispatchFields,
        lambda c, f, _, on: c.dispatch(f.department, assisting=f.assisting, on=on, note=f.note),
    ),
    Step.GIVE_BACK: _with(
        ReasonFields, lambda c, f, _, on: c.give_back(f.reason, on=on, note=f.note)
    ),
    Step.ACKNOWLEDGE: lambda c, f, _, on: c.acknowledge(on=on, note=f.note),
    Step.FINISH: _with(FinishFields, lambda c, f, b, on: c.finish(f.note, b.of("photo"), on=on)),
    Step.ASK_INSPECT: _with(
        InspectorFields, lambda c, f, _, on: c.ask_inspect(f.inspector, on=on, note=f.note)
    ),
    Step.PASS: _with(
        PassFields, lambda c, f, b, on: c.pass_inspection(b.of("photo"), on=on, note=f.note)
    ),
    Step.FAIL: _with(
        ReasonFields, lambda c, f, _, on: c.fail_inspection(f.reason, on=on, note=f.note)
    ),
    Step.CLOSE: _with(CloseFields, lambda c, f, _, on: c.close(f.closing, on=on, note=f.note)),
    Step.SUB_DISPATCH: _with(
        CrewFields, lambda c, f, _, on: c.sub_dispatch(f.crew, on=on, note=f.note)
    ),
    Step.REVOKE: lambda c, f, _, on: c.revoke(on=on, note=f.note),
    Step.ASK_RETURN: _with(
        ReasonFields, lambda c, f, _, on: c.ask_return(f.reason, on=on, note=f.note)
    ),
    Step.GRANT_RETURN: lambda c, f, _, on: c.grant_return(on=on, note=f.note),
    Step.REFUSE_RETURN: lambda c, f, _, on: c.refuse(Step.REFUSE_RETURN, on=on, note=f.note),
    Step.ASK_EXTENSION: _with(
        ExtensionFields,
        lambda c, f, _, on: c.ask_extension(
            f.reason, until=f.until and _in_city_time(f.until, on), on=on, note=f.note
        ),
    ),
    Step.GRANT_EXTENSION: lambda c, f, _, on: c.grant_extension(on=on, note=f.note),
    Step.REFUSE_EXTENSION: lambda c, f, _, on: c.refuse(Step.REFUSE_EXTENSION, on=on, note=f.note),
    Step.ASK_SUSPENSION: _with(
        SuspensionFields,
        lambda c, f, _, on: c.ask_suspension(
            f.reason, until=_in_city_time(f.until, on), on=on, note=f.note
        ),
    ),
    Step.GRANT_SUSPENSION: lambda c, f, _, on: c.grant_suspension(on=on, note=f.note),
    Step.REFUSE_SUSPENSION: lambda c, f, _, on: c.refuse(
        Step.REFUSE_SUSPENSION, on=on, note=f.note
    ),
    Step.ASK_APPEAL: _with(
        ReasonFields, lambda c, f, _, on: c.ask_appeal(f.reason, on=on, note=f.note)
    ),
    Step.GRANT_APPEAL: lambda c, f, _, on: c.grant_appeal(on=on, note=f.note),
    Step.REFUSE_APPEAL: lambda c, f, _, on: c.refuse(Step.REFUSE_APPEAL, on=on, note=f.note),
    Step.RESUME: lambda c, f, _, on: c.resume(on=on, note=f.note),
    Step.SUPERVISE: _with(NoteFields, lambda c, f, _, on: c.supervise(f.note, on=on)),
    Step.URGE: _with(NoteFields, lambda c, f, _, on: c.urge(f.note, on=on)),
    Step.REPLY: _with(NoteFields, lambda c, f, _, on: c.reply(f.note, on=on)),
    Step.CORRECT: _with(
        CorrectFields,
        lambda c, f, b, on: c.correct(
            kind=f.kind, condition=f.condition, spot=b.spot, on=on, note=f.note
        ),
    ),
    Step.MERGE: _with(MergeFields, lambda c, f, b, on: c.merge(_other(b), on=on, note=f.note)),
    Step.UNMERGE: lambda c, f, b, on: c.unmerge(_other(b), kept=b.kept, on=on, note=f.note),
    Step.SPLIT: _with(
        SplitFields, lambda c, f, b, on: c.split(f.into, b.numbers, on=on, note=f.note)
    ),
    Step.REOPEN: _with(ReasonFields, lambda c, f, _, on: c.reopen(f.reason, on=on, note=f.note)),
    Step.SELF_HANDLE: _with(
        SelfHandleFields,
        lambda c, f, b, on: c.self_handle(
            before=b.of("before"), after=b.of("after"), category=f.category, on=on, note=f.note
        ),
    ),
    Step.HAND_DOWN: _with(
        HandDownFields, lambda c, f, _, on: c.hand_down(f.area, on=on, note=f.note)
    ),
    Step.ESCALATE: _with(
        ReasonFields, lambda c, f, _, on: c.escalate(f.reason, on=on, note=f.note)
    ),
    Step.MEET: _with(
        MeetFields,
        lambda c, f, _, on: c.meet(
            f.decision, department=f.department, assisting=f.assisting or (), on=on
        ),
    ),
}
