"""The table of the queue: what Qt would choose unasked it leaves alone."""

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QTableView


class CaseView(QTableView):
    """Only arrows, clicks and the program itself choose a case."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt takes up the first row where none is current, as after a dialog or Esc."""
        if self.currentIndex().isValid():
            super().focusInEvent(event)
        else:
            self.viewport().update()

    def keyboardSearch(self, search: str) -> None:
        """Words that are typed here were meant for a form: they turn to no other case."""
