"""Backups of the open database."""

from pathlib import Path

from commandcenter.database import Database
from commandcenter.services.backup.key_file import read_keys
from commandcenter.services.backup.making import Made, make_backup
from commandcenter.services.backup.moving import Moved, Progress, move_centre


class Backup:
    """Makes backups while the centre is at work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, place: Path, *, anchor_file: Path, key_file: Path | None = None) -> Made:
        """Back up the database into a new file, or into the folder `place`.

        Encrypted if there is a key file. InvalidInput for a key file that cannot be read or a
        place that cannot be written to, NotNow for a place that is a database.
        """
        keys = read_keys(key_file) if key_file else None
        return make_backup(self._database, place, anchor_file=anchor_file, keys=keys)

    def move(self, address: str, progress: Progress) -> Moved:
        """Copy the centre to the database at an address; see `move_centre`."""
        return move_centre(self._database, address, progress)
