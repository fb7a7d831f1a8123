"""Refusals in the user's language."""

from PySide6.QtCore import QObject, Signal, Slot

from commandcenter.errors import CommandCenterError


class Messages(QObject):
    """What the user is told when something was refused; each window shows it in its own place."""

    #: a whole sentence, in the user's language
    said = Signal(str)

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._language = language

    def sentence(self, error: CommandCenterError) -> str:
        return error.sentence(self._language)

    @Slot(object)
    def say(self, error: CommandCenterError) -> None:
        self.said.emit(self.sentence(error))
