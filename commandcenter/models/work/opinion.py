"""Opinions as rows: the notes that people write with steps."""

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.work.log.event_log import salted_digest
from commandcenter.models.work.record import RecordColumns


class OpinionColumns(RecordColumns):
    """The opinion table of a subject: `version` is that of the log entry, which holds only a
    digest. Free text, so it can be erased."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    salt: Mapped[str]

    def digest(self) -> str:
        return salted_digest(self.text, self.salt)
