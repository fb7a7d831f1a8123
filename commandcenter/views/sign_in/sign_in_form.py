"""A name and a password, checked beside the screen's thread."""

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from commandcenter.errors import CommandCenterError
from commandcenter.models.staff.sign_in_event import SignInEventKind
from commandcenter.services.access import AccountRow
from commandcenter.system_user import system_user
from commandcenter.views.frame.one_at_a_time import OneAtATime
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space

_FIELD_EMS = 20


class SignedIn(NamedTuple):
    """Who signed in, and when by the real clock."""

    account: AccountRow
    at: datetime


class SignInForm(QWidget):
    """Asks for a password, and for a name unless that is fixed.

    Signals:
        signed_in: SignedIn, after the right password.
    """

    signed_in = Signal(object)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = workplace.center.sign_in, workplace.center.access
        self._messages = workplace.messages
        self._asking = OneAtATime(workplace.background)
        self._event = SignInEventKind.SIGNED_IN
        self.name = QLineEdit()
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.button = QPushButton()
        self.button.setProperty("role", "primary")
        self.refusal = TextLabel(wraps=True, role="notice")
        self.refusal.hide()
        self._lay_out()
        self.button.clicked.connect(self.try_password)
        self.password.returnPressed.connect(self.try_password)
        self.name.returnPressed.connect(self.password.setFocus)

    def ask(self, name: str = "") -> None:
        """For somebody who comes; `name` is proposed."""
        self._event = SignInEventKind.SIGNED_IN
        self._begin(name, self.tr("Sign in"), is_fixed=False)

    def ask_again(self, name: str) -> None:
        """For who is here already, and locked the screen."""
        self._event = SignInEventKind.UNLOCKED
        self._begin(name, self.tr("Unlock"), is_fixed=True)

    @Slot()
    def try_password(self) -> None:
        name, password = self.name.text().strip(), self.password.text()
        if not name or not password:
            (self.password if name else self.name).setFocus()
            return
        if self._asking.is_busy:
            return
        (sign_in, access), event = self._services, self._event
        self._set_busy(True)

        def check() -> SignedIn:
            at = sign_in.sign_in(name, password, system_user(), event=event)
            return SignedIn(access.account(name), at)

        self._asking.run(check, done=self._accept, refused=self._refuse)

    def _begin(self, name: str, action: str, *, is_fixed: bool) -> None:
        self.name.setText(name)
        self.name.setReadOnly(is_fixed)
        self.name.setFocusPolicy(Qt.FocusPolicy.NoFocus if is_fixed else Qt.FocusPolicy.StrongFocus)
        self.button.setText(action)
        self.password.clear()
        self.refusal.hide()
        (self.password if name else self.name).setFocus()

    def _accept(self, signed_in: SignedIn) -> None:
        self._set_busy(False)
        self.password.clear()
        self.refusal.hide()
        self.signed_in.emit(signed_in)

    def _refuse(self, error: CommandCenterError) -> None:
        self._set_busy(False)
        self.refusal.setText(self._messages.sentence(error))
        self.refusal.show()
        self.password.clear()
        self.password.setFocus()

    def _set_busy(self, busy: bool) -> None:
        """The keyboard stays in the password field; disabled, it would leave it for the next."""
        self.password.setReadOnly(busy)
        self.button.setDisabled(busy)

    def _lay_out(self) -> None:
        fields = QFormLayout()
        fields.addRow(self.tr("Account"), self.name)
        fields.addRow(self.tr("Password"), self.password)
        for field in (self.name, self.password):
            field.setMinimumWidth(px(self, _FIELD_EMS))
        column = QVBoxLayout(self)
        set_spaces(column, self, around=None, between=Space.MEDIUM)
        column.addLayout(fields)
        column.addWidget(self.refusal)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
