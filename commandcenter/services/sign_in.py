"""Signing in: passwords of accounts, throttling, locking, and the log of all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.repositories.accounts import account_named, account_or_none
from commandcenter.database.repositories.in_force import refuse_disabled
from commandcenter.database.this_centre import home_row, this_centre
from commandcenter.errors import InvalidInput, NotIdentified, TooMany
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.city.posts import ADMINISTRATOR
from commandcenter.models.staff.account import Account
from commandcenter.models.staff.credential import Credential, SignInEvent
from commandcenter.models.staff.password import (
    check_new_password,
    hashed,
    is_outdated,
    is_right,
)
from commandcenter.models.staff.sign_in_event import SignInEventKind

#: The number of wrong passwords after which a workstation has to wait; other workstations do not.
_MOST_FOR_AN_ACCOUNT = 5
_MOST_AT_A_WORKSTATION = 20
_WINDOW = timedelta(minutes=15)
_LATEST_EVENTS = 200
_ENDING = (SignInEventKind.SESSIONS_ENDED, SignInEventKind.PASSWORD_SET)
#: After these the wrong passwords before them no longer count.
_RIGHT = (SignInEventKind.SIGNED_IN, SignInEventKind.UNLOCKED, SignInEventKind.CONFIRMED)


@dataclass(frozen=True, slots=True)
class SignInRow:
    """A line of the access log. `account` is empty where nobody has the name that was typed."""

    account: str
    event: str
    workstation: str
    by: str | None
    happened_at: datetime


class SignIn:
    """Passwords and sign-ins. A demo or a replay, whose clock is simulated, asks for none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_open(self) -> bool:
        """Whether anybody may sit down as anybody: in a demo or a replay, nowhere else."""
        with self._database.read() as session:
            return home_row(session).may_simulate

    def has_password(self, name: str) -> bool:
        """NotFound for an unknown account."""
        with self._database.read() as session:
            return _credential(session, account_named(session, name)) is not None

    def administrators(self) -> list[str]:
        """The enabled administrators who have a password, by name."""
        query = (
            select(Account.name)
            .join(
                Credential,
                (Credential.centre == Account.centre) & (Credential.account == Account.name),
            )
            .where(
                Account.centre == THIS_CENTRE,
                Account.post == ADMINISTRATOR,
                Account.disabled_at.is_(None),
            )
        )
        with self._database.read() as session:
            return list(session.scalars(query.order_by(Account.name)))

    def sign_in(
        self,
        name: str,
        password: str,
        workstation: str,
        *,
        event: SignInEventKind = SignInEventKind.SIGNED_IN,
    ) -> datetime:
        """Check a password; returns when, by the real clock. `event` is what the access log calls
        it if it is right.

        NotIdentified for a wrong name or password, the same for both, and for an account that has
        no password yet; TooMany at a workstation where too many were wrong; NotPermitted, after a
        right password, for a disabled account.
        """
        with self._database.read() as session:
            self._refuse_if_throttled(session, name, workstation)
            account = account_or_none(session, name)
            credential = account and _credential(session, account)
            stored = credential.password_hash if credential else None
        at = self._database.real_clock()
        right = is_right(password, stored)  # outside of any transaction: it takes its time
        with self._database.write() as session:
            # Others may have tried meanwhile, or an administrator have set another password.
            self._refuse_if_throttled(session, name, workstation)
            account = account_or_none(session, name)
            kept = _credential(session, account) if account else None
            right = right and kept is not None and kept.password_hash == stored
            known = account.name if account else ""
            if right and account and account.disabled_at is None:
                self._note(session, known, event, workstation)
                self._renew(session, account, password, stored or "")
            else:
                self._note(session, known, SignInEventKind.REFUSED, workstation)
        if account and stored is None:
            raise NotIdentified("password-not-set", field="password", name=name)
        if not right or account is None:
            raise NotIdentified("sign-in-refused", field="password")
        refuse_disabled(account)
        return at

    def note(self, name: str, event: SignInEventKind, workstation: str) -> None:
        """Write into the access log that an account locked its screen or signed out."""
        with self._database.write() as session:
            self._note(session, account_named(session, name).name, event, workstation)

    def check_new(self, name: str, password: str) -> None:
        """InvalidInput for a password that is too short, too long, or too easily guessed."""
        check_new_password(password, name=name)

    def set_password(
        self, name: str, password: str, workstation: str, *, by: str | None = None
    ) -> None:
        """Give an account a password; all its sessions end.

        InvalidInput for one that is too short or too easily guessed.
        """
        check_new_password(password, name=name)
        new = hashed(password)
        with self._database.write() as session:
            account = account_named(session, name)
            self._store(session, account, new)
            self._note(session, name, SignInEventKind.PASSWORD_SET, workstation, by=by)

    def change_password(self, name: str, old: str, new: str, workstation: str) -> None:
        """Replace one's own password. Refusals as `sign_in` and `set_password`."""
        check_new_password(new, name=name)
        if new == old:
            raise InvalidInput("password-unchanged", field="password")
        self.sign_in(name, old, workstation, event=SignInEventKind.CONFIRMED)
        self.set_password(name, new, workstation)

    def end_sessions(self, name: str, workstation: str, *, by: str | None = None) -> None:
        """Whoever sits at a desk with this account has to sign in again."""
        with self._database.write() as session:
            account = account_named(session, name)
            self._note(session, account.name, SignInEventKind.SESSIONS_ENDED, workstation, by=by)

    def ended_since(self, name: str, signed_in_at: datetime) -> bool:
        """Whether the sessions of an account were ended after it had signed in: by an
        administrator, or by a new password."""
        with self._database.read() as session:
            ended = select(func.max(SignInEvent.happened_at)).where(
                SignInEvent.centre == THIS_CENTRE,
                SignInEvent.account == name,
                SignInEvent.event.in_(_ENDING),
            )
            last = session.scalar(ended)
            return last is not None and last > signed_in_at

    def events(self, name: str | None = None) -> tuple[SignInRow, ...]:
        """The latest lines of the access log about sign-ins, the newest first."""
        query = select(SignInEvent).where(SignInEvent.centre == THIS_CENTRE)
        if name is not None:
            query = query.where(SignInEvent.account == name)
        query = query.order_by(SignInEvent.ordinal.desc()).limit(_LATEST_EVENTS)
        with self._database.read() as session:
            return tuple(
                SignInRow(row.account, row.event, row.workstation, row.by, row.happened_at)
                for row in session.scalars(query)
            )

    def _refuse_if_throttled(self, session: Session, name: str, workstation: str) -> None:
        """By account and workstation: whoever tries passwords elsewhere locks nobody out here."""
        since = self._database.real_clock() - _WINDOW
        recent = select(SignInEvent).where(
            SignInEvent.centre == THIS_CENTRE,
            SignInEvent.workstation == workstation,
            SignInEvent.happened_at > since,
        )
        events = session.scalars(recent.order_by(SignInEvent.ordinal)).all()
        here = _refused_since_success([one for one in events if one.account == name])
        refused = [one for one in events if one.event == SignInEventKind.REFUSED]
        for wrong, most in ((here, _MOST_FOR_AN_ACCOUNT), (refused, _MOST_AT_A_WORKSTATION)):
            if len(wrong) >= most:
                again = wrong[-most].happened_at + _WINDOW
                raise TooMany("sign-in-throttled", field="password", at=again)

    def _renew(self, session: Session, account: Account, password: str, stored: str) -> None:
        """A hash that was made with weaker parameters is replaced when the password is known."""
        if is_outdated(stored):
            self._store(session, account, hashed(password))

    def _store(self, session: Session, account: Account, new: str) -> None:
        now = self._database.real_clock()
        credential = _credential(session, account)
        if credential is None:
            session.add(
                Credential(
                    centre=account.centre, account=account.name, password_hash=new, set_at=now
                )
            )
        else:
            credential.password_hash, credential.set_at = new, now

    def _note(
        self,
        session: Session,
        account: str,
        event: SignInEventKind,
        workstation: str,
        *,
        by: str | None = None,
    ) -> None:
        last = select(func.max(SignInEvent.ordinal)).where(SignInEvent.centre == THIS_CENTRE)
        session.add(
            SignInEvent(
                centre=this_centre(session).code,
                ordinal=(session.scalar(last) or 0) + 1,
                account=account,
                event=event,
                workstation=workstation,
                by=by,
                happened_at=self._database.real_clock(),
            )
        )


def _refused_since_success(events: Sequence[SignInEvent]) -> list[SignInEvent]:
    """The wrong passwords of an account after the last right one, oldest first."""
    refused: list[SignInEvent] = []
    for one in events:
        if one.event == SignInEventKind.REFUSED:
            refused.append(one)
        elif one.event in _RIGHT:
            refused = []
    return refused


def _credential(session: Session, account: Account) -> Credential | None:
    return session.get(Credential, (account.centre, account.name))
