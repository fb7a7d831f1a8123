"""Closing a desk: its drafts are saved first, and where they cannot be, it asks."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from commandcenter.errors import CommandCenterError
from commandcenter.views.desk.forms.drafts import Drafts
from commandcenter.views.frame.messages import Messages


class Leaving(QObject):
    """Asked by the window when it is to be closed."""

    def __init__(self, window: QWidget, drafts: Drafts, messages: Messages) -> None:
        super().__init__(window)
        self._window = window
        self._drafts = drafts
        self._messages = messages
        self._is_wanted = False
        self._is_certain = False
        drafts.settled.connect(self._go)
        drafts.refused.connect(self._ask)

    def may_go(self) -> bool:
        """False: the window is closed again as soon as the drafts are saved."""
        if self._is_certain or not self._drafts.waits:
            return True
        self._is_wanted = True
        self._drafts.save()
        return False

    @Slot()
    def _go(self) -> None:
        if self._is_wanted:
            self._is_wanted = False
            self._window.close()

    @Slot(object)
    def _ask(self, error: CommandCenterError) -> None:
        if not self._is_wanted:
            return
        self._is_wanted = False
        said = self.tr("What you have typed could not be saved: {why}\n\nClose anyway?")
        question = QMessageBox(self._window)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setText(said.format(why=self._messages.sentence(error)))
        keep = question.addButton(self.tr("Keep open"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(keep)  # keys typed into the question must lose nothing
        question.setEscapeButton(keep)
        question.addButton(self.tr("Close without saving"), QMessageBox.ButtonRole.AcceptRole)
        question.accepted.connect(self._go_unsaved)
        question.open()

    @Slot()
    def _go_unsaved(self) -> None:
        self._is_certain = True
        self._window.close()
