"""The related records of a case: texts, opinions, photos, tasks and applications."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy.orm import Mapped

from commandcenter.models.cases.rules.pending import (
    ANSWERED_BY_REPLY,
    ApplicationState,
    AssigneeKind,
    Pending,
    TaskKind,
)
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.steps.step_context import LogDraft, StepContext
from commandcenter.models.cases.tables.application import Application
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.case_columns import CaseColumns
from commandcenter.models.cases.tables.merge import Merge
from commandcenter.models.cases.tables.photos import CasePhoto, PhotoPhase
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.cases.tables.task import Task
from commandcenter.models.cases.tables.words import CaseWords, Opinion, new_salt
from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.deadline import due
from commandcenter.models.clocks.working_calendar import WorkingCalendar

_AFTER_THE_END = frozenset({TaskKind.AUDIT, TaskKind.TELL})


class CaseRecords(CaseColumns):
    """Creates the records; their relationships are defined on the case."""

    __abstract__ = True

    SUBJECT: ClassVar[str] = "case"

    # what the records are made of; a bare case makes bare ones
    CLOCK: ClassVar[type[CaseClock]] = CaseClock
    WORDS: ClassVar[type[CaseWords]] = CaseWords
    OPINION: ClassVar[type[Opinion]] = Opinion
    REPORTER: ClassVar[type[Reporter]] = Reporter
    PHOTO: ClassVar[type[CasePhoto]] = CasePhoto
    TASK: ClassVar[type[Task]] = Task
    APPLICATION: ClassVar[type[Application]] = Application
    MERGE: ClassVar[type[Merge]] = Merge

    if TYPE_CHECKING:
        words: Mapped[CaseWords | None]
        opinions: Mapped[list[Opinion]]
        reporters: Mapped[list[Reporter]]
        photos: Mapped[list[CasePhoto]]
        tasks: Mapped[list[Task]]
        applications: Mapped[list[Application]]
        merges: Mapped[list[Merge]]

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

    def _hours_of(self, kind_of: AssigneeKind, assignee: str, rules: CityRules) -> WorkingCalendar:
        """A department answers in its own hours; its crews work in them too."""
        departments = {AssigneeKind.DEPARTMENT: assignee, AssigneeKind.CREW: self.department}
        code = departments.get(kind_of)
        return rules.calendar.of_department(code) if code else rules.calendar

    def _answer(self, kind: TaskKind, answer: str, on: StepContext, line: LogDraft) -> None:
        """The last one of the kind. A case imported in mid-life may have none."""
        task = next((t for t in reversed(self.tasks) if t.is_open and t.kind is kind), None)
        if task is not None:
            self._end_tasks([task], answer, on, line)

    def _end_tasks(
        self, tasks: Iterable[Task], answer: str, on: StepContext, line: LogDraft
    ) -> None:
        for task in tasks:
            task.end(answer, on.by.name, on.at)
            line.tasks.append(task)

    def _open_tasks(self, *kinds: TaskKind) -> list[Task]:
        return [task for task in self.tasks if task.is_open and task.kind in kinds]

    def _call_crew_in(self, answer: str, on: StepContext, line: LogDraft) -> None:
        self._end_tasks(self._open_tasks(TaskKind.CREW), answer, on, line)

    def _end_tasks_of_department(self, on: StepContext, line: LogDraft) -> None:
        """Whoever has the case no longer owes no answer for it."""
        theirs = AssigneeKind.DEPARTMENT
        tasks = [task for task in self.tasks if task.is_open and task.assignee_kind is theirs]
        self._end_tasks(tasks, "moved_on", on, line)

    # ---- applications -------------------------------------------------------------------------

    def _let_applications_lapse(self, on: StepContext, line: LogDraft) -> None:
        """The case went on, so nobody will decide."""
        for application in self.applications:
            if application.is_open:
                application.decide(ApplicationState.LAPSED, on.by.name, on.at)
                line.applications.append(application)

    def _let_lapse(self, answer: str, on: StepContext, line: LogDraft) -> None:
        """Nothing waits at the end; an audit and the word to who reported come after it."""
        self._let_applications_lapse(on, line)
        waiting = [task for task in self.tasks if task.is_open and task.kind not in _AFTER_THE_END]
        self._end_tasks(waiting, answer, on, line)

    def _pending_words(self) -> str:
        words = {
            str(application.pending) for application in self.applications if application.is_open
        }
        if self._open_tasks(TaskKind.CREW):
            words.add(str(Pending.CREW))
        return ",".join(sorted(words))

    def _asked_words(self) -> str:
        return ",".join(sorted({task.address for task in self._open_tasks(*ANSWERED_BY_REPLY)}))

    # ---- words, persons, photos ---------------------------------------------------------------

    def _keep_words(self, report: Report, line: LogDraft) -> None:
        self.words = self.WORDS.of(report, centre=self.centre, number=self.number)
        line.extra["words"] = self.words.digests()
        if report.reporter:
            reporter = self.REPORTER.of(report.reporter, centre=self.centre, number=self.number)
            self.reporters.append(reporter)
            line.extra["reporter"] = reporter.digest()

    def _keep_note(self, note: str, line: LogDraft) -> None:
        opinion = self.OPINION(
            centre=self.centre,
            number=self.number,
            version=self.version,
            text=note,
            salt=new_salt(),
        )
        self.opinions.append(opinion)
        line.extra["opinion"] = opinion.digest()

    def _add_photos(
        self, photos: Sequence[str], phase: PhotoPhase, at: datetime, line: LogDraft
    ) -> None:
        for sha256 in dict.fromkeys(photos):
            self.photo_count += 1
            self.photos.append(
                self.PHOTO(
                    centre=self.centre,
                    number=self.number,
                    sha256=sha256,
                    phase=phase,
                    ordinal=self.photo_count,
                    added_at=at,
                )
            )
            line.photos.append(sha256)
