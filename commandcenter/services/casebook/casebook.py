"""Cases as screens and callers read them, cut to what the viewer may see."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.repositories.in_force import check_in_force
from commandcenter.database.repositories.known_codes import check_codes
from commandcenter.database.repositories.viewed_centres import in_centres
from commandcenter.errors import InvalidInput, NotFound, NotPermitted
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.cases.rules.report import MAX_SHORT_TEXT, check_name
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.cases.tables.photos import CasePhoto, Photo
from commandcenter.models.cases.viewing import sees, visible_to
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.access_log import IdentityRead, IdentityReadReason
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.casebook.explaining import explained
from commandcenter.services.casebook.parts import absorbed_by
from commandcenter.services.casebook.queries import (
    QUEUE_ORDER,
    ROW,
    batches,
    case_row,
    conditions,
    details,
    from_cases,
    lines,
    near,
    reporters_of,
)
from commandcenter.services.casebook.rows import (
    CaseDetails,
    CaseFilter,
    CaseRow,
    ClockExplanation,
    HistoryLine,
    ReporterRow,
    SoughtWord,
)
from commandcenter.services.casebook.search import means, phone_in, refuse_endless, reported_from


class Casebook:
    """Reading cases. Every method takes the viewer that limits it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(
        self, wanted: CaseFilter, *, viewer: Viewer, limit: int | None = None
    ) -> list[CaseRow]:
        """The cases of a list in the queue's order."""
        with self._reading(viewer) as (session, seen_by):
            query = self._query(session, wanted, seen_by, *ROW).order_by(*QUEUE_ORDER).limit(limit)
            return [case_row(row) for row in session.execute(query)]

    def found(self, words: Sequence[SoughtWord], *, viewer: Viewer, limit: int) -> list[CaseRow]:
        """Cases, ended ones included, that match every word; the newest first.

        If the words are a telephone number and the viewer may see reporters, the cases reported
        from that number are found too; this is recorded like any access to a reporter.
        """
        refuse_endless(" ".join(word.text for word in words))
        fits = and_(true(), *map(means, words))
        phone = phone_in(words) if viewer.personal_data else None
        wanted = or_(fits, reported_from(phone)) if phone else fits
        query = from_cases(*ROW).where(wanted)
        newest = query.order_by(Case.reported_at.desc(), Case.number.desc()).limit(limit)
        with self._reading(viewer) as (session, seen_by):
            rows = [case_row(row) for row in session.execute(visible_to(newest, seen_by))]
            named = self._reported_from(session, phone, rows) if phone else []
        if named:
            self._note_identity_reads(named, viewer)
        return rows

    def rows_of(self, numbers: Sequence[str], *, viewer: Viewer) -> list[CaseRow]:
        """Those of these cases that the viewer may see; in no particular order."""
        with self._reading(viewer) as (session, seen_by):
            found: list[CaseRow] = []
            for batch in batches(numbers):
                query = from_cases(*ROW).where(Case.number.in_(batch))
                found += [case_row(row) for row in session.execute(visible_to(query, seen_by))]
            return found

    def count(self, wanted: CaseFilter, *, viewer: Viewer) -> int:
        """How many cases the list has; the same question as `rows`."""
        with self._reading(viewer) as (session, seen_by):
            return session.scalar(self._query(session, wanted, seen_by, func.count())) or 0

    def counts(self, *, viewer: Viewer) -> dict[Stage, int]:
        """How many cases stand in each stage."""
        with self._reading(viewer) as (session, seen_by):
            query = select(Case.stage, func.count()).group_by(Case.stage)
            return {stage: n for stage, n in session.execute(visible_to(query, seen_by))}

    def case(self, number: str, *, viewer: Viewer) -> CaseDetails:
        """One case in full. Viewers that may see reporters are given them masked: `reporters` shows
        them as they are.

        NotFound also if the viewer may not see it.
        """
        with self._reading(viewer) as (session, seen_by):
            found = details(session, [number], seen_by, reporters_too=True)
        if not found:
            raise NotFound("case-not-found", number=number)
        return found[0]

    def reporters(self, number: str, *, viewer: Viewer, reason: str) -> tuple[ReporterRow, ...]:
        """The reporters of a case and of those merged into it, as they are; the access log keeps
        who was shown them, and the reason.

        NotPermitted for viewers that may not see reporters, InvalidInput without a reason.
        """
        if not viewer.personal_data:
            raise NotPermitted("reporters-not-shown")
        why = " ".join(reason.split())
        if not why:
            raise InvalidInput("reason-to-read-missing", field="reason")
        check_name("reason", why, MAX_SHORT_TEXT)
        with self._reading(viewer) as (session, seen_by):
            found = details(session, [number], seen_by)
            if not found:
                raise NotFound("case-not-found", number=number)
            numbers = [number, *found[0].absorbed]
            shown = reporters_of(session, numbers, seen_by)
        if shown:
            self._note_identity_reads(numbers, viewer, why)
        return shown

    def cases(self, wanted: CaseFilter, *, viewer: Viewer) -> Iterator[CaseDetails]:
        """All cases of a list in full, by number; without reporters."""
        with self._reading(viewer) as (session, seen_by):
            numbers = session.scalars(
                self._query(session, wanted, seen_by, Case.number).order_by(Case.number)
            ).all()
        yield from self.cases_of(numbers, viewer=viewer)

    def cases_of(self, numbers: Sequence[str], *, viewer: Viewer) -> Iterator[CaseDetails]:
        """These cases in full, in the given order; without reporters."""
        for batch in batches(numbers):
            with self._reading(viewer) as (session, seen_by):
                found = {case.row.number: case for case in details(session, batch, seen_by)}
            yield from (found[number] for number in batch if number in found)

    def page(
        self, stages: Collection[Stage], *, after: str, viewer: Viewer, limit: int
    ) -> tuple[list[CaseDetails], str | None]:
        """The next cases by number, without reporters, and the `after` of the following page.

        The latter is None if there are no more cases. No stage means all stages.
        """
        wanted = CaseFilter(stages=frozenset(stages))
        with self._reading(viewer) as (session, seen_by):
            query = self._query(session, wanted, seen_by, Case.number)
            following = query.where(Case.number > after).order_by(Case.number).limit(limit + 1)
            numbers = session.scalars(following).all()
            shown = numbers[:limit]
            found = {
                case.row.number: case
                for batch in batches(shown)
                for case in details(session, batch, seen_by)
            }
        cases = [found[number] for number in shown]
        return cases, shown[-1] if len(numbers) > limit else None

    def history(self, number: str, *, viewer: Viewer) -> list[HistoryLine]:
        """The history of a case, oldest first. NotFound if the viewer sees no such case."""
        with self._reading(viewer) as (session, seen_by):
            return list(lines(session, _centre_of(session, number, seen_by), number))

    def explain(
        self, number: str, name: ClockName, ordinal: int, *, viewer: Viewer
    ) -> ClockExplanation:
        """Explains the deadline of a clock. NotFound if the viewer sees no such clock."""
        with self._reading(viewer) as (session, seen_by):
            centre = _centre_of(session, number, seen_by)
            rules = self._database.rule_book.rules(session, centre)
            return explained(session, number, name, ordinal, rules)

    def photo(self, number: str, sha256: str, *, viewer: Viewer) -> bytes:
        """The bytes of a photo of this case, or of one that was merged into it.

        NotFound also if the viewer may not see it.
        """
        with self._reading(viewer) as (session, seen_by):
            seen = visible_to(select(Case.number).where(Case.number == number), seen_by)
            centres = seen_by.centres or frozenset()
            with_merged = [number, *absorbed_by(session, [number], centres).get(number, ())]
            carried = (
                select(Photo.content)
                .join(
                    CasePhoto,
                    (CasePhoto.centre == Photo.centre) & (CasePhoto.sha256 == Photo.sha256),
                )
                .where(
                    CasePhoto.centre.in_(centres),
                    CasePhoto.number.in_(with_merged),
                    Photo.sha256 == sha256,
                    seen.exists(),
                )
                .limit(1)  # the same picture may come with several steps
            )
            content = session.scalar(carried)
        if content is None:
            raise NotFound("photo-not-found")
        return content

    def similar(
        self, number: str, *, viewer: Viewer, metres: float, seconds: float
    ) -> list[CaseRow]:
        """Cases close in place and time, of the same category if known: possible duplicates."""
        with self._reading(viewer) as (session, seen_by):
            seen = select(Case).where(Case.number == number)
            case = session.scalar(visible_to(seen, seen_by))
            if case is None or case.latitude is None or case.longitude is None:
                return []
            either_way = timedelta(seconds=seconds)
            of_kind = true() if case.category is None else Case.category == case.category
            nearby = from_cases(*ROW).where(
                Case.centre == case.centre,
                of_kind,
                Case.number != number,
                Case.reported_at.between(
                    case.reported_at - either_way, case.reported_at + either_way
                ),
                near(case.latitude, case.longitude, metres),
            )
            latest_first = nearby.order_by(Case.reported_at.desc(), Case.number)
            return [case_row(row) for row in session.execute(visible_to(latest_first, seen_by))]

    @contextmanager
    def _reading(self, viewer: Viewer) -> Iterator[tuple[Session, Viewer]]:
        """A session, and the viewer with the centres that it means."""
        with self._database.read() as session:
            check_in_force(session, viewer)
            yield session, in_centres(session, viewer)

    def _query(
        self, session: Session, wanted: CaseFilter, viewer: Viewer, *columns: object
    ) -> Select[Any]:
        check_codes(
            session,
            self._database.rule_book.settings(session),
            area=wanted.area,
            department=wanted.department,
            category=wanted.category,
        )
        wished = conditions(wanted, self._database.clock())
        return from_cases(*columns).where(sees(viewer), *wished)

    @staticmethod
    def _reported_from(session: Session, phone: str, rows: Sequence[CaseRow]) -> list[str]:
        among = Case.number.in_([row.number for row in rows])
        query = select(Case.number).where(Case.centre == THIS_CENTRE, among, reported_from(phone))
        return list(session.scalars(query))

    def _note_identity_reads(
        self, numbers: Sequence[str], viewer: Viewer, reason: str | None = None
    ) -> None:
        """A line for each case whose reporters were shown."""
        with self._database.write() as session:
            centre = self._database.rule_book.rules(session).centre
            for number in numbers:
                read: dict[str, Any] = {
                    "centre": centre,
                    "number": number,
                    "reader": viewer.name,
                    "read_at": self._database.clock(),
                }
                session.merge(IdentityRead(**read))  # two looks in one moment are one line
                if reason is not None:
                    session.merge(IdentityReadReason(**read, reason=reason))


def _centre_of(session: Session, number: str, viewer: Viewer) -> str:
    """The centre of a case. NotFound if the viewer sees no such case."""
    centre = session.scalar(visible_to(select(Case.centre).where(Case.number == number), viewer))
    if centre is None:
        raise NotFound("case-not-found", number=number)
    return centre
