"""Who is there and what they may: accounts for the desk, keys for the web door."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.errors import InvalidInput, NotFound, NotIdentified, NotNow
from commandcenter.models.cases.report import MAX_SHORT_TEXT, check_name
from commandcenter.models.city.content import Area
from commandcenter.models.staff.account import WHOLE_CENTRE, Account, GatewayKey
from commandcenter.models.staff.actor import RESERVED_NAMES, Actor
from commandcenter.models.staff.post import Post
from commandcenter.models.staff.viewer import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account as a screen knows it: what it may do and what it may see."""

    name: str
    post: Post
    department: str | None
    area: str | None
    actor: Actor
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who calls at the web door. `sources`: as what it may report; None = as any."""

    actor: Actor
    viewer: Viewer
    sources: frozenset[str] | None

    def may_report(self, source: str) -> bool:
        return self.sources is None or source in self.sources


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key, shown this once."""

    name: str
    key: str


class Access:
    """Accounts and keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_account(
        self, name: str, post: Post, *, department: str | None = None, area: str | None = None
    ) -> AccountRow:
        """InvalidInput for a department's account without department, or codes that are unknown."""
        check_name("name", name, MAX_SHORT_TEXT)
        with self._database.write() as session:
            rules = self._database.rule_book.rules(session)
            if (post is Post.DEPARTMENT) != (department is not None):
                raise InvalidInput("department-and-post", field="department", post=post)
            if department is not None:
                rules.department(department)
            if area is not None and session.scalar(_area(area)) is None:
                raise InvalidInput("area-unknown", field="area", code=area)
            self._refuse_known_name(session, rules.centre, name)
            account = Account(
                centre=rules.centre,
                name=name,
                post=post,
                department=department,
                area=area,
                created_at=self._database.clock(),
            )
            session.add(account)
            return _row(account)

    def accounts(self) -> list[AccountRow]:
        """Those who may sit down, by post and name."""
        with self._database.read() as session:
            query = select(Account).where(Account.disabled_at.is_(None))
            return [_row(a) for a in session.scalars(query.order_by(Account.post, Account.name))]

    def account(self, name: str) -> AccountRow:
        """NotFound where there is none of this name."""
        with self._database.read() as session:
            account = session.scalar(
                select(Account).where(Account.name == name, Account.disabled_at.is_(None))
            )
            if account is None:
                raise NotFound("account-not-found", name=name)
            return _row(account)

    def add_key(self, name: str, scope: str) -> NewKey:
        """A key for a source, a department, or `centre`; kept hashed, so it is shown this once."""
        check_name("name", name, MAX_SHORT_TEXT)
        key = secrets.token_urlsafe(32)
        with self._database.write() as session:
            rules = self._database.rule_book.rules(session)
            is_source = scope in rules.sources
            if not (is_source or scope in rules.departments or scope == WHOLE_CENTRE):
                raise InvalidInput("scope-unknown", field="for", scope=scope)
            self._refuse_known_name(session, rules.centre, name)
            session.add(
                GatewayKey(
                    centre=rules.centre,
                    name=name,
                    key_hash=_hash(key),
                    scope=scope,
                    is_source=is_source,
                    created_at=self._database.clock(),
                )
            )
        return NewKey(name, key)

    def holder(self, key: str) -> KeyHolder:
        """Whose key this is. NotIdentified for one that nobody has, or has any longer."""
        with self._database.read() as session:
            kept = session.scalar(select(GatewayKey).where(GatewayKey.key_hash == _hash(key)))
            if kept is None:
                raise NotIdentified("key-unknown")
            if kept.revoked_at is not None:
                raise NotIdentified("key-revoked", name=kept.name, at=kept.revoked_at)
            return KeyHolder(kept.actor(), kept.viewer(), kept.sources())

    def sources(self) -> frozenset[str]:
        """Every origin of reports that the pack knows."""
        with self._database.read() as session:
            return self._database.rule_book.rules(session).sources

    def open_sources(self) -> frozenset[str]:
        """What the pack lets residents report without a key."""
        with self._database.read() as session:
            return self._database.rule_book.rules(session).open_sources

    @staticmethod
    def _refuse_known_name(session: Session, centre: str, name: str) -> None:
        """One name is one actor in history: who sits at a desk, holds a key, or is the program."""
        account = session.get(Account, (centre, name))
        key = session.get(GatewayKey, (centre, name))
        if name in RESERVED_NAMES or account or key:
            raise NotNow("account-exists", name=name)


def _area(code: str) -> Select[str]:
    return select(Area.code).where(Area.code == code, Area.until.is_(None))


def _row(account: Account) -> AccountRow:
    return AccountRow(
        name=account.name,
        post=account.post,
        department=account.department,
        area=account.area,
        actor=account.actor(),
        viewer=account.viewer(),
    )


def _hash(key: str) -> str:
    """The keys are 256 random bits: no salt is needed against guessing."""
    return hashlib.sha256(key.encode()).hexdigest()
