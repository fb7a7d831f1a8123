"""Asks whether an administrator has ended the sessions of the account that sits here."""

from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from commandcenter.errors import CommandCenterError
from commandcenter.views.frame.one_at_a_time import OneAtATime
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.sign_in.sign_in_form import SignedIn

_BEAT_MS = 2_000


class SessionWatch(QObject):
    """Asks every two seconds, for nobody tells a desk.

    Signals:
        ended: the session that was signed in last is over.
    """

    ended = Signal()

    def __init__(
        self, workplace: Workplace, signed_in: SignedIn, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._sign_in = workplace.center.sign_in
        self._asking = OneAtATime(workplace.background)
        self._of: tuple[str, datetime] = signed_in.account.name, signed_in.at
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self.look)
        self._beat.start()

    def begin(self, signed_in: SignedIn) -> None:
        """Somebody signed in."""
        self._of = signed_in.account.name, signed_in.at

    @Slot()
    def look(self) -> None:
        if self._asking.is_busy:
            return
        service, of = self._sign_in, self._of
        self._asking.run(
            lambda: (of, service.ended_since(*of)), done=self._hear, refused=self._wait
        )

    def _hear(self, answer: tuple[tuple[str, datetime], bool]) -> None:
        asked, has_ended = answer
        if has_ended and asked == self._of:
            self.ended.emit()

    def _wait(self, error: CommandCenterError) -> None:
        """A database that is away ends no session; the screen says so elsewhere."""
