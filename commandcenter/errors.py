"""Refusals: what a user asked for and cannot have, said in plain words.

    CommandCenterError
    ├── Malformed         400  it cannot be read at all
    ├── NotIdentified     401  nobody knows who is calling
    ├── NotPermitted      403  this account or key may not
    ├── NotFound          404  there is none, or none that this viewer may see
    ├── NotNow            409  the state of things forbids it
    │   └── StaleVersion       somebody was faster
    ├── TooLarge          413
    ├── InvalidInput      422  a field is wrong; names it
    │   └── PackRefused        a city pack has faults; lists them
    ├── TooMany           429  slow down
    └── Unavailable       503  the database is busy, away or not ready

Anything else that is raised is a bug: nobody catches it but the process's last hook.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar

from commandcenter.words import Name, refusal_sentence, term


class CommandCenterError(Exception):
    """A refusal. `error_id` finds its sentence in both languages, `params` fill it in."""

    status: ClassVar[int] = 422

    def __init__(self, error_id: str, /, *, field: str | None = None, **params: object) -> None:
        self.error_id = error_id
        self.field = field
        self.params = params
        super().__init__(error_id, params)

    def __reduce__(self) -> tuple[object, ...]:
        """A refusal in another process arrives here as it was raised there."""
        return _as_raised, (type(self), self.args, vars(self))

    def __str__(self) -> str:
        return self.sentence("en")

    def sentence(self, language: str) -> str:
        """What is wrong, where, and what to do, in one or two plain sentences."""
        filled = {name: _said(value, language) for name, value in self.params.items()}
        return refusal_sentence(self.error_id, language, **filled)

    def document(self, language: str) -> dict[str, Any]:
        """The refusal as an RFC 9457 problem document."""
        problem: dict[str, object] = {
            "type": f"urn:commandcenter:{self.error_id}",
            "title": self.error_id.replace("-", " "),
            "detail": self.sentence(language),
            "status": self.status,
        }
        if self.field:
            problem["field"] = self.field
        return problem


class Malformed(CommandCenterError):
    status = 400


class NotIdentified(CommandCenterError):
    status = 401


class NotPermitted(CommandCenterError):
    status = 403


class NotFound(CommandCenterError):
    status = 404


class NotNow(CommandCenterError):
    status = 409


class StaleVersion(NotNow):
    pass


class TooLarge(CommandCenterError):
    status = 413


class InvalidInput(CommandCenterError):
    status = 422


class PackRefused(InvalidInput):
    """`faults` are complete sentences, one per fault, with file and line."""

    def __init__(self, error_id: str, /, *, faults: tuple[str, ...], **params: object) -> None:
        filled: dict[str, Any] = {**params, "faults": "\n".join(faults)}
        super().__init__(error_id, **filled)
        self.faults = faults


class TooMany(CommandCenterError):
    status = 429


class Unavailable(CommandCenterError):
    status = 503


def _as_raised(
    kind: type[CommandCenterError], args: tuple[object, ...], held: Mapping[str, object]
) -> CommandCenterError:
    refusal = kind.__new__(kind, *args)
    vars(refusal).update(held)
    return refusal


def _said(value: object, language: str) -> str:
    """Names in the language, enums in the city's words (group = the enum's class name in lower
    case), moments short."""
    if isinstance(value, Name):
        return value.said(language)
    if isinstance(value, Enum):
        return term(type(value).__name__.lower(), str(value.value), language)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return str(value)
