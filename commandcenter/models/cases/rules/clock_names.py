"""The clocks of a case by name, and what each runs for. Plain words: every floor may know them."""

from enum import StrEnum

from commandcenter.models.cases.rules.stage import Stage


class ClockName(StrEnum):
    """One clock a stage, one for the handling, one for the case, one for a level of areas."""

    ACCEPT = "accept"
    CONFIRM = "confirm"
    FILE = "file"
    DISPATCH = "dispatch"
    ACKNOWLEDGE = "acknowledge"
    HANDLING = "handling"
    ASK_INSPECT = "ask_inspect"
    INSPECT = "inspect"
    CLOSE = "close"
    CASE = "case"
    TIER = "tier"
    MAKE_SAFE = "make_safe"
    REPAIR = "repair"
    RESTORE = "restore"


#: The clock that runs while a case stands in a stage; HANDLING has the handling clock instead.
STAGE_CLOCK: dict[Stage, ClockName] = {
    Stage.REPORTED: ClockName.ACCEPT,
    Stage.CONFIRMING: ClockName.CONFIRM,
    Stage.ACCEPTED: ClockName.FILE,
    Stage.FILED: ClockName.DISPATCH,
    Stage.DISPATCHED: ClockName.ACKNOWLEDGE,
    Stage.FINISHED: ClockName.ASK_INSPECT,
    Stage.INSPECTING: ClockName.INSPECT,
    Stage.INSPECTED: ClockName.CLOSE,
}
#: The clocks of a limit in parts, in their order; the handling clock runs over all of them.
PART_CLOCKS = (ClockName.MAKE_SAFE, ClockName.REPAIR, ClockName.RESTORE)
#: The clocks that run for a department, in its own working hours where it has any.
DEPARTMENT_CLOCKS = frozenset({ClockName.ACKNOWLEDGE, ClockName.HANDLING, *PART_CLOCKS})
