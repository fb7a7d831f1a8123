"""Where a command gets passwords from: a terminal, a file, the keyring; never an argument."""

import os
import stat
import sys
from pathlib import Path

import typer

from commandcenter.commands.shared.options import Options
from commandcenter.errors import InvalidInput, NotFound, NotIdentified
from commandcenter.models.staff.password import ADVISED, SHORTEST

#: Under which name, and the account's, the keyring holds passwords.
KEYRING_SERVICE = "commandcenter"


def password_of(account: str, options: Options) -> str:
    """The password of an account, typed or kept on this machine. NotIdentified if there is none."""
    if options.settings.password_file:
        return read_password(options.settings.password_file)
    if sys.stdin.isatty():
        return _typed(options.words("said-ask-password", name=account))
    kept = _in_keyring(account)
    if kept is None:
        raise NotIdentified("password-needed", name=account)
    return kept


def new_password_for(account: str, options: Options, file: Path | None) -> str | None:
    """A new password, from a file or typed twice; None where nobody can be asked."""
    if file:
        return read_password(file)
    if not sys.stdin.isatty():
        return None
    asked = options.words("said-ask-new-password", name=account, shortest=SHORTEST, advised=ADVISED)
    first = _typed(asked)
    if _typed(options.words("said-ask-again")) != first:
        raise InvalidInput("passwords-differ", field="password")
    return first


def read_password(file: Path) -> str:
    """The first line of a file that nobody else may read."""
    try:
        with file.open(encoding="utf-8") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise InvalidInput("password-file-open", file=file)
            password = opened.readline().rstrip("\r\n")
    except FileNotFoundError:
        raise NotFound("password-file-gone", file=file) from None
    except OSError as error:
        raise InvalidInput("file-unreadable", file=file, reason=error.strerror) from None
    except UnicodeDecodeError:
        raise InvalidInput("password-file-not-text", file=file) from None
    if not password:
        raise InvalidInput("password-file-empty", file=file)
    return password


def _typed(question: str) -> str:
    typed: str = typer.prompt(question, hide_input=True, err=True)
    return typed


def _in_keyring(account: str) -> str | None:
    """None also where this machine has no keyring, or a locked one."""
    import keyring  # slow, and rarely needed
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(KEYRING_SERVICE, account)
    except KeyringError:
        return None
