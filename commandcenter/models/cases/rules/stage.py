"""Stages, steps, and the words that a step may carry. Plain enums: every floor may know them."""

from enum import StrEnum

#: What a case is called in the log, in the feed and in the tables of all subjects.
CASE = "case"


class Stage(StrEnum):
    """The state of a case between two steps."""

    REPORTED = "REPORTED"
    CONFIRMING = "CONFIRMING"
    ACCEPTED = "ACCEPTED"
    FILED = "FILED"
    DISPATCHED = "DISPATCHED"
    HANDLING = "HANDLING"
    FINISHED = "FINISHED"
    INSPECTING = "INSPECTING"
    INSPECTED = "INSPECTED"
    CLOSED = "CLOSED"
    SUSPENDED = "SUSPENDED"
    DECLINED = "DECLINED"
    VOIDED = "VOIDED"
    MERGED = "MERGED"


#: A case in one of these waits for nothing any more.
ENDED = frozenset({Stage.CLOSED, Stage.DECLINED, Stage.VOIDED, Stage.MERGED})


class Step(StrEnum):
    """What somebody does with a case."""

    REPORT = "report"
    IMPORT = "import"
    IMPORT_END = "import_end"
    ADJUST = "adjust"
    ACCEPT = "accept"
    DECLINE = "decline"
    ASK_CONFIRM = "ask_confirm"
    CONFIRM = "confirm"
    REFUTE = "refute"
    FILE = "file"
    VOID = "void"
    DISPATCH = "dispatch"
    GIVE_BACK = "give_back"
    ACKNOWLEDGE = "acknowledge"
    SUB_DISPATCH = "sub_dispatch"
    REVOKE = "revoke"
    FINISH = "finish"
    ASK_INSPECT = "ask_inspect"
    PASS = "pass"  # noqa: S105  a step, not a password
    FAIL = "fail"
    CLOSE = "close"
    ASK_RETURN = "ask_return"
    GRANT_RETURN = "grant_return"
    REFUSE_RETURN = "refuse_return"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    ASK_SUSPENSION = "ask_suspension"
    GRANT_SUSPENSION = "grant_suspension"
    REFUSE_SUSPENSION = "refuse_suspension"
    ASK_APPEAL = "ask_appeal"
    GRANT_APPEAL = "grant_appeal"
    REFUSE_APPEAL = "refuse_appeal"
    RESUME = "resume"
    SUPERVISE = "supervise"
    URGE = "urge"
    REPLY = "reply"
    CORRECT = "correct"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    REOPEN = "reopen"
    SELF_HANDLE = "self_handle"
    MEET = "meet"
    HAND_DOWN = "hand_down"
    ESCALATE = "escalate"


class Closing(StrEnum):
    """How a case was closed; separate from the fact that it was."""

    DONE = "done"
    MADE_SAFE = "made_safe"
    INFORMED = "informed"
    PLANNED = "planned"
