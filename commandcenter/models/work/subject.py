"""What every subject of work can do: move through its life, with clocks, tasks, applications."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import and_
from sqlalchemy.orm import Mapped, declared_attr, reconstructor, relationship
from sqlalchemy.orm.attributes import set_committed_value

from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.deadline import due
from commandcenter.models.clocks.suspension import PauseReason
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.models.work.application import ApplicationColumns, ApplicationList
from commandcenter.models.work.asking import ApplicationState, AssigneeKind, TaskKind
from commandcenter.models.work.clock import ClockColumns, ClockList
from commandcenter.models.work.life import Life
from commandcenter.models.work.log.event_log import new_salt
from commandcenter.models.work.logged import Logged
from commandcenter.models.work.opinion import OpinionColumns
from commandcenter.models.work.permission import check_axes
from commandcenter.models.work.step_context import LogDraft, StepContext
from commandcenter.models.work.task import Task, TaskList

_NO_CLOCKS: Mapping[object, str] = {}


class Subject(Logged):
    """Something that people work on: a case; later a person's record, a visit, an application.

    A subclass names its life and the tables of its clocks, applications and opinions. Only `_take`
    and `_enter` change its stage.
    """

    __abstract__ = True

    LIFE: ClassVar[Life[Any, Any, Any]]
    #: The clock that runs while a subject stands in a stage.
    STAGE_CLOCK: ClassVar[Mapping[Any, str]] = _NO_CLOCKS
    #: The tasks that are still to be answered after the end.
    AFTER_THE_END: ClassVar[frozenset[TaskKind]] = frozenset()
    CLOCK: ClassVar[type[ClockColumns]]
    TASK: ClassVar[type[Task]] = Task
    APPLICATION: ClassVar[type[ApplicationColumns]]
    OPINION: ClassVar[type[OpinionColumns]]

    @declared_attr
    @classmethod
    def clocks(cls) -> Mapped[ClockList[Any]]:
        order = (cls.CLOCK.ordinal, cls.CLOCK.started_at, cls.CLOCK.name)
        return relationship(cls.CLOCK, order_by=order, **_list_options(ClockList))

    @declared_attr
    @classmethod
    def tasks(cls) -> Mapped[TaskList]:
        return relationship(
            Task,
            primaryjoin=lambda: and_(
                cls.centre == Task.centre,
                cls.number == Task.number,
                Task.subject == cls.SUBJECT,
            ),
            foreign_keys=(Task.centre, Task.number),
            order_by=Task.ordinal,
            overlaps="tasks",  # each kind of subject writes its own rows of the one table
            **_list_options(TaskList),
        )

    @declared_attr
    @classmethod
    def applications(cls) -> Mapped[ApplicationList[Any]]:
        order = cls.APPLICATION.ordinal
        return relationship(cls.APPLICATION, order_by=order, **_list_options(ApplicationList))

    @declared_attr
    @classmethod
    def opinions(cls) -> Mapped[list[Any]]:
        """Those of this transaction. Steps only add to them, and never look at older ones."""
        return relationship(cls.OPINION, order_by=cls.OPINION.version, **_list_options(list))

    @reconstructor
    def loaded(self) -> None:
        super().loaded()
        set_committed_value(self, "opinions", [])  # adding one would first read all the others

    # ---- stages -------------------------------------------------------------------------------

    @contextmanager
    def _take(
        self, step: StrEnum, on: StepContext, note: str | None = None, *, to: StrEnum | None = None
    ) -> Iterator[LogDraft]:
        """The only way to take a step: checks that it is allowed, changes the stage and the clocks,
        and writes one entry of history.

        `to`: the stage that it leads to, if the table leaves that to the subject.
        """
        self._check_may(step, on)
        leads_to = self.LIFE.rule_of(self.stage, step).to
        to = to or leads_to or self.stage
        line = self._draft(note)
        yield line
        if leads_to is None or to is self.stage:
            self.stage = to
            self._read_records()
        else:
            self._enter(to, on, line)
        self._write_down(line, step, on.by, on.at)

    def _check_may(self, step: StrEnum, on: StepContext) -> None:
        """NotNow where the stage forbids the step, NotPermitted where the actor may not take it."""
        check_axes(step, self.LIFE.rule_of(self.stage, step).axes, on.by, on.rules.posts)

    def _enter(self, stage: StrEnum, on: StepContext, line: LogDraft) -> None:
        """Enter a stage: the clock of the old one ends, that of the new one starts; in a final
        stage all clocks end."""
        ends = stage in self.LIFE.ended
        stage_clocks = self.STAGE_CLOCK.values()
        for clock in self.clocks.running():
            if ends or clock.name in stage_clocks:
                clock.end(on.at)
                line.clocks.append(clock)
        self.stage = stage
        if ends:
            self._let_lapse(str(stage).lower(), on, line)
        name = self.STAGE_CLOCK.get(stage)
        limit = on.rules.stage_limits.get(stage)
        if name and limit:
            self.start_clock(name, limit, f"stage {stage}", on, line)
        self._follow_stage(on, line)
        self._read_records()

    def _follow_stage(self, on: StepContext, line: LogDraft) -> None:
        """What else begins or ends when a stage is entered."""

    def _read_records(self) -> None:
        """Copy to the subject's own columns what its clocks, applications and tasks say."""

    # ---- clocks -------------------------------------------------------------------------------

    def start_clock(
        self,
        name: str,
        limit: TimeLimit | None,
        rule: str,
        on: StepContext,
        line: LogDraft,
        *,
        rule_version: int | None = None,
        instead_of: Sequence[ClockColumns] = (),
    ) -> None:
        """`instead_of`: the clocks that it takes the place of, from their start on."""
        clock = self.CLOCK(
            centre=self.centre,
            number=self.number,
            name=name,
            ordinal=1 + len(self.clocks.of(name)),
            started_at=on.at,
            amount=str(limit.amount) if limit else None,
            unit=limit.unit if limit else None,
            rule=rule,
            rule_version=rule_version or on.rules.version,
            calendar_version=on.rules.calendar_version,
            department=self._department_of(name),
        )
        if instead_of:
            clock.take_over(instead_of, on.at)
        clock.calculate(self.calendar_of(clock, on.rules))
        self.clocks.append(clock)
        line.clocks.append(clock)

    def _department_of(self, clock: str) -> str | None:
        """The department in whose hours a clock of this name runs; None for the city's hours."""
        return None

    def calendar_of(self, clock: ClockColumns, rules: CityRules) -> WorkingCalendar:
        """The calendar of a clock, in the version under which it started."""
        calendar = rules.calendar_of(clock.calendar_version)
        return calendar.of_department(clock.department) if clock.department else calendar

    def end_clock(self, name: str, at: datetime, line: LogDraft) -> None:
        clock = self.clocks.current(name)
        clock.end(at)
        line.clocks.append(clock)

    def restart_clock(
        self, clock: ClockColumns, reason: PauseReason, on: StepContext, line: LogDraft
    ) -> None:
        """Run a clock again that had ended; the time between does not count."""
        clock.go_on(on.at, reason=reason, calendar=self.calendar_of(clock, on.rules))
        line.clocks.append(clock)

    # ---- tasks --------------------------------------------------------------------------------

    def _ask(
        self,
        kind: TaskKind,
        assignee: str,
        on: StepContext,
        line: LogDraft,
        *,
        kind_of: AssigneeKind = AssigneeKind.ACCOUNT,
    ) -> None:
        limit = on.rules.task_limits.get(kind)
        hours = self._hours_of(kind_of, assignee, on.rules)
        task = self.TASK(
            centre=self.centre,
            subject=self.SUBJECT,
            number=self.number,
            ordinal=len(self.tasks) + 1,
            kind=kind,
            assignee_kind=kind_of,
            assignee=assignee,
            salt=new_salt() if kind_of is AssigneeKind.CREW else None,
            asked_by=on.by.name,
            asked_at=on.at,
            due_at=due(hours, on.at, limit).due_at if limit else None,
        )
        self.tasks.append(task)
        line.tasks.append(task)

    def _ask_post(
        self, kind: TaskKind, steps: Sequence[StrEnum], on: StepContext, line: LogDraft
    ) -> None:
        """Ask the post that may take these steps."""
        self._ask(kind, on.rules.posts.asked_for(*steps), on, line, kind_of=AssigneeKind.POST)

    def _hours_of(self, kind_of: AssigneeKind, assignee: str, rules: CityRules) -> WorkingCalendar:
        """A department answers in its own hours."""
        is_department = kind_of is AssigneeKind.DEPARTMENT
        return rules.calendar.of_department(assignee) if is_department else rules.calendar

    def _answer(self, kind: TaskKind, answer: str, on: StepContext, line: LogDraft) -> None:
        """Answer the last open task of this kind. A subject imported in mid-life may have none."""
        task = self.tasks.last_open(kind)
        if task is not None:
            self._end_tasks([task], answer, on, line)

    def _end_tasks(
        self, tasks: Iterable[Task], answer: str, on: StepContext, line: LogDraft
    ) -> None:
        for task in tasks:
            task.end(answer, on.by.name, on.at)
            line.tasks.append(task)

    # ---- applications -------------------------------------------------------------------------

    def _apply_for(
        self,
        kind: str,
        reason: str,
        on: StepContext,
        line: LogDraft,
        *,
        department: str | None = None,
        until: datetime | None = None,
    ) -> None:
        """`department`: the one that asks; `until`: what it asks for."""
        application = self.APPLICATION(
            centre=self.centre,
            number=self.number,
            ordinal=len(self.applications) + 1,
            kind=kind,
            department=department,
            reason=reason,
            until=until,
            asked_by=on.by.name,
            asked_at=on.at,
        )
        self.applications.append(application)
        line.applications.append(application)

    def _let_applications_lapse(self, on: StepContext, line: LogDraft) -> None:
        """End all open applications: the subject went on, so nobody will decide them."""
        for application in self.applications.open():
            application.decide(ApplicationState.LAPSED, on.by.name, on.at)
            line.applications.append(application)

    def _let_lapse(self, answer: str, on: StepContext, line: LogDraft) -> None:
        """End whatever is still open in a final stage, except tasks that follow the end."""
        self._let_applications_lapse(on, line)
        waiting = [task for task in self.tasks.open() if task.kind not in self.AFTER_THE_END]
        self._end_tasks(waiting, answer, on, line)

    # ---- opinions -----------------------------------------------------------------------------

    def _add_records(self, line: LogDraft) -> None:
        """The note that was written with the step."""
        if not line.note:
            return
        opinion = self.OPINION(
            centre=self.centre,
            number=self.number,
            version=self.version,
            text=line.note,
            salt=new_salt(),
        )
        self.opinions.append(opinion)
        line.extra["opinion"] = opinion.digest()


def _list_options(list_type: type[list[Any]]) -> dict[str, Any]:
    """The options of a relationship whose objects are in this type of list, empty at first."""
    return {"collection_class": list_type, "default_factory": list_type, "init": False}
