"""Warnings of cases, and whom they are for."""

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Word
from commandcenter.models.cases.rules.clock_names import DEPARTMENT_CLOCKS, ClockName
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.cases.tables.case_clock import calendar_of
from commandcenter.models.city.posts import Posts
from commandcenter.models.city.rules import CityRules
from commandcenter.models.work.asking import AssigneeKind
from commandcenter.models.work.clock import ClockColumns
from commandcenter.models.work.warning import WarningColumns, Watched


class CaseWarning(WarningColumns):
    """A warning about a clock of a case."""

    __tablename__ = "warnings"

    OF: ClassVar[str] = "case_clocks"

    clock: Mapped[ClockName] = mapped_column(Word(ClockName), primary_key=True)


#: The step that each clock waits for: those who may take it are warned.
_STEP = {
    ClockName.ACCEPT: Step.ACCEPT,
    ClockName.CONFIRM: Step.CONFIRM,
    ClockName.FILE: Step.FILE,
    ClockName.DISPATCH: Step.DISPATCH,
    ClockName.TIER: Step.DISPATCH,
    ClockName.ASK_INSPECT: Step.ASK_INSPECT,
    ClockName.INSPECT: Step.PASS,
    ClockName.CLOSE: Step.CLOSE,
}
_OF_AN_INSPECTOR = frozenset({ClockName.CONFIRM, ClockName.INSPECT})


def recipient_of(
    clock: ClockName,
    *,
    department: str | None,
    inspector: str | None,
    posts: Posts,
) -> tuple[AssigneeKind, str]:
    """The department, the inspector whom the case was sent to, or the first post that may act.

    Where the pack lets no post take the step, the first that closes cases.
    """
    if clock in DEPARTMENT_CLOCKS and department:
        return AssigneeKind.DEPARTMENT, department
    if clock in _OF_AN_INSPECTOR and inspector:
        return AssigneeKind.ACCOUNT, inspector
    step = _STEP.get(clock, Step.DISPATCH)
    return AssigneeKind.POST, posts.asked_for(step)


#: The columns of a case that `watch_case` needs.
WATCH_FACTS = ("department", "inspector", "suspended_until")


def watch_case(clock: ClockColumns, facts: Mapping[str, Any], rules: CityRules) -> Watched:
    """How a clock of a case is watched; `facts`: columns of the case, None for what is unknown."""
    name = ClockName(clock.name)
    return Watched(
        calendar_of(clock, facts["department"], rules),
        stands_until=facts["suspended_until"] if name in DEPARTMENT_CLOCKS else None,
        recipient=recipient_of(
            name, department=facts["department"], inspector=facts["inspector"], posts=rules.posts
        ),
    )
