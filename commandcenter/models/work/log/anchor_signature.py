"""Signatures of anchors (Ed25519): who has the database's password, but not this key, cannot write
another history up to the last signed day."""

import base64
import binascii
import hashlib
from datetime import date, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Base
from commandcenter.models.work.log.anchor import Anchor

_SHOWN = 16


class AnchorSignature(Base):
    """A signature under the anchor of a day; Base64. Several keys may sign the same day."""

    __tablename__ = "anchor_signatures"

    centre: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(primary_key=True)
    signature: Mapped[str]
    signed_at: Mapped[datetime]


def key_id(key: Ed25519PublicKey) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of the public key."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:_SHOWN]


def signed(anchor: Anchor, key: Ed25519PrivateKey, *, at: datetime) -> AnchorSignature:
    """The signature of a key under an anchor."""
    return AnchorSignature(
        centre=anchor.centre,
        day=anchor.day,
        key_id=key_id(key.public_key()),
        signature=base64.b64encode(key.sign(_statement(anchor))).decode(),
        signed_at=at,
    )


def is_signed(anchor: Anchor, signature: str, key: Ed25519PublicKey) -> bool:
    """Whether a signature is this key's under this anchor."""
    try:
        key.verify(base64.b64decode(signature, validate=True), _statement(anchor))
    except (InvalidSignature, binascii.Error):
        return False
    return True


def _statement(anchor: Anchor) -> bytes:
    """Everything that the anchor says, but when it was made."""
    said = (
        "commandcenter anchor 1",
        anchor.centre,
        anchor.day.isoformat(),
        str(anchor.first_sequence),
        str(anchor.last_sequence),
        anchor.previous_hash,
        anchor.hash,
    )
    return "\x1f".join(said).encode()
