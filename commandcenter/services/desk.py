"""The desk: every step that a person, a key or the program takes on a case."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.photo_store import store_photos
from commandcenter.errors import InvalidInput, NotFound, NotNow, StaleVersion
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.event_log import EventLogEntry, canonical
from commandcenter.models.cases.evidence import CleanPhoto, clean_photo
from commandcenter.models.cases.lifecycle import Need, rule_of
from commandcenter.models.cases.occasion import Occasion
from commandcenter.models.cases.permission import PostRules, StepPlace, check_may, possible_steps
from commandcenter.models.cases.report import PhotoUpload
from commandcenter.models.cases.stage import Step
from commandcenter.models.cases.step_fields import read_fields
from commandcenter.models.cases.verbs import VERBS
from commandcenter.models.cases.viewing import visible_to
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.staff.account import Account
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.keys import IdempotencyKey
from commandcenter.models.staff.post import Post
from commandcenter.models.staff.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: where the case stands now."""

    number: str
    version: int
    stage: str


class Desk:
    """One verb for all steps: the life-cycle table says which there are and what each needs."""

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
        """Take one step. `version` is what the actor saw; None takes the case as it stands.

        StaleVersion, with who, when and what, if somebody was faster; NotNow, NotPermitted,
        InvalidInput as the life-cycle table says.
        """
        photos = _clean_photos(fields)  # before the queue: decoding takes its time
        with self._database.write() as session:
            digest = _digest(number, step, version, fields)
            repeated = _repeated(session, by, key, digest)
            if repeated:
                return repeated
            case = _find(session, number, viewer)
            if version is not None and version != case.version:
                raise _stale(session, case, version)
            rules = self._database.rule_book.rules(session)
            on = Occasion(by, max(self._database.clock(), _last_change(session, case)), rules)
            check_may(step, case.step_place(), by, on.posts())
            wanted = read_fields(rule_of(case.stage, step), fields)
            _check_inspector(session, wanted.inspector)
            store_photos(session, photos)
            VERBS[step](case, wanted, [photo.sha256 for photo in photos], on)
            taken = Taken(number, case.version, str(case.stage))
            if key:
                session.add(_kept_key(case, by, key, digest, on))
            return taken

    def steps(self, place: StepPlace, actor: Actor) -> tuple[Step, ...]:
        """What this actor may do with a case that stands there."""
        with self._database.read() as session:
            rules = self._database.rule_book.rules(session)
        return possible_steps(place, actor, PostRules(rules.posts, rules.merged_centre))

    def inspectors(self) -> list[str]:
        """Whom a case can be sent to for confirming and inspecting."""
        with self._database.read() as session:
            return list(session.scalars(_inspectors().order_by(Account.name)))


def _clean_photos(fields: Mapping[str, object]) -> list[CleanPhoto]:
    sent = fields.get(Need.PHOTO)
    uploads = sent if isinstance(sent, list | tuple) else [sent]
    return [clean_photo(upload) for upload in uploads if isinstance(upload, PhotoUpload)]


def _find(session: Session, number: str, viewer: Viewer) -> Case:
    case = session.scalar(visible_to(select(Case).where(Case.number == number), viewer))
    if case is None:
        raise NotFound("case-not-found", number=number)
    return case


def _last_change(session: Session, case: Case) -> datetime:
    """When the case last changed: no step lies before it, whatever became of the clock since."""
    return session.scalars(
        select(EventLogEntry.at).where(
            EventLogEntry.centre == case.centre,
            EventLogEntry.number == case.number,
            EventLogEntry.version == case.version,
        )
    ).one()


def _stale(session: Session, case: Case, seen: int) -> StaleVersion | InvalidInput:
    """Who was faster, when, with what. A version that never was is the caller's mistake."""
    if seen > case.version or seen < 1:
        return InvalidInput("version-unknown", field="version", seen=seen, version=case.version)
    last = session.scalars(
        select(EventLogEntry).where(
            EventLogEntry.centre == case.centre,
            EventLogEntry.number == case.number,
            EventLogEntry.version == case.version,
        )
    ).one()
    return StaleVersion(
        "stale-version",
        number=case.number,
        actor=last.actor,
        at=last.at,
        step=Step(last.step),
        version=case.version,
    )


def _repeated(session: Session, by: Actor, key: str | None, digest: str) -> Taken | None:
    """The same key again: the answer of the first time."""
    if key is None:
        return None
    kept = session.scalar(
        select(IdempotencyKey).where(
            IdempotencyKey.centre == THIS_CENTRE,
            IdempotencyKey.holder == by.name,
            IdempotencyKey.key == key,
        )
    )
    if kept is None:
        return None
    if kept.body_digest != digest:
        raise NotNow("key-with-other-body", key=key)
    entry = session.scalars(
        select(EventLogEntry).where(
            EventLogEntry.centre == kept.centre,
            EventLogEntry.number == kept.number,
            EventLogEntry.version == kept.version,
        )
    ).one()
    return Taken(kept.number, kept.version, entry.stage)


def _kept_key(case: Case, by: Actor, key: str, digest: str, on: Occasion) -> IdempotencyKey:
    return IdempotencyKey(
        centre=case.centre,
        holder=by.name,
        key=key,
        body_digest=digest,
        number=case.number,
        version=case.version,
        made_at=on.at,
    )


def _digest(number: str, step: Step, version: int | None, fields: Mapping[str, object]) -> str:
    def plain(value: object) -> object:
        if isinstance(value, PhotoUpload):
            return hashlib.sha256(value.content).hexdigest()
        return [plain(part) for part in value] if isinstance(value, list | tuple) else value

    body: dict[str, object] = {"number": number, "step": str(step), "version": version}
    body |= {k: plain(v) for k, v in fields.items()}
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def _check_inspector(session: Session, name: str) -> None:
    if name and session.scalar(_inspectors().where(Account.name == name)) is None:
        raise InvalidInput("inspector-unknown", field="inspector", name=name)


def _inspectors() -> Select[str]:
    return select(Account.name).where(Account.post == Post.INSPECTOR, Account.disabled_at.is_(None))
