"""Whether an account may still be used; checked at every read and step of a desk."""

from datetime import datetime

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from commandcenter.errors import NotPermitted
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.account import Account
from commandcenter.models.staff.viewer import Viewer

_ACCOUNTS: Table = Account.metadata.tables[Account.__tablename__]
# Asked before every read and step of a desk, so it is put together once.
_DISABLED_AT = select(_ACCOUNTS.c.disabled_at).where(
    _ACCOUNTS.c.centre == THIS_CENTRE, _ACCOUNTS.c.name == bindparam("name")
)


def check_in_force(session: Session, viewer: Viewer) -> None:
    """NotPermitted for an account that was disabled after somebody had sat down with it."""
    if viewer.of_account:
        found = session.connection().execute(_DISABLED_AT, {"name": viewer.name})
        _refuse_since(found.scalar(), viewer.name)


def refuse_disabled(account: Account | None) -> None:
    """NotPermitted, with the moment, for an account that is disabled."""
    if account is not None:
        _refuse_since(account.disabled_at, account.name)


def _refuse_since(disabled_at: datetime | None, name: str) -> None:
    if disabled_at is not None:
        raise NotPermitted("account-disabled", name=name, at=disabled_at)
