"""Accounts for the desk and keys for the gateway: who they belong to and what they may do."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.repositories.accounts import account_named
from commandcenter.database.repositories.in_force import refuse_disabled
from commandcenter.errors import InvalidInput, NotFound, NotIdentified, NotNow
from commandcenter.models.cases.rules.report import MAX_SHORT_TEXT, check_name
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.city.content import Area
from commandcenter.models.city.posts import Posts
from commandcenter.models.staff.access_log import CommandLineUse, IdentityRead, IdentityReadReason
from commandcenter.models.staff.account import WHOLE_CENTRE, Account, GatewayKey
from commandcenter.models.staff.actor import RESERVED_NAMES, Actor
from commandcenter.models.staff.viewer import Viewer

# Asked at every request, so they are put together once.
_KEY = select(GatewayKey).where(GatewayKey.key_hash == bindparam("key_hash"))
_PARTNERS = select(GatewayKey.name).where(
    GatewayKey.centre == THIS_CENTRE, GatewayKey.scope == WHOLE_CENTRE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account as a screen knows it: what it may do and what it may see. `steps`: those of its
    post."""

    name: str
    post: str
    department: str | None
    area: str | None
    steps: frozenset[str]
    actor: Actor
    viewer: Viewer
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key without its secret. `scope`: what it may be used for; `made_at`: when its secret was
    made."""

    name: str
    scope: str
    made_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A use of the command line: the user as the operating system names it, and the command."""

    system_user: str
    command: str
    number: str | None = None


@dataclass(frozen=True, slots=True)
class IdentityReadRow:
    """A line of the access log: who was shown the reporters of a case. `reason`: None where the
    case was found by a telephone number, empty where it was erased with the reporters."""

    number: str
    reader: str
    read_at: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The holder of a gateway key. `sources`: those it may report as; None = any."""

    actor: Actor
    viewer: Viewer
    sources: frozenset[str] | None

    def may_report(self, source: str) -> bool:
        return self.sources is None or source in self.sources


@dataclass(frozen=True, slots=True)
class NewKey:
    """A new key with its secret, which is shown only once."""

    name: str
    key: str


class Access:
    """Accounts and keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_account(
        self, name: str, post: str, *, department: str | None = None, area: str | None = None
    ) -> AccountRow:
        """Create an account at a post of the pack. InvalidInput for unknown codes, or where a
        department is missing."""
        check_name("name", name, MAX_SHORT_TEXT)
        with self._database.write() as session:
            rules = self._database.rule_book.rules(session)
            if post not in rules.posts:
                known = ", ".join(rules.posts.ids())
                raise InvalidInput("post-unknown", field="post", post=post, known=known)
            if rules.posts[post].needs_department != (department is not None):
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
            return _row(account, rules.posts)

    def accounts(self) -> list[AccountRow]:
        """All enabled accounts, by post and name."""
        return [row for row in self.all_accounts() if row.disabled_at is None]

    def all_accounts(self) -> list[AccountRow]:
        """All accounts, enabled and disabled."""
        with self._database.read() as session:
            posts = self._posts(session)
            query = select(Account).where(Account.centre == THIS_CENTRE)
            accounts = session.scalars(query.order_by(Account.post, Account.name))
            return [_row(account, posts) for account in accounts]

    def account(self, name: str) -> AccountRow:
        """The account with this name. NotFound if there is none, NotPermitted if it is disabled."""
        with self._database.read() as session:
            account = account_named(session, name)
            refuse_disabled(account)
            return _row(account, self._posts(session))

    def act_as(self, name: str, line: CommandLine) -> AccountRow:
        """The account, for use from the command line; the access log records who used it.

        NotFound and NotPermitted as `account`.
        """
        with self._database.write() as session:
            account = account_named(session, name)
            refuse_disabled(account)
            session.add(
                CommandLineUse(
                    centre=account.centre,
                    ordinal=_next_use(session),
                    account=name,
                    system_user=line.system_user,
                    command=line.command,
                    number=line.number,
                    used_at=self._database.clock(),
                )
            )
            return _row(account, self._posts(session))

    def identity_reads(self, number: str | None = None) -> list[IdentityReadRow]:
        """Who was shown the reporters of a case, or of any, the newest first."""
        read, why = IdentityRead, IdentityReadReason
        keys = ("centre", "number", "reader", "read_at")
        same = and_(*(getattr(read, key) == getattr(why, key) for key in keys))
        query = select(read.number, read.reader, read.read_at, why.reason).outerjoin(why, same)
        query = query.where(read.centre == THIS_CENTRE)
        if number is not None:
            query = query.where(read.number == number)
        newest = query.order_by(read.read_at.desc(), read.number, read.reader)
        with self._database.read() as session:
            return [IdentityReadRow(*row) for row in session.execute(newest)]

    def disable_account(self, name: str) -> AccountRow:
        """Disable an account at once, also where it is in use at this moment."""
        with self._database.write() as session:
            account = account_named(session, name)
            account.disabled_at = account.disabled_at or self._database.clock()
            return _row(account, self._posts(session))

    def enable_account(self, name: str) -> AccountRow:
        """Enable a disabled account."""
        with self._database.write() as session:
            account = account_named(session, name)
            account.disabled_at = None
            return _row(account, self._posts(session))

    def add_key(self, name: str, scope: str) -> NewKey:
        """Create a key for a source, a department, or `centre`. Only its hash is stored, so the key
        is shown only once."""
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

    def all_keys(self) -> list[KeyRow]:
        """All keys, revoked ones included, by name and without their secrets."""
        with self._database.read() as session:
            query = select(GatewayKey).where(GatewayKey.centre == THIS_CENTRE)
            return [_key_row(key) for key in session.scalars(query.order_by(GatewayKey.name))]

    def revoke_key(self, name: str) -> KeyRow:
        """Revoke a key at once. NotFound if there is no key of this name."""
        with self._database.write() as session:
            key = _key(session, name)
            key.revoked_at = key.revoked_at or self._database.clock()
            return _key_row(key)

    def rotate_key(self, name: str) -> NewKey:
        """Replace the secret of a key; the old one stops working. The new one is shown only once.

        NotNow for a key that was revoked.
        """
        secret = secrets.token_urlsafe(32)
        with self._database.write() as session:
            key = _key(session, name)
            if key.revoked_at is not None:
                raise NotNow("key-revoked", name=name, at=key.revoked_at)
            key.key_hash, key.created_at = _hash(secret), self._database.clock()
        return NewKey(name, secret)

    def holder(self, key: str) -> KeyHolder:
        """The holder of a key. NotIdentified if the key is unknown or no longer valid."""
        with self._database.read() as session:
            kept = session.scalar(_KEY, {"key_hash": _hash(key)})
            if kept is None:
                raise NotIdentified("key-unknown")
            if kept.revoked_at is not None:
                raise NotIdentified("key-revoked", name=kept.name, at=kept.revoked_at)
            rules = self._database.rule_book.rules(session)
            actor = replace(kept.actor(rules), same_as=_partners(session, kept))
            return KeyHolder(actor, kept.viewer(rules), kept.sources(rules))

    def sources(self) -> frozenset[str]:
        """All sources of reports in the pack."""
        with self._database.read() as session:
            return frozenset(self._database.rule_book.rules(session).sources)

    def open_sources(self) -> frozenset[str]:
        """The sources that residents may use without a key."""
        with self._database.read() as session:
            return self._database.rule_book.rules(session).open_sources

    def _posts(self, session: Session) -> Posts:
        return self._database.rule_book.rules(session).posts

    @staticmethod
    def _refuse_known_name(session: Session, centre: str, name: str) -> None:
        """Refuse a name that is taken: in history, one name is one account, key, or the program."""
        account = session.get(Account, (centre, name))
        key = session.get(GatewayKey, (centre, name))
        if name in RESERVED_NAMES or account or key:
            raise NotNow("account-exists", name=name)


