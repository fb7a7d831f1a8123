"""What a case keeps beside itself: words, opinions, photos, and what it asks of people."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from sqlalchemy.orm import Mapped

from commandcenter.models.cases.case_clock import CaseClock
from commandcenter.models.cases.case_columns import CaseColumns
from commandcenter.models.cases.occasion import Line, Occasion
from commandcenter.models.cases.records import (
    CasePhoto,
    CaseWords,
    Opinion,
    PhotoPhase,
    Reporter,
    Task,
    TaskKind,
    new_salt,
)
from commandcenter.models.cases.report import MAX_DESCRIPTION, Report, check_text


class CaseRecords(CaseColumns):
    """Makes the records; the case itself says how they are related to it."""

    __abstract__ = True

    SUBJECT: ClassVar[str] = "case"

    # what the records are made of; a bare case makes bare ones
    CLOCK: ClassVar[type[CaseClock]] = CaseClock
    WORDS: ClassVar[type[CaseWords]] = CaseWords
    OPINION: ClassVar[type[Opinion]] = Opinion
    REPORTER: ClassVar[type[Reporter]] = Reporter
    PHOTO: ClassVar[type[CasePhoto]] = CasePhoto
    TASK: ClassVar[type[Task]] = Task

    if TYPE_CHECKING:
        words: Mapped[CaseWords | None]
        opinions: Mapped[list[Opinion]]
        reporters: Mapped[list[Reporter]]
        photos: Mapped[list[CasePhoto]]
        tasks: Mapped[list[Task]]

    def _ask(self, kind: TaskKind, assignee: str, on: Occasion, line: Line) -> None:
        task = self.TASK(
            centre=self.centre,
            subject=self.SUBJECT,
            number=self.number,
            ordinal=len(self.tasks) + 1,
            kind=kind,
            assignee=assignee,
            asked_by=on.by.name,
            asked_at=on.at,
        )
        self.tasks.append(task)
        line.extra["task"] = {"kind": str(kind), "assignee": assignee, "ordinal": task.ordinal}

    def _answer(self, answer: str, on: Occasion, line: Line) -> None:
        task = next((t for t in reversed(self.tasks) if t.answered_at is None), None)
        if task is None:  # imported in the middle of its life: nobody was asked here
            return
        task.answered_at, task.answered_by, task.answer = on.at, on.by.name, answer
        line.extra["task"] = {"answer": answer, "ordinal": task.ordinal}

    def _keep_words(self, report: Report, line: Line) -> None:
        self.words = self.WORDS.of(report, centre=self.centre, number=self.number)
        line.extra["words"] = self.words.digests()
        if report.reporter:
            reporter = self.REPORTER.of(report.reporter, centre=self.centre, number=self.number)
            self.reporters.append(reporter)
            line.extra["reporter"] = reporter.digest()

    def _keep_note(self, note: str, line: Line) -> None:
        check_text("note", note, MAX_DESCRIPTION)
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
        self, photos: Sequence[str], phase: PhotoPhase, at: datetime, line: Line
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
