"""The related records of a case: texts, opinions, photos, tasks and applications."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy.orm import Mapped, declared_attr

from commandcenter.models.cases.rules.pending import ANSWERED_BY_REPLY, Pending
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.tables.application import Application
from commandcenter.models.cases.tables.case_clock import CaseClock
from commandcenter.models.cases.tables.case_columns import CaseColumns
from commandcenter.models.cases.tables.merge import Merge
from commandcenter.models.cases.tables.photos import CasePhoto, PhotoPhase
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.cases.tables.words import CaseWords, Opinion
from commandcenter.models.city.rules import CityRules
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.models.work.application import ApplicationList
from commandcenter.models.work.asking import AssigneeKind, TaskKind
from commandcenter.models.work.clock import ClockList
from commandcenter.models.work.step_context import LogDraft, StepContext


class CaseRecords(CaseColumns):
    """Creates the records; their relationships are defined on the case."""

    __abstract__ = True

    # what the records are made of; a bare case makes bare ones
    CLOCK: ClassVar[type[CaseClock]] = CaseClock
    WORDS: ClassVar[type[CaseWords]] = CaseWords
    OPINION: ClassVar[type[Opinion]] = Opinion
    REPORTER: ClassVar[type[Reporter]] = Reporter
    PHOTO: ClassVar[type[CasePhoto]] = CasePhoto
    APPLICATION: ClassVar[type[Application]] = Application
    MERGE: ClassVar[type[Merge]] = Merge

    if TYPE_CHECKING:

        @declared_attr
        @classmethod
        def clocks(cls) -> Mapped[ClockList[CaseClock]]: ...
        @declared_attr
        @classmethod
        def applications(cls) -> Mapped[ApplicationList[Application]]: ...

        words: Mapped[CaseWords | None]
        reporters: Mapped[list[Reporter]]
        photos: Mapped[list[CasePhoto]]
        merges: Mapped[list[Merge]]

    # ---- tasks --------------------------------------------------------------------------------

    def _hours_of(self, kind_of: AssigneeKind, assignee: str, rules: CityRules) -> WorkingCalendar:
        """A department answers in its own hours; its crews work in them too."""
        departments = {AssigneeKind.DEPARTMENT: assignee, AssigneeKind.CREW: self.department}
        code = departments.get(kind_of)
        return rules.calendar.of_department(code) if code else rules.calendar

    def _call_crew_in(self, answer: str, on: StepContext, line: LogDraft) -> None:
        self._end_tasks(self.tasks.open(TaskKind.CREW), answer, on, line)

    def _end_tasks_of_department(self, on: StepContext, line: LogDraft) -> None:
        """The department no longer has the case, so it need not answer its tasks."""
        theirs = AssigneeKind.DEPARTMENT
        tasks = [task for task in self.tasks.open() if task.assignee_kind is theirs]
        self._end_tasks(tasks, "moved_on", on, line)

    def _pending_words(self) -> str:
        words = {str(application.pending) for application in self.applications.open()}
        if self.tasks.open(TaskKind.CREW):
            words.add(str(Pending.CREW))
        return ",".join(sorted(words))

    def _asked_words(self) -> str:
        return ",".join(sorted({task.address for task in self.tasks.open(*ANSWERED_BY_REPLY)}))

    # ---- words, persons, photos ---------------------------------------------------------------

    def _keep_words(self, report: Report, line: LogDraft) -> None:
        self.words = self.WORDS.of(report, centre=self.centre, number=self.number)
        line.extra["words"] = self.words.digests()
        if report.reporter:
            reporter = self.REPORTER.of(report.reporter, centre=self.centre, number=self.number)
            self.reporters.append(reporter)
            line.extra["reporter"] = reporter.digest()

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
