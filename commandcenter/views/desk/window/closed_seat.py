"""What a desk shows in place of everything once its account is disabled."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from commandcenter.errors import CommandCenterError, NotPermitted
from commandcenter.services.access import AccountRow
from commandcenter.views.frame.one_at_a_time import OneAtATime
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.look.text_label import TextLabel

_BEAT_MS = 2_000


class ClosedSeat(TextLabel):
    """Hidden while the account may be used. Asks every two seconds, for nobody tells a desk.

    Signals:
        barred: whether the account is disabled now; only when that has changed.
    """

    barred = Signal(bool)

    def __init__(
        self, workplace: Workplace, account: AccountRow, parent: QWidget | None = None
    ) -> None:
        super().__init__(wraps=True, role="title", parent=parent)
        self._access = workplace.center.access
        self._messages = workplace.messages
        self._asking = OneAtATime(workplace.background)
        self._account = account
        self.is_barred = False
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hide()
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self.look)
        self._beat.start()

    def sit_down(self, account: AccountRow) -> None:
        """Another account works here now."""
        self._account = account
        self._open(account)
        self.look()

    @Slot()
    def look(self) -> None:
        access, asked = self._access, self._account
        if not self._asking.is_busy:
            self._asking.run(
                lambda: access.account(asked.name), done=self._open, refused=self._close
            )

    def _open(self, account: AccountRow) -> None:
        if account.name == self._account.name:
            self._bar(False)

    def _close(self, error: CommandCenterError) -> None:
        """A database that is away is no reason; what the screen says of it stands elsewhere."""
        if isinstance(error, NotPermitted) and error.params.get("name") == self._account.name:
            self.setText(self._messages.sentence(error))
            self._bar(True)

    def _bar(self, barred: bool) -> None:
        if barred is not self.is_barred:
            self.is_barred = barred
            self.setVisible(barred)
            self.barred.emit(barred)
