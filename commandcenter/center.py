"""CommandCenter: the services wired to one database; everything that a centre does, without a
screen."""

from pathlib import Path
from types import TracebackType
from typing import Self

from commandcenter.clock import Clock
from commandcenter.database import Database
from commandcenter.database.centre_clock import CentreClock
from commandcenter.database.making.migrations import bring_up_to_date
from commandcenter.database.revision import check_current
from commandcenter.database.write_probe import WriteProbe
from commandcenter.errors import Unavailable
from commandcenter.packs.content.pack import CityPack
from commandcenter.services.access import Access
from commandcenter.services.archive import Archive
from commandcenter.services.backup import Backup
from commandcenter.services.board import Board
from commandcenter.services.casebook import Casebook
from commandcenter.services.change_feed import ChangeFeed
from commandcenter.services.city import City
from commandcenter.services.desk import Desk
from commandcenter.services.drafts import Drafts
from commandcenter.services.erasing import Erasing
from commandcenter.services.heartbeats import Heartbeats
from commandcenter.services.housekeeping import Housekeeping
from commandcenter.services.intake import Intake
from commandcenter.services.levels import Levels
from commandcenter.services.log_audit import LogAudit
from commandcenter.services.points_check import PointsCheck
from commandcenter.services.recalculation import Recalculation
from commandcenter.services.replication import Replication
from commandcenter.services.rights import Rights
from commandcenter.services.sign_in import SignIn
from commandcenter.services.signing import Signing
from commandcenter.services.statistics import Statistics
from commandcenter.services.timekeeping import Timekeeping
from commandcenter.services.warnings import Warnings
from commandcenter.settings import data_folder


class CommandCenter:
    """Open it, use its services, close it. Threads may share it."""

    def __init__(
        self,
        address: str,
        *,
        clock: Clock | None = None,
        overlay: Path | None = None,
        signing_key_file: Path | None = None,
    ) -> None:
        """`clock` stands in for the centre's own clock, in tests; `overlay` is a real map;
        `signing_key_file`: what the jobs sign the daily anchors with."""
        self._database = Database(address, clock=clock)
        self._write_probe = WriteProbe(self._database)
        self.city = City(self._database, overlay=overlay)
        self.intake = Intake(self._database)
        self.desk = Desk(self._database)
        self.levels = Levels(self._database)
        self.drafts = Drafts(self._database)
        self.casebook = Casebook(self._database)
        self.change_feed = ChangeFeed(self._database)
        self.statistics = Statistics(self._database)
        self.board = Board(self._database)
        self.access = Access(self._database)
        self.sign_in = SignIn(self._database)
        self.signing = Signing(self._database, signing_key_file)
        self.archive = Archive(self._database)
        self.backup = Backup(self._database)
        self.log_audit = LogAudit(self._database)
        self.points_check = PointsCheck(self._database)
        self.timekeeping = Timekeeping(self._database)
        self.erasing = Erasing(self._database)
        self.housekeeping = Housekeeping(self._database)
        self.heartbeats = Heartbeats(self._database)
        self.recalculation = Recalculation(self._database)
        self.replication = Replication(self._database)
        self.rights = Rights(self._database)
        self.warnings = Warnings(self._database)

    @property
    def address(self) -> str:
        """The address of the database; it never has a password in it."""
        return self._database.url.render_as_string()

    @property
    def clock(self) -> Clock:
        """The centre's time."""
        return self._database.clock

    @property
    def clock_speed(self) -> float | None:
        """How many times as fast as real time the centre's clock runs; None where it is real."""
        clock = self._database.clock
        return clock.speed if isinstance(clock, CentreClock) else None

    def make(self, pack: CityPack) -> int:
        """Make or upgrade the database and install the pack; returns the pack version in force."""
        bring_up_to_date(self._database)
        return self.city.install(pack)

    def upgrade(self) -> None:
        """Bring the tables up to date; the pack stays as it is."""
        bring_up_to_date(self._database)

    def made_for(self) -> str | None:
        """The city of this database, also if it was made by an older program; None if there is none
        yet."""
        if self._database.file and not self._database.file.exists():
            return None
        self.upgrade()
        return self.city.name()

    def check(self) -> None:
        """Unavailable, with the remedy, for a database not made or of another version."""
        self._database.check_place()
        if self._database.file and not self._database.file.exists():
            raise Unavailable("database-not-made")
        with self._database.raw_read() as connection:
            check_current(connection)

    def check_writing(self) -> None:
        """Unavailable, with the reason, if no report could be stored at the moment."""
        self.check()
        self._write_probe.check()

    @property
    def anchor_file(self) -> Path:
        """Where daily anchors are also written, outside the database.

        Beside a SQLite file; for PostgreSQL in this user's data folder, named for the database.
        """
        file = self._database.file
        if file:
            return file.with_suffix(".anchors.txt")
        url = self._database.url
        return data_folder() / f"{url.host or 'local'}-{url.database}.anchors.txt"

    @property
    def backup_folder(self) -> Path | None:
        """Where the jobs keep backups unless a folder is set: beside the file; for PostgreSQL
        nowhere."""
        file = self._database.file
        return file.absolute().parent / "backups" if file else None

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
