"""What was typed or chosen and not yet sent: kept in the database a moment after typing stops."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from commandcenter.clock import steady_seconds
from commandcenter.errors import CommandCenterError
from commandcenter.models.cases.rules.lifecycle import PHOTO_FIELDS
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.actor import Actor
from commandcenter.services.drafts import DraftRow
from commandcenter.services.drafts import Drafts as DraftService
from commandcenter.views.frame.background import Background
from commandcenter.views.frame.one_at_a_time import OneAtATime

_PAUSE_MS = 600
_LONGEST_SECONDS = 4.0
"""How often text is saved while somebody types without a pause."""
_AGAIN_MS = 2_000

_Key = tuple[str, str, Step]
Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Unsent:
    """`basis`: what the form was for when its first word was typed. `kept_at`: as the service says
    it; None = not in the database yet. `absent`: by their field, photos that are not on this
    machine."""

    step: Step
    basis: str
    values: Values
    kept_at: datetime | None = None
    absent: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(slots=True)
class _Entry:
    """`unsent` None = to be removed. `changed` and `saved` count up together over all entries."""

    by: Actor
    unsent: Unsent | None
    changed: int
    saved: int = 0
    is_gone: bool = False

    @property
    def waits(self) -> bool:
        return self.changed > self.saved and not self.is_gone


@dataclass(frozen=True, slots=True)
class _Writing:
    """One entry on its way to the database."""

    key: _Key
    by: Actor
    unsent: Unsent | None
    changed: int


class Drafts(QObject):
    """The drafts of one desk. What one account has typed is never shown to another.

    Signals:
        settled: nothing waits for the database any more.
        refused: CommandCenterError; it is tried again.
        gone: number and Step of a draft that was removed elsewhere, and is not kept any more.
    """

    settled = Signal()
    refused = Signal(object)
    gone = Signal(str, object)

    def __init__(
        self,
        service: DraftService,
        background: Background,
        actor: Actor,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._saving = OneAtATime(background)
        self._actor = actor
        self._entries: dict[_Key, _Entry] = {}
        self._counter = count(1)
        self._writing: list[_Writing] = []
        self._sending: _Key | None = None
        self._is_doubtful = False
        self._waits_since: float | None = None
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self.save)

    def sit_down(self, actor: Actor) -> None:
        """Another account works here; what the former one typed is saved in its own name."""
        self.save()
        self._actor = actor

    @property
    def waits(self) -> bool:
        """Whether anything is still to be saved."""
        return bool(self._writing) or any(entry.waits for entry in self._entries.values())

    def mark(self) -> int:
        """Now, for `take_in`: when its reading of the database was asked for."""
        return next(self._counter)

    def take_in(self, number: str, read: Iterable[Unsent], *, asked_at: int) -> None:
        """What the database has, unless this desk has changed or saved it since it was asked."""
        for key in [key for key in self._entries if key[:2] == (self._actor.name, number)]:
            entry = self._entries[key]
            if not entry.waits and entry.saved <= asked_at:
                del self._entries[key]
        for unsent in read:
            key = self._key(number, unsent.step)
            self._entries.setdefault(key, _Entry(self._actor, unsent, changed=0))

    def of(self, number: str) -> list[Unsent]:
        """What this account has typed for a case, the newest first."""
        mine = [e for key, e in self._entries.items() if key[:2] == (self._actor.name, number)]
        mine.sort(key=lambda entry: entry.changed, reverse=True)
        return [entry.unsent for entry in mine if entry.unsent]

    def find(self, number: str, step: Step) -> Unsent | None:
        entry = self._entries.get(self._key(number, step))
        return entry.unsent if entry else None

    def keep(self, number: str, step: Step, basis: str, values: Values) -> None:
        """This is what the form holds now."""
        former = self.find(number, step)
        self._put(number, step, Unsent(step, basis, values, former.kept_at if former else None))

    def discard(self, number: str, step: Step) -> None:
        """It is no longer wanted."""
        if self._key(number, step) in self._entries:
            self._put(number, step, None)

    def begin_sending(self, number: str, step: Step) -> None:
        """Until `sent` or `not_sent`, the words of the step are not written again."""
        self._sending = self._key(number, step)
        self._is_doubtful = any(one.key == self._sending for one in self._writing)

    def sent(self) -> None:
        """The step was taken, and has taken its draft with it."""
        key, self._sending = self._sending, None
        entry = self._entries.pop(key, None) if key else None
        if key and entry and self._is_doubtful:  # it may have been written after the step
            self._entries[key] = _Entry(entry.by, None, changed=next(self._counter))
        self.save()

    def not_sent(self) -> None:
        """The step was refused: its words are kept on."""
        self._sending = None
        self.save()

    @Slot()
    def save(self) -> None:
        """Now; one writing at a time, so that no older words follow newer ones."""
        self._pause.stop()
        if self._saving.is_busy:
            return
        self._waits_since = None
        self._writing = [
            _Writing(key, entry.by, entry.unsent, entry.changed)
            for key, entry in sorted(self._entries.items(), key=lambda item: item[1].changed)
            if entry.waits and key != self._sending
        ]
        if self._writing:
            self._saving.run(
                partial(_write, self._service, self._writing),
                done=self._confirm,
                refused=self._miss,
            )

    def _key(self, number: str, step: Step) -> _Key:
        return (self._actor.name, number, step)

    def _put(self, number: str, step: Step, unsent: Unsent | None) -> None:
        key = self._key(number, step)
        entry = self._entries.setdefault(key, _Entry(self._actor, unsent, changed=0))
        entry.unsent, entry.changed = unsent, next(self._counter)
        if self._waits_since is None:
            self._waits_since = steady_seconds()
        if steady_seconds() - self._waits_since < _LONGEST_SECONDS or not self._pause.isActive():
            self._pause.start(_PAUSE_MS)

    def _confirm(self, kept: Sequence[datetime | None]) -> None:
        written, self._writing = self._writing, []
        for writing, kept_at in zip(written, kept, strict=True):
            self._confirm_one(writing, kept_at)
        if self.waits:
            self.save()
        else:
            self.settled.emit()

    def _confirm_one(self, writing: _Writing, kept_at: datetime | None) -> None:
        entry = self._entries.get(writing.key)
        if entry is None:
            return
        if writing.unsent is None:
            if entry.changed == writing.changed:
                del self._entries[writing.key]
        elif kept_at is None:
            entry.is_gone = True
            self.gone.emit(*writing.key[1:])
        else:
            entry.saved = max(writing.changed, entry.saved)
            if entry.changed == writing.changed:
                entry.saved = entry.changed = next(self._counter)
            if entry.unsent:
                unsent = entry.unsent
                entry.unsent = Unsent(unsent.step, unsent.basis, unsent.values, kept_at)

    def _miss(self, error: CommandCenterError) -> None:
        self._writing = []
        self._pause.start(_AGAIN_MS)
        self.refused.emit(error)


def read_unsent(service: DraftService, number: str, by: Actor) -> tuple[Unsent, ...]:
    """In the background: the drafts of a case, without photos that are not on this machine."""
    return tuple(map(_unsent, service.kept(number, by=by)))


def _unsent(row: DraftRow) -> Unsent:
    values = {name: _read_value(name, value) for name, value in row.values.items()}
    here: dict[str, object] = dict(values)
    absent: dict[str, Sequence[str]] = {}
    for name in PHOTO_FIELDS:
        paths = values.get(name)
        if isinstance(paths, list):
            found = [path for path in paths if path.is_file()]
            here[name] = found
            absent[name] = [path.name for path in paths if path not in found]
    return Unsent(row.step, row.basis, here, row.kept_at, absent)


def _read_value(name: str, value: object) -> object:
    return list(map(Path, value)) if name in PHOTO_FIELDS and isinstance(value, list) else value


def _write(service: DraftService, writings: Sequence[_Writing]) -> list[datetime | None]:
    """In the background."""
    return [_write_one(service, writing) for writing in writings]


def _write_one(service: DraftService, writing: _Writing) -> datetime | None:
    (_, number, step), unsent = writing.key, writing.unsent
    if unsent is None:
        service.drop(number, step, by=writing.by)
        return None
    values = {name: _written(value) for name, value in unsent.values.items()}
    return service.keep(number, step, unsent.basis, values, by=writing.by, since=unsent.kept_at)


def _written(value: object) -> object:
    if isinstance(value, list):
        return [str(one) if isinstance(one, Path) else one for one in value]
    return value
