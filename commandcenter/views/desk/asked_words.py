"""What a decision or a reply is about: the application, or the tasks, that it answers."""

from PySide6.QtCore import QObject

from commandcenter.models.cases.pending import (
    ANSWERED_BY_REPLY,
    DECISIONS,
    ApplicationKind,
    ApplicationState,
)
from commandcenter.models.cases.stage import Step
from commandcenter.services.casebook import TaskRow
from commandcenter.views.city_words import CityWords
from commandcenter.views.desk.case_reader import CaseContent
from commandcenter.views.desk.request_words import RequestWords

_OPEN = (ApplicationState.ASKED, ApplicationState.ENDORSED)


class AskedWords(QObject):
    """Above the form, so that nobody has to look for it on the page."""

    def __init__(self, words: CityWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._request_words = RequestWords(words, self)

    def text(self, step: Step, content: CaseContent) -> str:
        """Empty for a step that answers nothing."""
        if step in DECISIONS:
            return self._application(DECISIONS[step], content)
        if step is Step.REPLY:
            return "\n".join(self._task(task, content) for task in _asked_of(content))
        return ""

    def _application(self, kind: ApplicationKind, content: CaseContent) -> str:
        asked = (one for one in content.details.applications if one.kind is kind)
        one = next((one for one in asked if one.state in _OPEN), None)
        if one is None:
            return ""
        said = self._request_words.application(one, content.history)
        return f"{self._words.word(kind)} · {said}"

    def _task(self, task: TaskRow, content: CaseContent) -> str:
        said = self._request_words.task(task, content.history)
        return f"{self._words.word(task.kind)} · {said}"


def _asked_of(content: CaseContent) -> list[TaskRow]:
    """The open tasks of whoever sits here."""
    return [
        task
        for task in content.details.tasks
        if task.answered_at is None
        and task.kind in ANSWERED_BY_REPLY
        and f"{task.assignee_kind}:{task.assignee}" in content.addresses
    ]
