"""Which cases were merged into which, and which case continues."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.errors import NotNow
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.lifecycle import LIFE
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.centre import THIS_CENTRE


def absorbed(session: Session, number: str) -> Sequence[Case]:
    """The cases that were merged directly into this one."""
    into_this = (Case.centre == THIS_CENTRE) & (Case.merged_into == number)
    return session.scalars(select(Case).where(into_this).order_by(Case.number)).all()


def check_merged(session: Session, case: Case, step: Step) -> None:
    """NotNow, naming the case that continues, for a step on a merged case."""
    if case.stage is Stage.MERGED and (case.stage, step) not in LIFE:
        into = _goes_on(session, case)
        raise NotNow("step-on-merged", number=case.number, into=into.number, stage=into.stage)


def check_target(session: Session, case: Case, other: Case) -> None:
    """NotNow, naming the case that continues, for a merger into a merged case."""
    into = _goes_on(session, other)
    if into is case and other is not case:
        raise NotNow("merge-in-a-circle", field="into", into=other.number, number=case.number)
    if into is not other:
        words = {"other": other.number, "into": into.number, "stage": into.stage}
        raise NotNow("merge-into-merged", field="into", **words)


def _goes_on(session: Session, case: Case) -> Case:
    """The case that a merged one has become part of, through as many mergers as there were."""
    while case.merged_into is not None:
        case = session.get_one(Case, (case.centre, case.merged_into))
    return case
