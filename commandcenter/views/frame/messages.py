"""Refusals in the user's language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from commandcenter.errors import CommandCenterError, Unavailable
from commandcenter.models.cases.remarks import Remark
from commandcenter.views.look.city_words import CityWords


class Messages(QObject):
    """Shows refusals to the user; each window has its own place for them."""

    #: a complete sentence, in the user's language
    said = Signal(str)
    #: what was just said holds only until the database answers again
    holds_while_away = Signal()

    def __init__(self, words: CityWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words

    def sentence(self, error: CommandCenterError) -> str:
        """What is wrong, and what to do; moments in the city's time, accounts by their posts."""
        said: dict[str, Any] = {
            name: self._said(name, value) for name, value in error.params.items()
        }
        return CommandCenterError(error.error_id, **said).sentence(self._words.language)

    @Slot(object)
    def say(self, error: CommandCenterError) -> None:
        self.said.emit(self.sentence(error))
        if isinstance(error, Unavailable):
            self.holds_while_away.emit()

    def say_remarks(self, remarks: Sequence[Remark]) -> None:
        """Show remarks on faulty parts that were accepted."""
        if remarks:
            sentences = (one.sentence(self._words.language, self._words.zone) for one in remarks)
            self.said.emit(" ".join(sentences))

    def _said(self, name: str, value: object) -> object:
        if isinstance(value, datetime):
            return self._words.moment(value)
        return self._words.actor(str(value)) if name == "actor" else value
