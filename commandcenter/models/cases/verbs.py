"""Which verb of the case a step is: one table for the desk and for whole lives brought in."""

from collections.abc import Callable, Sequence

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.occasion import Occasion
from commandcenter.models.cases.stage import Closing, Step
from commandcenter.models.cases.step_fields import StepFields

#: The case, the step's fields, the SHA-256 of its photos, and who acts when.
Verb = Callable[[Case, StepFields, Sequence[str], Occasion], None]

VERBS: dict[Step, Verb] = {
    Step.ACCEPT: lambda c, f, _, on: c.accept(f.category, on=on, note=f.note),
    Step.DECLINE: lambda c, f, _, on: c.decline(f.reason, on=on, note=f.note),
    Step.ASK_CONFIRM: lambda c, f, _, on: c.ask_confirm(f.inspector, on=on, note=f.note),
    Step.CONFIRM: lambda c, f, p, on: c.confirm(p, category=f.category or None, on=on, note=f.note),
    Step.REFUTE: lambda c, f, _, on: c.refute(f.note or "", on=on),
    Step.FILE: lambda c, f, _, on: c.file(f.condition, on=on, note=f.note),
    Step.VOID: lambda c, f, _, on: c.void(f.reason, on=on, note=f.note),
    Step.DISPATCH: lambda c, f, _, on: c.dispatch(
        f.department, assisting=f.assisting, on=on, note=f.note
    ),
    Step.GIVE_BACK: lambda c, f, _, on: c.give_back(f.reason, on=on, note=f.note),
    Step.ACKNOWLEDGE: lambda c, f, _, on: c.acknowledge(on=on, note=f.note),
    Step.FINISH: lambda c, f, p, on: c.finish(f.note or "", p, on=on),
    Step.ASK_INSPECT: lambda c, f, _, on: c.ask_inspect(f.inspector, on=on, note=f.note),
    Step.PASS: lambda c, f, p, on: c.pass_inspection(p, on=on, note=f.note),
    Step.FAIL: lambda c, f, _, on: c.fail_inspection(f.reason, on=on, note=f.note),
    Step.CLOSE: lambda c, f, _, on: c.close(f.closing or Closing.DONE, on=on, note=f.note),
}
