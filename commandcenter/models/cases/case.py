"""The case: its tables, its creation, and its steps."""

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, relationship

from commandcenter.errors import NotNow
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.facts import CaseFacts
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Closing, Stage, Step
from commandcenter.models.cases.steps.adjust_verbs import AdjustVerbs
from commandcenter.models.cases.steps.application_verbs import ApplicationVerbs
from commandcenter.models.cases.steps.duplicate_verbs import DuplicateVerbs
from commandcenter.models.cases.steps.level_verbs import LevelVerbs
from commandcenter.models.cases.steps.special_verbs import SpecialVerbs
from commandcenter.models.cases.steps.task_verbs import TaskVerbs
from commandcenter.models.cases.tables.merge import Merge
from commandcenter.models.cases.tables.photos import CasePhoto, PhotoPhase
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.cases.tables.words import CaseWords
from commandcenter.models.work.step_context import LogDraft, StepContext


def _index_of_few(name: str, column: str, condition: str) -> Index:
    """An index that holds only the few cases that it is asked for."""
    where = text(condition)
    return Index(name, "centre", column, sqlite_where=where, postgresql_where=where)


class Case(SpecialVerbs, ApplicationVerbs, TaskVerbs, DuplicateVerbs, LevelVerbs, AdjustVerbs):
    """A problem in the city, from the report to the closing. Texts and reporters are in other
    tables."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("centre", "source", "external_reference"),
        Index(None, "centre", "stage"),
        Index(None, "centre", "queue_at"),
        Index(None, "centre", "due_at"),
        Index(None, "centre", "reported_at"),
        _index_of_few("ix_cases_suspended", "suspended_until", "suspended_until IS NOT NULL"),
        _index_of_few("ix_cases_merged", "merged_into", "merged_into IS NOT NULL"),
        _index_of_few("ix_cases_waiting", "stage", "pending <> '' OR asked <> ''"),
    )

    words: Mapped[CaseWords | None] = relationship(default=None, init=False)
    reporters: Mapped[list[Reporter]] = relationship(
        order_by=Reporter.ordinal, default_factory=list, init=False
    )
    photos: Mapped[list[CasePhoto]] = relationship(
        order_by=CasePhoto.ordinal, default_factory=list, init=False
    )
    merges: Mapped[list[Merge]] = relationship(
        foreign_keys=(Merge.centre, Merge.number),
        order_by=Merge.ordinal,
        default_factory=list,
        init=False,
    )

    #: What figures knew of the case before this transaction; None for a new case.
    facts_before: CaseFacts | None = field(default=None, init=False, repr=False)

    def _remember(self) -> None:
        self.facts_before = self.facts()

    # ---- how a case comes to be ------------------------------------------------------------

    @classmethod
    def report(
        cls,
        report: Report,
        *,
        centre: str,
        number: str,
        place: GridPlace,
        photos: Sequence[str],
        on: StepContext,
        split_from: str | None = None,
    ) -> "Case":
        """Create a case from a report. `photos`: the SHA-256 of photos that are already cleaned."""
        case = cls._of(report, centre, number, place, on)
        case.split_from = split_from
        with case._written(Step.REPORT, on.by, on.at) as line:
            case._begin(report, on, line)
            case._add_photos(photos, PhotoPhase.BEFORE, on.at, line)
            case._enter(Stage.REPORTED, on, line)
        return case

    @classmethod
    def brought_in(
        cls,
        report: Report,
        *,
        centre: str,
        number: str,
        place: GridPlace,
        department: str | None,
        due_at: datetime | None,
        on: StepContext,
    ) -> "Case":
        """Create a case of another system, opened there at `on.at`, with that system's deadline."""
        case = cls._of(report, centre, number, place, on)
        case.imported, case.department = True, department
        with case._written(Step.IMPORT, on.by, on.at) as line:
            case._begin(report, on, line)
            case.start_clock(ClockName.HANDLING, None, "imported", on, line)
            case.clocks.current(ClockName.HANDLING).keep_deadline(due_at)
            case._enter(Stage.HANDLING, on, line)
        return case

    def end_import(self, *, on: StepContext) -> None:
        """Close an imported case as the other system did; handling and inspection are not known."""
        if not self.imported or self.stage is not Stage.HANDLING:
            raise NotNow("step-not-allowed", step=Step.IMPORT_END, stage=self.stage)
        with self._written(Step.IMPORT_END, on.by, on.at) as line:
            self.closing, self.closed_at = Closing.DONE, on.at
            self._enter(Stage.CLOSED, on, line)

    @classmethod
    def _of(
        cls, report: Report, centre: str, number: str, place: GridPlace, on: StepContext
    ) -> "Case":
        return cls(
            centre=centre,
            number=number,
            source=report.source,
            external_reference=report.external_reference,
            latitude=report.latitude,
            longitude=report.longitude,
            unit_grid=place.unit_grid,
            area=place.area,
            datum=report.datum,
            given_latitude=report.given[0] if report.given else None,
            given_longitude=report.given[1] if report.given else None,
            observed_at=report.observed_at,
            clock_showed=report.clock_showed,
            reported_at=on.at,
        )

    def _begin(self, report: Report, on: StepContext, line: LogDraft) -> None:
        if report.category is not None:
            self._set_category(report.category, on.rules)
        self._keep_words(report, line)
        self.start_clock(ClockName.CASE, None, "whole case", on, line)

    def split(
        self,
        categories: Sequence[str],
        numbers: Sequence[str],
        *,
        on: StepContext,
        note: str | None = None,
    ) -> "list[Case]":
        """Split a report of several problems: one new case per category, at the same place.

        This case continues with the remaining problem and keeps the reporter.
        """
        with self._take(Step.SPLIT, on, note) as line:
            parts = [
                self._part(category, number, on)
                for category, number in zip(categories, numbers, strict=True)
            ]
            line.extra["parts"] = list(numbers)
        return parts

    def _part(self, category: str, number: str, on: StepContext) -> "Case":
        on.rules.category(category)
        report = Report(
            source=self.source,
            description=self.words.description if self.words else "",
            latitude=self.latitude,
            longitude=self.longitude,
            address=self.words.address if self.words else None,
            category=category,
            observed_at=self.observed_at,
            datum=self.datum,
            given=self._given(),
        )
        return type(self).report(
            report,
            centre=self.centre,
            number=number,
            place=GridPlace(self.unit_grid, self.area),
            photos=[photo.sha256 for photo in self.photos if photo.phase is PhotoPhase.BEFORE],
            on=on,
            split_from=self.number,
        )

    def _given(self) -> tuple[float, float] | None:
        """The point as it was reported, where its datum is another one than WGS-84."""
        if self.given_latitude is None or self.given_longitude is None:
            return None
        return self.given_latitude, self.given_longitude
