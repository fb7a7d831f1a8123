"""Who is on duty here? Asked before a desk opens, and when the shift changes."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space
from commandcenter.views.sign_in.sign_in_form import SignedIn, SignInForm


class SignInDialog(QDialog):
    """Closes when somebody has signed in: `signed_in` says who, None if nobody did."""

    def __init__(self, workplace: Workplace, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.signed_in: SignedIn | None = None
        self.form = SignInForm(workplace)
        city = self.tr("{city} command centre").format(city=workplace.words.city)
        self.setWindowTitle(city)
        column = QVBoxLayout(self)
        set_spaces(column, self, around=Space.LARGE, between=Space.LARGE)
        column.addWidget(TextLabel(city, role="title"))
        column.addWidget(TextLabel(self.tr("Who is on duty here?")))
        column.addWidget(self.form)
        self.form.signed_in.connect(self._take)
        self.form.ask(name)

    @Slot(object)
    def _take(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in
        self.accept()
