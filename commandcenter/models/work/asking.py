"""What people are asked for: kinds of tasks, whom they are for, how far an application has come."""

from enum import StrEnum


class TaskKind(StrEnum):
    """TELL: inform the reporter of a refusal. AUDIT: check a problem that an inspector solved."""

    CONFIRM = "confirm"
    INSPECT = "inspect"
    SUPERVISE = "supervise"
    URGE = "urge"
    AUDIT = "audit"
    TELL = "tell"
    CREW = "crew"


class AssigneeKind(StrEnum):
    """What a task's `assignee` names. A crew is whom a department sends; only it knows them."""

    ACCOUNT = "account"
    POST = "post"
    DEPARTMENT = "department"
    CREW = "crew"


class ApplicationState(StrEnum):
    """ENDORSED: the first of two has agreed. LAPSED: the case went on before anybody decided."""

    ASKED = "asked"
    ENDORSED = "endorsed"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"
