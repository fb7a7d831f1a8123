"""The desk: every step that a person, a key or the program takes on a case."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from sqlalchemy import Select, bindparam, delete, select
from sqlalchemy.orm import Session

from commandcenter.bugs import logging_bugs
from commandcenter.database import Database
from commandcenter.database.repositories.home_case import find_case
from commandcenter.database.repositories.idempotency import body_digest, keep_request, known_request
from commandcenter.database.repositories.in_force import check_in_force
from commandcenter.database.repositories.last_line import last_line
from commandcenter.database.repositories.mergers import absorbed, check_merged, check_target
from commandcenter.database.repositories.photo_store import store_photos
from commandcenter.database.repositories.serials import next_numbers, numbers_to_come
from commandcenter.database.seals import WritingSession
from commandcenter.errors import InvalidInput, StaleVersion
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.photo_cleaning.step_photos import (
    PhotosByField,
    clean_photos,
    keys_of,
    remarks_on_photos,
)
from commandcenter.models.cases.remarks import Remark
from commandcenter.models.cases.rules.field_declaration import Ask, StepFields, fields_by
from commandcenter.models.cases.rules.field_reading import read_fields
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.lifecycle import rule_of
from commandcenter.models.cases.rules.permission import (
    StepPlace,
    check_may,
    possible_steps,
    steps_of_post,
)
from commandcenter.models.cases.rules.report import PhotoUpload
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.cases.rules.step_fields import (
    CorrectFields,
    MergeFields,
    SplitFields,
)
from commandcenter.models.cases.steps.special_verbs import CorrectedPlace
from commandcenter.models.cases.verbs import VERBS, StepInputs
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.city.posts import Posts
from commandcenter.models.clocks.time_limit import TimeLimit
from commandcenter.models.staff.account import Account, GatewayKey
from commandcenter.models.staff.actor import SYSTEM, Actor
from commandcenter.models.staff.draft import Draft
from commandcenter.models.staff.idempotency import IdempotencyKey
from commandcenter.models.staff.viewer import Viewer
from commandcenter.models.work.step_context import StepContext

#: Dropped after every step. It is no object of a session that would have to be looked for there.
_DRAFTS = Draft.metadata.tables[Draft.__tablename__].c
_DRAFT_SENT = delete(_DRAFTS.centre.table).where(
    *(_DRAFTS[name] == bindparam(name) for name in ("centre", "number", "account", "step"))
)


@dataclass(frozen=True, slots=True)
class Taken:
    """The result of a step: the new state of the case, and remarks for the sender."""

    number: str
    version: int
    stage: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The parts of a case that a correction can change.

    `due_if_dispatched`: the deadline of a filed case if it were dispatched now to the department of
    its filing condition.
    """

    stage: str
    category: str | None
    condition: int | None
    department: str | None
    limits: tuple[TimeLimit, ...]
    due_at: datetime | None
    due_if_dispatched: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A case before a step and as it would stand after it."""

    before: Outcome
    after: Outcome


class Desk:
    """Takes all steps; the life-cycle table says which steps there are and what each needs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(
        self,
        number: str,
        step: Step,
        fields: Mapping[str, object],
        *,
        version: int | None,
        by: Actor,
        viewer: Viewer,
        key: str | None = None,
    ) -> Taken:
        """Take one step. `version`: the version that the actor saw; None = the current one.

        StaleVersion, with actor, time and step, if the case has changed since; NotNow, NotPermitted
        or InvalidInput according to the life-cycle table.
        """
        photos = clean_photos(fields)  # before the queue: decoding takes its time
        remarks = tuple(remarks_on_photos(photos))
        with self._database.write() as session:
            check_in_force(session, viewer)
            digest = _digest(number, step, version, fields) if key else ""
            kept = known_request(session, by, key, digest)
            if kept is not None:
                return _answered(session, kept, remarks)
            case = find_case(session, number, viewer)
            if version is not None and version != case.version:
                raise _stale(session, case, version)
            on = self._context(session, case, by)
            taken = [photo for found in photos.values() for photo in found]
            store_photos(session, taken, originals=on.rules.keep_originals)
            session.add_all(self._apply_step(session, case, step, fields, photos, on, viewer))
            _drop_draft(session, case, step, by)
            keep_request(session, by, key, digest, case=case, at=on.at)
            return Taken(number, case.version, str(case.stage), remarks)

    def preview(
        self,
        number: str,
        step: Step,
        fields: Mapping[str, object],
        *,
        by: Actor,
        viewer: Viewer,
    ) -> Preview:
        """What the step would change; nothing is written. Raises what `take` would raise."""
        with self._database.read() as session:
            check_in_force(session, viewer)
            case = find_case(session, number, viewer)
            on = self._context(session, case, by)
            before = _outcome(case, on)
            self._apply_step(session, case, step, fields, {}, on, viewer)
            after = _outcome(case, on)
            session.expunge_all()
            return Preview(before, after)

    def resume_due(self) -> list[str]:
        """Resume all suspended cases whose suspension has ended, as of its end; returns their
        numbers.

        A case that cannot be resumed does not stop the others.
        """
        with self._database.read() as session:
            waiting = session.execute(
                select(Case.number, Case.suspended_until)
                .where(Case.centre == THIS_CENTRE, Case.suspended_until <= self._database.clock())
                .order_by(Case.suspended_until, Case.number)
            ).all()
        resumed = []
        for number, until in waiting:
            with logging_bugs(f"resuming {number}"):
                if until and self._resume(number, until):
                    resumed.append(number)
        return resumed

    def _resume(self, number: str, until: datetime) -> bool:
        """False if somebody else was faster."""
        with self._database.write() as session:
            case = session.scalar(
                select(Case).where(
                    Case.centre == THIS_CENTRE,
                    Case.number == number,
                    Case.suspended_until == until,
                )
            )
            if case is None:
                return False
            rules = self._database.rule_book.rules(session)
            case.resume(on=StepContext(SYSTEM, max(until, last_line(session, case).at), rules))
            return True

    def _context(self, session: Session, case: Case, by: Actor) -> StepContext:
        """The time of a step: now, but never before the last one, even if the clock was set
        back."""
        rules = self._database.rule_book.rules(session)
        return StepContext(by, max(self._database.clock(), last_line(session, case).at), rules)

    def _apply_step(
        self,
        session: Session,
        case: Case,
        step: Step,
        fields: Mapping[str, object],
        photos: PhotosByField,
        on: StepContext,
        viewer: Viewer,
    ) -> Sequence[Case]:
        """Take the step on the case of this session; returns the new cases that it created."""
        check_merged(session, case, step)
        check_may(step, case.step_place(), on.by, on.rules.posts)
        wanted = read_fields(rule_of(case.stage, step).fields, fields)
        for name in fields_by(type(wanted), Ask.INSPECTOR):
            asked = _inspectors(step, on.rules.posts)
            _check_inspector(session, asked, name, getattr(wanted, name))
        others = _other_cases(session, case, step, wanted, viewer)
        on = replace(on, at=_after_their_lines(session, others, on.at))
        brought = StepInputs(
            photos=keys_of(photos),
            spot=self._spot(session, wanted),
            **others,
            numbers=self._numbers(session, wanted, on),
        )
        return VERBS[step](case, wanted, brought, on) or ()

    def _spot(self, session: Session, wanted: StepFields) -> CorrectedPlace | None:
        if not isinstance(wanted, CorrectFields) or wanted.place is None:
            return None
        cell = self._database.rule_book.grid_index(session).cell_at(*wanted.place)
        return CorrectedPlace(
            *wanted.place, GridPlace(cell.code, cell.community) if cell else GridPlace(None, None)
        )

    @staticmethod
    def _numbers(session: Session, wanted: StepFields, on: StepContext) -> list[str]:
        if not isinstance(wanted, SplitFields):
            return []
        numbers = next_numbers if isinstance(session, WritingSession) else numbers_to_come
        today = on.at.astimezone(on.rules.zone).date()
        return numbers(session, on.rules.centre, today, n=len(wanted.into))

    def steps(self, place: StepPlace, actor: Actor, *, centre: str) -> tuple[Step, ...]:
        """The steps that this actor may take on a case in this state; none in another centre."""
        with self._database.read() as session:
            rules = self._database.rule_book.rules(session)
        return possible_steps(place, actor, rules.posts) if centre == rules.centre else ()

    def steps_of_post(self, stage: Stage, actor: Actor) -> tuple[Step, ...]:
        """The steps that this actor may take on at least some cases in this stage."""
        return steps_of_post(stage, actor, self._posts())

    def _posts(self) -> Posts:
        with self._database.read() as session:
            return self._database.rule_book.rules(session).posts

    def inspectors(self) -> dict[Step, list[str]]:
        """To whom a case can be sent, by the step that sends it: for confirmation or inspection."""
        with self._database.read() as session:
            posts = self._database.rule_book.rules(session).posts
            return {
                step: list(session.scalars(_inspectors(step, posts).order_by(Account.name)))
                for step in _ANSWER_OF
            }

    def departments_served(self) -> frozenset[str]:
        """The departments that have an enabled account or a valid gateway key."""
        accounts = select(Account.department).where(
            Account.centre == THIS_CENTRE,
            Account.department.is_not(None),
            Account.disabled_at.is_(None),
        )
        keys = select(GatewayKey.scope).where(
            GatewayKey.centre == THIS_CENTRE,
            GatewayKey.is_source.is_(False),
            GatewayKey.revoked_at.is_(None),
        )
        with self._database.read() as session:
            return frozenset(filter(None, session.scalars(accounts.union(keys))))


