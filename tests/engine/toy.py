"""A subject that only tests know: a toy is built, mended on time, and done."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Word
from commandcenter.models.city.posts import Axis
from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.time_limit import TimeLimit, Unit
from commandcenter.models.work.application import ApplicationColumns
from commandcenter.models.work.asking import AssigneeKind, TaskKind
from commandcenter.models.work.clock import ClockColumns
from commandcenter.models.work.kinds import Kind
from commandcenter.models.work.life import Life, Move
from commandcenter.models.work.opinion import OpinionColumns
from commandcenter.models.work.step_context import StepContext
from commandcenter.models.work.subject import Subject
from commandcenter.models.work.warning import WarningColumns, Watched
from commandcenter.words import Name

TABLES = MetaData(naming_convention=Subject.metadata.naming_convention)


class ToyStage(StrEnum):
    BROKEN = "BROKEN"
    MENDED = "MENDED"


class ToyStep(StrEnum):
    BRING = "bring"
    ASK_PARTS = "ask_parts"
    MEND = "mend"


class ToyClock(ClockColumns):
    __tablename__, metadata, OF = "toy_clocks", TABLES, "toys"


class ToyWarning(WarningColumns):
    __tablename__, metadata, OF = "toy_warnings", TABLES, "toy_clocks"


class ToyApplication(ApplicationColumns):
    __tablename__, metadata, OF = "toy_applications", TABLES, "toys"


class ToyOpinion(OpinionColumns):
    __tablename__, metadata, OF = "toy_opinions", TABLES, "toys"


class Toy(Subject):
    __tablename__, metadata = "toys", TABLES
    SUBJECT: ClassVar[str] = "toy"
    LIFE: ClassVar = Life(
        {
            (ToyStage.BROKEN, ToyStep.ASK_PARTS): Move(ToyStage.BROKEN, (Axis.COMMAND,)),
            (ToyStage.BROKEN, ToyStep.MEND): Move(ToyStage.MENDED, (Axis.COMMAND,)),
        },
        ended=frozenset({ToyStage.MENDED}),
    )
    CLOCK, APPLICATION, OPINION = ToyClock, ToyApplication, ToyOpinion
    stage: Mapped[ToyStage] = mapped_column(Word(ToyStage), default=ToyStage.BROKEN)
    area: Mapped[str]

    @classmethod
    def bring(cls, number: str, area: str, on: StepContext) -> "Toy":
        toy = cls(centre=on.rules.centre, number=number, area=area)
        with toy._written(ToyStep.BRING, on.by, on.at) as line:
            limit = TimeLimit(Fraction(4), Unit.WORKING_HOURS)
            toy.start_clock("mending", limit, "house rule", on, line)
            toy._ask(TaskKind.TELL, "dispatcher", on, line)
        return toy

    def ask_parts(self, on: StepContext, note: str | None = None) -> None:
        with self._take(ToyStep.ASK_PARTS, on, note) as line:
            self._apply_for("parts", "worn", on, line)

    def mend(self, on: StepContext) -> None:
        with self._take(ToyStep.MEND, on):
            pass


def _watch(clock: ClockColumns, _facts: Mapping[str, Any], rules: CityRules) -> Watched:
    return Watched(rules.calendar, None, (AssigneeKind.POST, "dispatcher"))


TOYS = Kind(
    mapped=Toy,
    called=Name("玩具", "toy"),
    warnings=ToyWarning,
    sees=lambda viewer: Toy.area.startswith(viewer.area or "", autoescape=True),
    saw=lambda viewer, columns: columns["area"].startswith(viewer.area or ""),
    limiting=("area",),
    watch=_watch,
)
