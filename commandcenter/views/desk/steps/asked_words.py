"""What a decision or a reply is about: the application, or the tasks, that it answers."""

from PySide6.QtCore import QObject

from commandcenter.models.cases.rules.pending import DECISIONS, ApplicationKind
from commandcenter.models.cases.rules.stage import Step
from commandcenter.services.casebook import TaskRow
from commandcenter.views.desk.reading.case_reader import CaseContent
from commandcenter.views.desk.reading.request_words import RequestWords
from commandcenter.views.desk.steps.basis import OPEN_APPLICATIONS, asked_of
from commandcenter.views.look.city_words import CityWords


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
            return "\n".join(self._task(task, content) for task in asked_of(content))
        return ""

    def _application(self, kind: ApplicationKind, content: CaseContent) -> str:
        asked = (one for one in content.details.applications if one.kind is kind)
        one = next((one for one in asked if one.state in OPEN_APPLICATIONS), None)
        if one is None:
            return ""
        said = self._request_words.application(one, content.history)
        return f"{self._words.word(kind)} · {said}"

    def _task(self, task: TaskRow, content: CaseContent) -> str:
        said = self._request_words.task(task, content.history)
        return f"{self._words.word(task.kind)} · {said}"
