"""What differs between installations; frozen, read once."""

import socket
from pathlib import Path

import platformdirs
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_database_url() -> str:
    """A SQLite file in the user's data folder."""
    return f"sqlite:///{data_folder() / 'center.sqlite3'}"


def data_folder() -> Path:
    """Where this user's files of the program lie."""
    return Path(platformdirs.user_data_dir("commandcenter", appauthor=False))


def place_on_machine(file: Path) -> str:
    """The file's name with that of this machine, to distinguish the files of several machines."""
    return f"{socket.gethostname()}:{file.resolve()}"


class Settings(BaseSettings):
    """Read from the environment (`COMMANDCENTER_…`); command line options go before it."""

    model_config = SettingsConfigDict(env_prefix="COMMANDCENTER_", frozen=True)

    database: str = ""
    lang: str = "zh"
    overlay: Path | None = None
    #: A file of mode 0600 whose first line is the password of the account that acts.
    password_file: Path | None = None
    #: The private key with which the jobs sign the daily anchors, and the public key with which
    #: `verify-log` checks them, where that is not the one beside it (`.pub`).
    signing_key_file: Path | None = None
    signing_public_key_file: Path | None = None
    #: Addresses and networks, separated by commas, whose statement of where a request comes from
    #: (`X-Forwarded-For`) the gateway trusts; none unless set.
    trusted_proxies: str = ""
    #: Where the jobs keep their backups; unset, beside a SQLite file.
    backup_folder: Path | None = None
    #: The key file with which backups are encrypted and restored; unset, they are plain.
    backup_key_file: Path | None = None

    def public_key_file(self) -> Path | None:
        """The public key that the anchors are checked with, if one is set."""
        if self.signing_public_key_file or self.signing_key_file is None:
            return self.signing_public_key_file
        return self.signing_key_file.with_name(f"{self.signing_key_file.name}.pub")

    def database_url(self) -> str:
        """The address of the database, the default one where none is set."""
        return self.database or default_database_url()
