"""Erases reporters on request."""

from collections.abc import Collection

from sqlalchemy import Update, delete, or_, select, update
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.repositories.in_force import check_in_force
from commandcenter.database.seals import note_rows
from commandcenter.errors import NotFound, NotPermitted
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.tables.merge import Merge
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.cases.viewing import visible_to
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.schema.seal import REMOVED, row_key
from commandcenter.models.staff.access_log import IdentityReadReason
from commandcenter.models.staff.draft import Draft
from commandcenter.models.staff.idempotency import IdempotencyKey
from commandcenter.models.staff.viewer import Viewer


class Erasing:
    """The erasure of personal data to which people have a legal right."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def erase_reporters(self, number: str, *, viewer: Viewer) -> int:
        """Erase the reporters of a case; returns how many were erased.

        Names and numbers are emptied and so is the salt: nothing is left of which the digest in the
        log could be proof. Unsent drafts may hold the name as well: they go, on this case and on
        every case that it was ever merged with. So may the reasons for which reporters were shown:
        they are emptied, who was shown them and when stays. NotPermitted for viewers that may not
        see reporters.
        """
        if not viewer.personal_data:
            raise NotPermitted("reporters-not-shown")
        with self._database.write() as session:
            check_in_force(session, viewer)
            seen = select(Case.number).where(Case.number == number)
            if session.scalar(visible_to(seen, viewer)) is None:
                raise NotFound("case-not-found", number=number)
            kept = select(Reporter).where(Reporter.centre == THIS_CENTRE, Reporter.salt != "")
            reporters = session.scalars(kept.where(Reporter.number == number)).all()
            for reporter in reporters:
                reporter.name = reporter.phone = None
                reporter.salt = ""
                erased = row_key(Reporter, {"number": number, "ordinal": reporter.ordinal})
                note_rows(session, {erased: REMOVED})
            cases = _merged_with(session, number)
            written_about = Draft.number.in_(cases)
            session.execute(delete(Draft).where(Draft.centre == THIS_CENTRE, written_about))
            session.execute(_forget_digest(number))
            _empty_reasons(session, cases)
            return len(reporters)


def _forget_digest(number: str) -> Update:
    """Empty the digest of the report's request: name and number could be guessed and compared with
    it. The key stays in use, so that the report is not stored twice."""
    brought = (IdempotencyKey.number == number) & (IdempotencyKey.version == 1)
    this = (IdempotencyKey.centre == THIS_CENTRE) & brought
    return update(IdempotencyKey).where(this).values(body_digest="")


def _empty_reasons(session: Session, cases: Collection[str]) -> None:
    """The rows stay, and are sealed as they are now."""
    about = IdentityReadReason.number.in_(cases)
    kept = select(IdentityReadReason).where(IdentityReadReason.centre == THIS_CENTRE, about)
    for row in session.scalars(kept):
        row.reason = ""


def _merged_with(session: Session, number: str) -> set[str]:
    """The case and every case that it was ever merged with: each shows the reporters of all."""
    found, new = {number}, {number}
    while new:
        either = or_(Merge.number.in_(new), Merge.into.in_(new))
        pairs = session.execute(
            select(Merge.number, Merge.into).where(Merge.centre == THIS_CENTRE, either)
        )
        new = {one for pair in pairs for one in pair} - found
        found |= new
    return found
