"""Signs the daily anchors with a key that lies outside the database."""

import os
from datetime import date
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.work.log.anchor import Anchor, anchor_hash
from commandcenter.models.work.log.anchor_signature import (
    AnchorSignature,
    is_signed,
    key_id,
    signed,
)
from commandcenter.models.work.log.event_log import GENESIS, EventLogEntry
from commandcenter.private_files import OTHERS, PRIVATE_FILE, make_private_folder

_MOST_BYTES = 16 * 1024


class Signing:
    """Signs anchors, but only such as follow from what it signed before."""

    def __init__(self, database: Database, key_file: Path | None = None) -> None:
        """`key_file`: the private key that `sign_due` signs with."""
        self._database = database
        self._key_file = key_file

    def sign_due(self) -> list[date]:
        """Sign what the jobs have anchored since; does nothing without a key file."""
        return self.sign_anchors(read_signing_key(self._key_file)) if self._key_file else []

    def sign_anchors(self, key: Ed25519PrivateKey) -> list[date]:
        """Sign the anchors after the last one that this key signed; returns their days.

        At the first time all anchors are signed: verify the log before. NotNow where a signature
        that was there is missing or wrong, or where an anchor does not follow from the log: what
        somebody else wrote into the database is not signed.
        """
        with self._database.read() as session:
            new = _unsigned(session, key.public_key())
            for anchor in new:
                _check(session, anchor)
        if not new:
            return []
        with self._database.write() as session:
            session.add_all(signed(it, key, at=self._database.real_clock()) for it in new)
        return [anchor.day for anchor in new]


def _unsigned(session: Session, key: Ed25519PublicKey) -> list[Anchor]:
    anchors = session.scalars(
        select(Anchor).where(Anchor.centre == THIS_CENTRE).order_by(Anchor.day)
    ).all()
    session.expunge_all()
    query = select(AnchorSignature.day, AnchorSignature.signature).where(
        AnchorSignature.centre == THIS_CENTRE, AnchorSignature.key_id == key_id(key)
    )
    signatures = {day: signature for day, signature in session.execute(query)}
    new: list[Anchor] = []
    previous = GENESIS
    for anchor in anchors:
        signature = signatures.pop(anchor.day, None)
        is_right = signature is not None and is_signed(anchor, signature, key)
        if anchor.previous_hash != previous or (signature and not is_right) or (new and signature):
            raise NotNow("anchor-signatures-broken", day=anchor.day)
        if not is_right:
            new.append(anchor)
        previous = anchor.hash
    if signatures:
        raise NotNow("anchor-signatures-broken", day=min(signatures))
    return new


def _check(session: Session, anchor: Anchor) -> None:
    """NotNow for an anchor that is not the hash of its day."""
    hashes = session.scalars(
        select(EventLogEntry.hash)
        .where(
            EventLogEntry.centre == anchor.centre,
            EventLogEntry.sequence.between(anchor.first_sequence, anchor.last_sequence),
        )
        .order_by(EventLogEntry.sequence)
    )
    if anchor_hash(anchor.previous_hash, anchor.day, hashes) != anchor.hash:
        raise NotNow("anchor-signatures-broken", day=anchor.day)


def make_signing_key(file: Path) -> str:
    """Write a new private key, which only its owner can read, and its public key beside it
    (`.pub`); returns the id of the key. NotNow where a file is already there."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    _write_new(file, private)
    _write_new(public_part(file), public)
    return key_id(key.public_key())


def public_part(file: Path) -> Path:
    """Where the public key lies that belongs to a private one."""
    return file.with_name(f"{file.name}.pub")


def read_signing_key(file: Path) -> Ed25519PrivateKey:
    """InvalidInput for a file that others may read, or that holds no private key."""
    content = _read(file)
    if os.name == "posix" and file.stat().st_mode & OTHERS:
        raise InvalidInput("signing-key-open", file=file)
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InvalidInput("signing-key-unreadable", file=file) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidInput("signing-key-unreadable", file=file)
    return key


def read_public_key(file: Path) -> Ed25519PublicKey:
    """InvalidInput for a file that holds no public key."""
    try:
        key = serialization.load_pem_public_key(_read(file))
    except (ValueError, UnsupportedAlgorithm):
        raise InvalidInput("signing-key-unreadable", file=file) from None
    if not isinstance(key, Ed25519PublicKey):
        raise InvalidInput("signing-key-unreadable", file=file)
    return key


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES)
    except OSError as error:
        raise InvalidInput("file-unreadable", file=file, reason=error.strerror) from None


def _write_new(file: Path, content: bytes) -> None:
    try:
        make_private_folder(file.parent)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        raise NotNow("key-file-there", file=file) from None
    except OSError as error:
        raise InvalidInput("file-unwritable", file=file, reason=error.strerror) from None
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
