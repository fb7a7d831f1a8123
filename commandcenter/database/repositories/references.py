"""References of reports in other systems; each can be reported only once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.errors import NotNow
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.tables.reporter import ResidentReference
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.actor import RESIDENT, Actor


def check_reference(session: Session, report: Report, by: Actor) -> None:
    """NotNow where the source has reported this reference already.

    A reference that came without a key does not block one from the source itself.
    """
    if report.external_reference is None:
        return
    number = _of_source(session, report)
    if number is None and by == RESIDENT:
        number = _of_resident(session, report)
    if number is not None:
        raise NotNow(
            "reference-known",
            field="external_reference",
            reference=report.external_reference,
            number=number,
        )


def keep_reference(session: Session, report: Report, case: Case) -> None:
    """Store a reference that came without a key; does nothing if there is none."""
    if report.external_reference is not None:
        session.add(
            ResidentReference(
                centre=case.centre,
                number=case.number,
                source=report.source,
                reference=report.external_reference,
            )
        )


def _of_source(session: Session, report: Report) -> str | None:
    return session.scalar(
        select(Case.number).where(
            Case.centre == THIS_CENTRE,
            Case.source == report.source,
            Case.external_reference == report.external_reference,
        )
    )


def _of_resident(session: Session, report: Report) -> str | None:
    return session.scalar(
        select(ResidentReference.number).where(
            ResidentReference.centre == THIS_CENTRE,
            ResidentReference.source == report.source,
            ResidentReference.reference == report.external_reference,
        )
    )
