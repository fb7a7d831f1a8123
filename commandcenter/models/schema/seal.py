"""Seals: for each write transaction, proof of where the log ended and of rows outside the log.

The log tells of cases. Of what it does not tell (accounts, rules, pictures, keys, who read an
identity) a seal holds a digest a row, as it was written; seals are chained as the log is.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Float
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base
from commandcenter.models.cases.tables.photos import Photo, PhotoOriginal
from commandcenter.models.cases.tables.reporter import ResidentReference
from commandcenter.models.city.calendar_override import CalendarOverride
from commandcenter.models.city.centre import Centre, PackVersion
from commandcenter.models.city.content import (
    Area,
    CalendarVersion,
    Category,
    Department,
    FilingCondition,
    PatrolArea,
    Road,
    UnitGrid,
)
from commandcenter.models.moments import moment_text
from commandcenter.models.staff.access_log import CommandLineUse, IdentityRead, IdentityReadReason
from commandcenter.models.staff.account import Account, GatewayKey
from commandcenter.models.staff.credential import Credential, SignInEvent
from commandcenter.models.staff.idempotency import IdempotencyKey
from commandcenter.models.work.log.anchor import Anchor
from commandcenter.models.work.log.anchor_signature import AnchorSignature
from commandcenter.models.work.log.event_log import canonical

#: What a seal says of a row that the program itself removed or emptied.
REMOVED = ""
#: Stands in a seal in place of a table, for the lists of anchors outside the database.
ANCHOR_FILES = "anchor_files"
#: The tables of which every row is sealed.
SEALED: tuple[type[Base], ...] = (
    Centre,
    PackVersion,
    Area,
    UnitGrid,
    Road,
    Category,
    FilingCondition,
    Department,
    PatrolArea,
    CalendarVersion,
    CalendarOverride,
    Account,
    GatewayKey,
    IdempotencyKey,
    IdentityRead,
    IdentityReadReason,
    CommandLineUse,
    Credential,
    SignInEvent,
    ResidentReference,
    Photo,
    PhotoOriginal,
    Anchor,
    AnchorSignature,
)
#: Their keys hold what is to be forgotten: a seal has only a digest of them.
_HIDDEN_KEYS = frozenset({IdempotencyKey.__tablename__})
#: A picture's key is its digest already. From that of a request a person's name and telephone
#: could be guessed, and it is emptied with them: nothing may be left to try the guess against.
UNSEALED = frozenset({"content", "body_digest"})
#: Columns that are no part of a row's digest. A district is home in its own database, and not in
#: the city's; the centre of a photo came after the first photos were sealed, and is part of the
#: seal that holds its digest.
_NOT_CONTENT = frozenset(
    {
        (Centre.__tablename__, "is_home"),
        (Photo.__tablename__, "centre"),
        (PhotoOriginal.__tablename__, "centre"),
    }
)

#: Table and key of a row.
RowKey = tuple[str, str]


class Seal(Base):
    """One link. `document` is canonical JSON: `log`, the last sequence and hash of the log;
    `rows`, by table and key the digest of each row that was written."""

    __tablename__ = "seals"

    centre: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    recorded_at: Mapped[datetime]
    document: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]


def seal_hash(previous: str, centre: str, sequence: int, recorded_at: str, document: str) -> str:
    """SHA-256 over the seal and the hash before it; the moment as the log writes it."""
    line = f"{previous}\x1f{centre}\x1f{sequence}\x1f{recorded_at}\x1f{document}"
    return hashlib.sha256(line.encode()).hexdigest()


def row_key(mapped: type[Base], row: Mapping[str, object]) -> RowKey:
    """The key of a row in seals, without the centre, which is the same in all rows."""
    table = mapped.__table__
    parts = [str(_plain(row[c.key])) for c in table.primary_key if c.key != "centre"]
    key = "/".join(parts)
    if mapped.__tablename__ in _HIDDEN_KEYS:
        key = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
    return mapped.__tablename__, key


def row_digest(mapped: type[Base], row: Mapping[str, Any]) -> str:
    """The SHA-256 of a row's contents, the same for a row from the program and from the database.

    Columns that say nothing, or no, are left out, so that a later version may add some.
    """
    content = {
        column.key: float(value) if _is_float(column, value) else _plain(value)
        for column in mapped.__table__.columns
        if column.key not in UNSEALED
        and (mapped.__tablename__, column.key) not in _NOT_CONTENT
        and (value := row[column.key]) is not None
        and not (isinstance(column.type, Boolean) and not value)
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _is_float(column: Any, value: object) -> bool:
    return isinstance(column.type, Float) and isinstance(value, int | float)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, bool):
        return int(value)
    return str(value) if isinstance(value, StrEnum) else value
