"""Says on the bar of a window that jobs have stopped, or that a backup is missing."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget

from commandcenter.errors import CommandCenterError
from commandcenter.services.heartbeats import Mark
from commandcenter.views.frame.one_at_a_time import OneAtATime
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.text_label import TextLabel

_BEAT_MS = 30_000


class JobMark(TextLabel):
    """The most urgent mark in a few words; the tool tip has the sentences of all of them.

    Hidden while there is none, and at a desk whose account is not concerned.
    """

    def __init__(
        self, workplace: Workplace, *, concerned: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(role="alarm", parent=parent)
        self._heartbeats = workplace.center.heartbeats
        self._language = workplace.language
        self._asking = OneAtATime(workplace.background)
        self._is_concerned = concerned
        self.hide()
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self.look)
        self._beat.start()

    def concern(self, concerned: bool) -> None:
        """Whether the account that works here now is to know."""
        self._is_concerned = concerned
        self.hide()
        self.look()

    @Slot()
    def look(self) -> None:
        if self._is_concerned and not self._asking.is_busy:
            self._asking.run(self._heartbeats.marks, done=self._show, refused=self._keep)

    def _show(self, marks: Sequence[Mark]) -> None:
        if marks and self._is_concerned:
            self.paint_as("alarm", marks[0].alarm)
            self.setText(marks[0].short(self._language))
            sentences = "\n".join(mark.sentence(self._language) for mark in marks)
            self.setToolTip(sentences)
            self.setAccessibleDescription(sentences)
        self.setVisible(bool(marks) and self._is_concerned)

    def _keep(self, error: CommandCenterError) -> None:
        """A database that is away is said elsewhere; what stands here stays."""
