"""What a locked desk shows in place of everything: who locked it, and the way back."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space
from commandcenter.views.sign_in.sign_in_form import SignInForm

_WIDEST_EMS = 36


class LockCover(QWidget):
    """Hidden until `cover`. Its password field is that of whoever locked the screen; somebody else
    signs in beside it.

    Signals:
        opened: SignedIn, the same account or another one.
    """

    opened = Signal(object)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = TextLabel(role="title", wraps=True)
        self.form = SignInForm(workplace)
        self.another = QPushButton(self.tr("Somebody else signs in"))
        self.another.setProperty("role", "link")
        self.form.signed_in.connect(self.opened)
        self.another.clicked.connect(self.ask_somebody_else)
        self._lay_out()
        self.hide()

    def cover(self, name: str, *, session_ended: bool = False) -> None:
        """For the account `name`; `session_ended`: not locked here, but by an administrator."""
        ended = self.tr("An administrator has ended this session. Sign in again.")
        self.title.setText(ended if session_ended else self.tr("The screen is locked."))
        self.another.show()
        self.show()
        self.form.ask_again(name)

    @Slot()
    def ask_somebody_else(self) -> None:
        """What the one who was here has typed is kept for them."""
        self.title.setText(self.tr("Who is on duty here?"))
        self.another.hide()
        self.form.ask()

    def uncover(self) -> None:
        self.hide()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(px(self, _WIDEST_EMS))
        column = QVBoxLayout(inner)
        set_spaces(column, self, around=Space.LARGE, between=Space.LARGE)
        column.addWidget(self.title)
        column.addWidget(self.form)
        column.addWidget(self.another, 0, Qt.AlignmentFlag.AlignLeft)
        ground = QVBoxLayout(self)
        ground.addWidget(inner, 0, Qt.AlignmentFlag.AlignCenter)
