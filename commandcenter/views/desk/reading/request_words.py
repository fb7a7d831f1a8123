"""Applications and tasks in words: who asked whom for what, until when, and what came of it."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject

from commandcenter.models.cases.rules.pending import REQUESTS
from commandcenter.models.work.asking import AssigneeKind
from commandcenter.services.casebook import ApplicationRow, HistoryLine, TaskRow
from commandcenter.views.look.city_words import CityWords
from commandcenter.words import term

_ASKING = {kind: str(step) for step, kind in REQUESTS.items()}


class RequestWords(QObject):
    """The case page and the forms that answer say it with the same words."""

    def __init__(self, words: CityWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def application(self, one: ApplicationRow, history: Sequence[HistoryLine]) -> str:
        """In full; `history` has the note that came with it."""
        parts = [self._asked(one.asked_by, one.asked_at), self._words.reason(one.reason)]
        if one.until:
            parts.append(self.tr("until {moment}").format(moment=self._words.moment(one.until)))
        parts.append(_quoted(_note(history, _ASKING[one.kind], one.asked_at)))
        parts.append(self._decision(one))
        return _joined(parts)

    def task(self, one: TaskRow, history: Sequence[HistoryLine]) -> str:
        to = self.tr("to {whom}").format(whom=self._addressee(one))
        parts = [to, self._asked(one.asked_by, one.asked_at)]
        parts.append(_quoted(_note(history, one.kind, one.asked_at)))
        if one.due_at:
            due = self.tr("answer due {moment}")
            parts.append(due.format(moment=self._words.moment(one.due_at)))
        parts.append(self._answer(one, history))
        return _joined(parts)

    def _asked(self, who: str, at: datetime) -> str:
        said = self.tr("asked by {actor}, {moment}")
        return said.format(actor=self._words.actor(who), moment=self._words.moment(at))

    def _decision(self, one: ApplicationRow) -> str:
        state = self._words.word(one.state)
        if one.answered_by is None or one.answered_at is None:
            return state
        return self.tr("{state}: {actor}, {moment}").format(
            state=state,
            actor=self._words.actor(one.answered_by),
            moment=self._words.moment(one.answered_at),
        )

    def _addressee(self, one: TaskRow) -> str:
        if one.assignee_kind is AssigneeKind.DEPARTMENT:
            return self._words.department(one.assignee)
        if one.assignee_kind is AssigneeKind.POST:
            return self._words.post(one.assignee)
        if one.assignee_kind is AssigneeKind.ACCOUNT:
            return self._words.actor(one.assignee)
        return one.assignee

    def _answer(self, one: TaskRow, history: Sequence[HistoryLine]) -> str:
        if one.answered_at is None or one.answered_by is None:
            return self.tr("no answer yet")
        said = self.tr("{answer}: {actor}, {moment}").format(
            answer=term("answer", one.answer or "", self._words.language),
            actor=self._words.actor(one.answered_by),
            moment=self._words.moment(one.answered_at),
        )
        return _joined([said, _quoted(_note(history, "reply", one.answered_at))])


def _note(history: Sequence[HistoryLine], step: str, at: datetime) -> str | None:
    """What was written with that step at that moment."""
    return next((line.opinion for line in history if (line.step, line.at) == (step, at)), None)


def _quoted(note: str | None) -> str:
    return f"“{note}”" if note else ""


def _joined(parts: Sequence[str]) -> str:
    return " · ".join(part for part in parts if part)