def _drop_draft(session: Session, case: Case, step: Step, by: Actor) -> None:
    """Delete the draft of the step, because it has been sent."""
    session.connection().execute(
        _DRAFT_SENT,
        {"centre": case.centre, "number": case.number, "account": by.name, "step": str(step)},
    )


class _Others(TypedDict, total=False):
    other: Case
    kept: Sequence[Case]
    absorbed: Sequence[Case]


def _other_cases(
    session: Session, case: Case, step: Step, wanted: StepFields, viewer: Viewer
) -> _Others:
    """The case to merge into, or the one to be taken out of, with what that keeps; what was merged
    into a case that ends unhandled."""
    if step in (Step.DECLINE, Step.VOID):
        return {"absorbed": absorbed(session, case.number)}
    if isinstance(wanted, MergeFields):
        other = find_case(session, wanted.into, viewer, field="into")
        check_target(session, case, other)
        return {"other": other}
    if step is not Step.UNMERGE or case.merged_into is None:
        return {}
    kept = [one for one in absorbed(session, case.merged_into) if one is not case]
    return {"other": session.get_one(Case, (case.centre, case.merged_into)), "kept": kept}


def _after_their_lines(session: Session, others: _Others, at: datetime) -> datetime:
    """An entry that another case gets must not be earlier than its own last one."""
    changed = [*others.get("absorbed", ()), *([others["other"]] if "other" in others else ())]
    moments: list[datetime] = [last_line(session, case).at for case in changed]
    return max([at, *moments])


