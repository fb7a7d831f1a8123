"""What a case waits for in addition to its stage: decisions on applications, and answers."""

from enum import StrEnum

from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.city.posts import Axis
from commandcenter.models.work.asking import TaskKind


class ApplicationKind(StrEnum):
    RETURN = "return"
    EXTENSION = "extension"
    SUSPENSION = "suspension"
    APPEAL = "appeal"


#: The step that asks, and the steps that decide, by kind.
REQUESTS: dict[Step, ApplicationKind] = {
    Step.ASK_RETURN: ApplicationKind.RETURN,
    Step.ASK_EXTENSION: ApplicationKind.EXTENSION,
    Step.ASK_SUSPENSION: ApplicationKind.SUSPENSION,
    Step.ASK_APPEAL: ApplicationKind.APPEAL,
}
DECISIONS: dict[Step, ApplicationKind] = {
    Step.GRANT_RETURN: ApplicationKind.RETURN,
    Step.REFUSE_RETURN: ApplicationKind.RETURN,
    Step.GRANT_EXTENSION: ApplicationKind.EXTENSION,
    Step.REFUSE_EXTENSION: ApplicationKind.EXTENSION,
    Step.GRANT_SUSPENSION: ApplicationKind.SUSPENSION,
    Step.REFUSE_SUSPENSION: ApplicationKind.SUSPENSION,
    Step.GRANT_APPEAL: ApplicationKind.APPEAL,
    Step.REFUSE_APPEAL: ApplicationKind.APPEAL,
}


class Pending(StrEnum):
    """What a case waits for in addition to its stage; stored on the case for use in lists."""

    RETURN = "return"
    EXTENSION = "extension"
    SUSPENSION = "suspension"
    APPEAL = "appeal"
    ENDORSED_APPEAL = "endorsed_appeal"
    CREW = "crew"

    @classmethod
    def of(cls, kind: ApplicationKind) -> frozenset["Pending"]:
        """The words that an open application of this kind can have."""
        words = {cls(kind.value)}
        return frozenset(words | {cls.ENDORSED_APPEAL} if kind is ApplicationKind.APPEAL else words)

    @classmethod
    def decided_by(cls, word: "str") -> frozenset[Axis]:
        """The post that decides next: the dispatcher; for an appeal, the call-taker first."""
        return frozenset({Axis.SUPERVISION if word == cls.APPEAL else Axis.COMMAND})


#: The tasks that the step `reply` answers.
ANSWERED_BY_REPLY = frozenset({TaskKind.SUPERVISE, TaskKind.URGE, TaskKind.AUDIT, TaskKind.TELL})
