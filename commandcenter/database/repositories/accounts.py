"""Accounts of the home centre by their names."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.errors import NotFound
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.account import Account


def account_or_none(session: Session, name: str) -> Account | None:
    """The account with this name, enabled or not."""
    this = (Account.centre == THIS_CENTRE) & (Account.name == name)
    return session.scalar(select(Account).where(this))


def account_named(session: Session, name: str) -> Account:
    """The account with this name, enabled or not. NotFound if there is none."""
    account = account_or_none(session, name)
    if account is None:
        raise NotFound("account-not-found", name=name)
    return account
