"""What a step would change, in one line, before it is sent."""

from collections.abc import Iterator
from datetime import datetime

from PySide6.QtCore import QObject

from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.clocks.staged_limit import limits_said
from commandcenter.services.desk import Outcome
from commandcenter.views.desk.steps.step_taking import StepPreview
from commandcenter.views.look.city_words import NOTHING, CityWords

#: The steps that fix or move a deadline or a department without saying where to.
PREVIEWED = frozenset(
    {
        Step.FILE,
        Step.CORRECT,
        Step.GRANT_EXTENSION,
        Step.GRANT_SUSPENSION,
        Step.RESUME,
        Step.GRANT_RETURN,
    }
)


class PreviewWords(QObject):
    """Only what becomes other is named: old and new, or new alone where nothing stood before."""

    def __init__(self, words: CityWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def text(self, preview: StepPreview) -> str:
        before, after = self._said(preview.changes.before), self._said(preview.changes.after)
        changed = [
            f"{name} {new}" if old == NOTHING else f"{name} {old} → {new}"
            for (name, old), (_, new) in zip(before, after, strict=True)
            if old != new
        ]
        if preview.unit_grid:
            changed.append(self.tr("grid {code}").format(code=preview.unit_grid))
        if not changed:
            return self.tr("Department, limit and deadline do not change.")
        return self.tr("After this step: {changes}").format(changes=" · ".join(changed))

    def _said(self, outcome: Outcome) -> list[tuple[str, str]]:
        return list(self._lines(outcome))

    def _lines(self, outcome: Outcome) -> Iterator[tuple[str, str]]:
        words = self._words
        yield self.tr("stage"), words.stage(outcome.stage)
        yield self.tr("kind"), words.kind(outcome.category) or NOTHING
        yield self.tr("condition"), str(outcome.condition or NOTHING)
        yield self.tr("department"), words.department(outcome.department)
        yield self.tr("limit"), limits_said(outcome.limits, words.language) or NOTHING
        yield self.tr("due"), self._moment(outcome.due_at)
        yield self.tr("due if dispatched now"), self._moment(outcome.due_if_dispatched)

    def _moment(self, at: datetime | None) -> str:
        return self._words.moment(at) if at else NOTHING
