"""What an input method shows before it is text: Chinese is composed of what was typed."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget


class Composition(QObject):
    """In all fields of a form that take text."""

    def __init__(self, form: QWidget) -> None:
        super().__init__(form)
        self.text = ""
        self._field: QWidget | None = None
        for kind in (QLineEdit, QPlainTextEdit):
            for field in form.findChildren(kind):
                field.installEventFilter(self)

    def settle(self) -> None:
        """Take it as text, as it stands."""
        QGuiApplication.inputMethod().commit()
        if self.text and self._field:  # not every input method does as it is asked
            event = QInputMethodEvent()
            event.setCommitString(self.text)
            QApplication.sendEvent(self._field, event)
            QGuiApplication.inputMethod().reset()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent) and isinstance(watched, QWidget):
            self.text, self._field = event.preeditString(), watched
        return False
