"""Locking a desk: by key, when nobody has touched it, or when its session was ended."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from commandcenter.models.staff.sign_in_event import SignInEventKind
from commandcenter.system_user import system_user
from commandcenter.views.frame.workplace import Workplace
from commandcenter.views.sign_in.idle_watch import IdleWatch
from commandcenter.views.sign_in.lock_cover import LockCover
from commandcenter.views.sign_in.session_watch import SessionWatch
from commandcenter.views.sign_in.sign_in_form import SignedIn


class Locking(QObject):
    """What was typed stays where it is, unseen, until the same account comes back.

    Signals:
        locked: whether nothing may be seen now.
        replaced: SignedIn, another account than before.
    """

    locked = Signal(bool)
    replaced = Signal(object)

    def __init__(
        self, workplace: Workplace, window: QWidget, cover: LockCover, signed_in: SignedIn
    ) -> None:
        super().__init__(window)
        self._workplace = workplace
        self._cover = cover
        self._account = signed_in.account
        self.is_locked = False
        minutes = workplace.words.facts.settings.lock_after_minutes
        self.idle_watch = IdleWatch(minutes, self)
        self.session_watch = SessionWatch(workplace, signed_in, self)
        self.idle_watch.idle.connect(self.lock)
        self.session_watch.ended.connect(self._end)
        cover.opened.connect(self._open)

    @Slot()
    def lock(self) -> None:
        if not self.is_locked:
            self._close()
            self._note(SignInEventKind.LOCKED)

    @Slot()
    def change_account(self) -> None:
        """The shift changes: the next one signs in; nothing is seen meanwhile."""
        self.lock()
        self._cover.ask_somebody_else()

    @Slot()
    def _end(self) -> None:
        if not self.is_locked:
            self._close(session_ended=True)

    def _close(self, *, session_ended: bool = False) -> None:
        self._set_locked(True)
        self._cover.cover(self._account.name, session_ended=session_ended)

    @Slot(object)
    def _open(self, signed_in: SignedIn) -> None:
        """Another account sits down before anything can be seen."""
        is_another = signed_in.account.name != self._account.name
        self._account = signed_in.account
        self.session_watch.begin(signed_in)
        if is_another:
            self.replaced.emit(signed_in.account)
        self._cover.uncover()
        self._set_locked(False)

    def _set_locked(self, locked: bool) -> None:
        self.is_locked = locked
        self.locked.emit(locked)

    def _note(self, event: SignInEventKind) -> None:
        service, name = self._workplace.center.sign_in, self._account.name
        note: Callable[[], None] = lambda: service.note(name, event, system_user())  # noqa: E731
        self._workplace.background.run(note, refused=self._workplace.messages.say)