def _outcome(case: Case, on: StepContext) -> Outcome:
    return Outcome(
        str(case.stage),
        case.category,
        case.condition,
        case.department,
        case.limits,
        case.due_at,
        case.due_if_dispatched(on),
    )


def _stale(session: Session, case: Case, seen: int) -> StaleVersion | InvalidInput:
    """The refusal of a stale version: the other actor, the time and the step. A version that never
    existed is the caller's mistake."""
    if seen > case.version or seen < 1:
        return InvalidInput("version-unknown", field="version", seen=seen, version=case.version)
    last = last_line(session, case)
    return StaleVersion(
        "stale-version",
        number=case.number,
        actor=last.actor,
        at=last.at,
        step=Step(last.step),
        version=case.version,
    )


def _answered(session: Session, kept: IdempotencyKey, remarks: tuple[Remark, ...]) -> Taken:
    """The answer that was given the first time."""
    return Taken(kept.number, kept.version, last_line(session, kept).stage, remarks)


def _digest(number: str, step: Step, version: int | None, fields: Mapping[str, object]) -> str:
    def plain(value: object) -> object:
        if isinstance(value, PhotoUpload):
            return hashlib.sha256(value.content).hexdigest()
        if isinstance(value, datetime):
            return value.isoformat()
        return [plain(part) for part in value] if isinstance(value, list | tuple) else value

    body: dict[str, object] = {"number": number, "step": str(step), "version": version}
    body |= {k: plain(v) for k, v in fields.items()}
    return body_digest(body)


#: A person who is sent to look must be able to report what they found.
_ANSWER_OF = {Step.ASK_CONFIRM: Step.CONFIRM, Step.ASK_INSPECT: Step.PASS}


def _check_inspector(session: Session, asked: Select[str], field: str, name: str | None) -> None:
    if name and session.scalar(asked.where(Account.name == name)) is None:
        raise InvalidInput("inspector-unknown", field=field, name=name)


def _inspectors(step: Step, posts: Posts) -> Select[str]:
    may = [post.id for post in posts.who_may(_ANSWER_OF[step])] if step in _ANSWER_OF else []
    return select(Account.name).where(
        Account.centre == THIS_CENTRE, Account.post.in_(may), Account.disabled_at.is_(None)
    )
