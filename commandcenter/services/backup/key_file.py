"""The key file of encrypted backups, in the form of age (https://age-encryption.org/v1).

A line is a secret key (`AGE-SECRET-KEY-1…`), which makes and restores backups, or a public one
(`age1…`), which only makes them; lines that begin with `#` are comments.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import pyrage
from pyrage import x25519

from commandcenter.errors import InvalidInput, NotNow
from commandcenter.private_files import PRIVATE_FILE, make_private_folder

_SECRET, _PUBLIC = "AGE-SECRET-KEY-", "age1"
_MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Keys:
    """The keys of a file; `file` names it in refusals."""

    file: Path
    identities: tuple[x25519.Identity, ...]
    recipients: tuple[x25519.Recipient, ...]


def read_keys(file: Path) -> Keys:
    """InvalidInput for a file that cannot be read, or holds no key."""
    try:
        with file.open("rb") as opened:
            lines = opened.read(_MOST_BYTES).decode("utf-8", "replace").splitlines()
    except OSError as error:
        raise InvalidInput("file-unreadable", file=file, reason=error.strerror) from None
    lines = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        identities = [x25519.Identity.from_str(x) for x in lines if x.startswith(_SECRET)]
        recipients = [x25519.Recipient.from_str(x) for x in lines if x.startswith(_PUBLIC)]
    except (pyrage.IdentityError, pyrage.RecipientError):
        raise InvalidInput("key-file-unreadable", file=file) from None
    if not lines or len(lines) != len(identities) + len(recipients):
        raise InvalidInput("key-file-unreadable", file=file)
    recipients += [identity.to_public() for identity in identities]
    return Keys(file, tuple(identities), tuple(recipients))


def make_key_file(file: Path) -> str:
    """Write a new secret key, which only the owner can read; returns its public key.

    NotNow where a file is already there: backups that need its key would be lost.
    """
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        make_private_folder(file.parent)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        raise NotNow("key-file-there", file=file) from None
    except OSError as error:
        raise InvalidInput("file-unwritable", file=file, reason=error.strerror) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(f"# public key: {public}\n{identity}\n")
        out.flush()
        os.fsync(out.fileno())
    return public