def _area(code: str) -> Select[str]:
    return select(Area.code).where(Area.code == code, Area.until.is_(None))


def _key(session: Session, name: str) -> GatewayKey:
    this = (GatewayKey.centre == THIS_CENTRE) & (GatewayKey.name == name)
    key = session.scalar(select(GatewayKey).where(this))
    if key is None:
        raise NotFound("key-not-found", name=name)
    return key


def _partners(session: Session, key: GatewayKey) -> frozenset[str]:
    """All keys for the centre, past ones too: two of them are still one actor."""
    if key.scope != WHOLE_CENTRE:
        return frozenset()
    return frozenset(session.scalars(_PARTNERS))


def _next_use(session: Session) -> int:
    last = select(func.max(CommandLineUse.ordinal)).where(CommandLineUse.centre == THIS_CENTRE)
    return (session.scalar(last) or 0) + 1


def _key_row(key: GatewayKey) -> KeyRow:
    return KeyRow(key.name, key.scope, key.created_at, key.revoked_at)


def _row(account: Account, posts: Posts) -> AccountRow:
    post = posts[account.post]
    return AccountRow(
        name=account.name,
        post=account.post,
        department=account.department,
        area=account.area,
        steps=post.steps,
        actor=account.actor(post),
        viewer=account.viewer(post),
        disabled_at=account.disabled_at,
    )


def _hash(key: str) -> str:
    """The hash of a key. Keys are 256 random bits, so no salt is needed against guessing."""
    return hashlib.sha256(key.encode()).hexdigest()
