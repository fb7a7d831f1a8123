"""Rules of a tiny city in memory, people at their posts, and a case to live."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.lifecycle import steps_of
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.rules import CategoryRule, CityRules, ConditionRule
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.models.clocks.time_limit import TimeLimit, Unit, parse_limit
from commandcenter.models.staff.actor import Actor
from commandcenter.models.work.step_context import StepContext
from tests.city.posts import POSTS, Post, at_desk, posts_with
from tests.models.clocks.calendars import district

#: 10:00 in Beijing on a Monday.
MONDAY_10 = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CALL_TAKER, CHIEF, INSPECTOR, DISPATCHER = (
    at_desk(str(post), post, None)
    for post in (Post.CALL_TAKER, Post.SHIFT_CHIEF, Post.INSPECTOR, Post.DISPATCHER)
)
ROADS = at_desk("department-roads", Post.DEPARTMENT, "roads")
STREET = at_desk("department-street", Post.DEPARTMENT, "street")
DOOR = Actor("door", frozenset())
KIND = "20010100"


def rules(*, merged_centre: bool = False) -> CityRules:
    """The rules of a city with one kind of event and two departments."""
    limit = TimeLimit(Fraction(4), Unit.WORKING_HOURS)
    steps = {post.id: steps_of(post.axes) for post in POSTS}
    return CityRules(
        centre="110101",
        version=1,
        calendar_version=1,
        zone=ZoneInfo("Asia/Shanghai"),
        calendar=district(),
        calendars={1: district()},
        stage_limits={stage: parse_limit("0.5紧急工作时") for stage in Stage},
        categories={KIND: CategoryRule(KIND, CategoryKind.EVENT, 1)},
        conditions={(KIND, 1): ConditionRule(KIND, 1, limit, "roads", 3)},
        departments=frozenset({"roads", "street"}),
        posts=posts_with(steps, merged_centre=merged_centre),
        sources={str(kind): kind for kind in SourceKind},
        open_sources=frozenset({"public"}),
    )


class Life:
    """A case and the next occasion on which somebody acts: `life.on(CHIEF)`."""

    def __init__(self, *, merged_centre: bool = False) -> None:
        self.rules = rules(merged_centre=merged_centre)
        self.at = MONDAY_10
        self.case = Case.report(
            Report("public", "垃圾未清", address="六条"),
            centre="110101",
            number="1101012026112300001",
            place=GridPlace("110101001001001", "110101001001"),
            photos=[],
            on=self.on(DOOR),
        )

    def on(self, by: Actor, after: timedelta = timedelta(minutes=5)) -> StepContext:
        self.at += after
        return StepContext(by, self.at, self.rules)

    def accepted(self) -> "Life":
        self.case.accept(KIND, on=self.on(CALL_TAKER))
        return self

    def filed(self) -> "Life":
        self.accepted().case.file(1, on=self.on(CHIEF))
        return self

    def dispatched(self) -> "Life":
        self.filed().case.dispatch("roads", assisting=["street"], on=self.on(DISPATCHER))
        return self

    def handling(self) -> "Life":
        self.dispatched().case.acknowledge(on=self.on(ROADS))
        return self

    def finished(self, after: timedelta = timedelta(hours=1)) -> "Life":
        self.handling().case.finish("已清", ["a" * 64], on=self.on(ROADS, after))
        return self

    def inspecting(self) -> "Life":
        self.finished().case.ask_inspect("inspector", on=self.on(CALL_TAKER))
        return self

    def inspected(self) -> "Life":
        self.inspecting().case.pass_inspection(["b" * 64], on=self.on(INSPECTOR))
        return self
