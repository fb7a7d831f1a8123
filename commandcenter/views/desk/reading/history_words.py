"""A log entry in plain words: the details of a step."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject

from commandcenter.models.cases.rules.lifecycle import LEVEL_STEPS
from commandcenter.models.cases.rules.stage import Closing, Step
from commandcenter.models.moments import read_moment
from commandcenter.services.casebook import HistoryLine
from commandcenter.views.look.city_words import CityWords

_GIVES = frozenset({Step.DISPATCH, Step.CORRECT})


class HistoryWords(QObject):
    """Reads the details that the log keeps of a step; actor and time are in the entry itself."""

    def __init__(self, words: CityWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def said(self, line: HistoryLine) -> str:
        """Empty for a step that says all by its name."""
        logged = json.loads(line.payload)
        changed = dict(logged["set"])
        if logged.get("applications"):
            changed.pop("reason", None)  # the application says it, also where it is the same again
        parts = [*self._of_columns(line.step, changed), *self._of_records(logged)]
        return " · ".join(parts)

    def _of_columns(self, step: str, changed: dict[str, Any]) -> Iterator[str]:
        words = self._words
        if step in _GIVES and changed.get("department"):
            yield self.tr("to {department}").format(
                department=words.department(changed["department"])
            )
        if step == Step.MEET and changed.get("decided_department"):
            decided = words.department(changed["decided_department"])
            yield self.tr("decided: {department}").format(department=decided)
        if step in LEVEL_STEPS:
            area = changed.get("held_at") or words.facts.centre
            yield self.tr("to {area}").format(area=words.area(area))
        for name, say in self._sayings(step).items():
            if changed.get(name) not in (None, "", False):
                yield say(changed[name])

    def _sayings(self, step: str) -> dict[str, Callable[[object], str]]:
        """What a changed column means to people."""
        words = self._words
        sayings: dict[str, Callable[[Any], str]] = {
            "reason": words.reason,
            "closing": lambda code: words.word(Closing(code)),
            "suspended_until": lambda at: self.tr("until {moment}").format(moment=self._moment(at)),
            "excused": lambda _: self.tr("lateness excused"),
        }
        if step in (Step.CORRECT, Step.ACCEPT):
            sayings["category"] = words.kind
        if step in (Step.CORRECT, Step.FILE):
            sayings["condition"] = lambda number: self.tr("condition {number}").format(
                number=number
            )
        if step == Step.CORRECT:
            sayings["unit_grid"] = lambda code: self.tr("grid {code}").format(code=code)
        return sayings

    def _of_records(self, logged: dict[str, Any]) -> Iterator[str]:
        for application in logged.get("applications", ()):
            yield from self._of_application(application)
        for task in logged.get("tasks", ()):
            yield from self._of_task(task)
        if logged.get("absorbed"):
            yield self.tr("merged from {number}").format(number=logged["absorbed"])
        if logged.get("released"):
            yield self.tr("unmerged {number}").format(number=logged["released"])
        if logged.get("ended"):
            yield self._of_ended(logged["ended"])
        if logged["set"].get("merged_into"):
            yield self.tr("into {number}").format(number=logged["set"]["merged_into"])
        if logged.get("parts"):
            yield self.tr("new: {numbers}").format(numbers=", ".join(logged["parts"]))

    def _of_application(self, logged: dict[str, Any]) -> Iterator[str]:
        """What is asked for; of a decision what was decided the step says already."""
        if logged["state"] != "asked":
            return
        yield self._words.reason(logged["reason"])
        if logged.get("until"):
            yield self.tr("until {moment}").format(moment=self._moment(logged["until"]))

    def _of_ended(self, logged: dict[str, Any]) -> str:
        """Why a merged case came back by itself."""
        step = self._words.word(Step(logged["step"]))
        return self.tr("after “{step}” of {number}").format(step=step, number=logged["number"])

    def _of_task(self, logged: dict[str, Any]) -> Iterator[str]:
        """To whom; a crew stands in the log only as a digest."""
        kind, _, whom = logged["to"].partition(":")
        if "answer" in logged or kind not in ("department", "post", "account"):
            return
        said = {
            "department": self._words.department,
            "post": self._words.post,
            "account": self._words.actor,
        }[kind](whom)
        yield self.tr("to {whom}").format(whom=said)

    def _moment(self, text: str) -> str:
        return self._words.moment(read_moment(text))
