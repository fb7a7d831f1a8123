"""One line for what was refused or went wrong; it never takes the focus, nor covers the work."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space

_SHOWN_MS = 20_000


class NoticeBar(QFrame):
    """The last thing said, until it is closed or has been there long enough."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self.text_label = TextLabel(wraps=True)
        self.close_button = QToolButton()
        self.close_button.setText(self.tr("Close"))
        self.close_button.clicked.connect(self.hide)
        self._until_back = self._is_of_program = False
        self._away = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._away.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        set_spaces(row, self, around=Space.MEDIUM, between=Space.MEDIUM)
        row.addWidget(self.text_label, 1)
        row.addWidget(self.close_button)
        self.hide()

    @Slot(str)
    def say(self, sentence: str) -> None:
        self._until_back = self._is_of_program = False
        self.text_label.setText(sentence)
        self.show()
        self._away.start()

    @Slot()
    def hold_until_back(self) -> None:
        """What stands here holds as long as the database does not answer, and no longer."""
        self._until_back = True
        self._away.stop()

    @Slot()
    def take_back(self) -> None:
        """It answers again."""
        if self._until_back:
            self.hide()

    def take_leave(self) -> None:
        """Remove what was meant for the previous account; what concerns everybody stays."""
        if not self._until_back and not self._is_of_program:
            self.hide()

    @Slot(str)
    def say_bug(self, what: str) -> None:
        """Show a bug of the program: the screens stay open, and it should be reported."""
        self.say(
            self.tr(
                "An error occurred in the program ({what}). It was logged; what you entered is "
                "still here. Please inform your administrator."
            ).format(what=what)
        )
        self._is_of_program = True
