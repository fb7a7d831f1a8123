"""Intake: a report becomes a case."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.bulk.case_rows import insert_case
from commandcenter.database.repositories.idempotency import body_digest, keep_request, known_request
from commandcenter.database.repositories.photo_store import store_photos
from commandcenter.database.repositories.references import check_reference, keep_reference
from commandcenter.database.repositories.serials import next_numbers
from commandcenter.errors import InvalidInput
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.photo_cleaning import CleanPhoto, clean_photo
from commandcenter.models.cases.remarks import Remark, remarks_on
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.report import PhotoUpload, Report
from commandcenter.models.cases.tables.photos import Photo
from commandcenter.models.staff.actor import RESIDENT, Actor
from commandcenter.models.work.step_context import StepContext


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a report. `new` is False for a repeated request."""

    number: str
    stage: str
    unit_grid: str | None
    reported_at: datetime
    new: bool
    remarks: tuple[Remark, ...] = ()


class Intake:
    """Receives all reports, whichever way they arrive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def receive(self, report: Report, *, by: Actor, key: str | None = None) -> Receipt:
        """Store a report as a case. The same `key` from the same actor gives the same case again.

        All residents without a gateway key count as one actor, so a phone may change its network.
        Of several photos those that cannot be read are left out, and remarked on. InvalidInput for
        what no centre could work with; NotNow where the key came with another report, or the source
        has reported this reference already.
        """
        now = self._database.clock()
        report = report.tidied()
        believed = report.with_believable_clock(now=now)
        believed.check(now=now)
        photos, unread = _looked_at(report.photos)
        digest = _digest(report, photos, unread)
        with self._database.write() as session:
            kept = known_request(session, by, key, digest)
            if kept is not None:
                known = session.get_one(Case, (kept.centre, kept.number))
                return _receipt(session, known, new=False, left_out=list(unread))
            rules = self._database.rule_book.rules(session)
            if report.source not in rules.sources:
                raise InvalidInput("source-unknown", field="source", source=report.source)
            check_reference(session, report, by)
            report = believed.in_wgs84(of_source=rules.datum_of(report.source))
            on = StepContext(by, self._database.clock(), rules)
            today = on.at.astimezone(rules.zone).date()
            (number,) = next_numbers(session, rules.centre, today, n=1)
            store_photos(session, photos, originals=rules.keep_originals)
            case = Case.report(
                replace(report, external_reference=None) if by == RESIDENT else report,
                centre=rules.centre,
                number=number,
                place=self._place(session, report),
                photos=[photo.sha256 for photo in photos],
                on=on,
            )
            insert_case(session, case)
            if by == RESIDENT:
                keep_reference(session, report, case)
            keep_request(session, by, key, digest, case=case, at=on.at)
            return _receipt(session, case, new=True, left_out=list(unread))

    def _place(self, session: Session, report: Report) -> GridPlace:
        """Outside every cell, or without a point, a case is kept and carries no grid."""
        if report.latitude is None or report.longitude is None:
            return GridPlace(None, None)
        index = self._database.rule_book.grid_index(session)
        cell = index.cell_at(report.latitude, report.longitude)
        return GridPlace(cell.code, cell.community) if cell else GridPlace(None, None)


def _looked_at(
    uploads: Sequence[PhotoUpload],
) -> tuple[list[CleanPhoto], Mapping[int, str]]:
    """The photos that can be read, and the SHA-256 of the files that cannot, by their place from 1.
    InvalidInput where none can be read.
    """
    photos, refusals, unread = [], [], {}
    for ordinal, upload in enumerate(uploads, start=1):
        try:
            photos.append(clean_photo(upload.named(f"photo {ordinal}")))
        except InvalidInput as refusal:
            refusals.append(refusal)
            unread[ordinal] = hashlib.sha256(upload.content).hexdigest()
    if refusals and not photos:
        raise refusals[0]
    return photos, unread


def _digest(report: Report, photos: Sequence[CleanPhoto], unread: Mapping[int, str]) -> str:
    """What makes two requests the same request."""
    reporter = report.reporter
    return body_digest(
        {
            "source": report.source,
            "description": report.description,
            "latitude": report.latitude,
            "longitude": report.longitude,
            "address": report.address,
            "category": report.category,
            "external_reference": report.external_reference,
            "reporter": [reporter.name, reporter.phone] if reporter else None,
            "observed_at": report.observed_at.isoformat() if report.observed_at else None,
            "photos": [photo.sha256 for photo in photos],
            # only where it is said, so that a key of an earlier program finds its report again
            **({"datum": str(report.datum)} if report.datum else {}),
            **({"unread": sorted(unread.items())} if unread else {}),
        }
    )


def _receipt(session: Session, case: Case, *, new: bool, left_out: Sequence[int]) -> Receipt:
    return Receipt(
        case.number,
        str(case.stage),
        case.unit_grid,
        case.reported_at,
        new,
        tuple(remarks_on(case, _cut_off(session, case), left_out)),
    )


def _cut_off(session: Session, case: Case) -> Sequence[str]:
    shown = [photo.sha256 for photo in case.photos]
    if not shown:
        return ()
    mine = (Photo.centre == case.centre) & Photo.sha256.in_(shown)
    return session.scalars(select(Photo.sha256).where(mine, Photo.cut_off)).all()
