"""Whether an account may still be used; checked at every read and step of a desk."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.errors import NotPermitted
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.account import Account
from commandcenter.models.staff.viewer import Viewer


def check_in_force(session: Session, viewer: Viewer) -> None:
    """NotPermitted for an account that was disabled after somebody had sat down with it."""
    if viewer.of_account:
        this = (Account.centre == THIS_CENTRE) & (Account.name == viewer.name)
        refuse_disabled(session.scalar(select(Account).where(this)))


def refuse_disabled(account: Account | None) -> None:
    """NotPermitted, with the moment, for an account that is disabled."""
    if account is not None and account.disabled_at is not None:
        raise NotPermitted("account-disabled", name=account.name, at=account.disabled_at)
