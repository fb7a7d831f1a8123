"""The faults of a pack, collected while it is read and reported together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from commandcenter.errors import InvalidInput, PackRefused
from commandcenter.words import refusal_sentence


class Reason(Protocol):
    """Anything that can describe a fault: a refusal, or the result of a check."""

    def sentence(self, language: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault and its place."""

    file: str
    line: int | None
    reason: Reason

    def sentence(self, language: str) -> str:
        """The fault on one line, without control characters."""
        frame = "pack-fault-in-file" if self.line is None else "pack-fault-in-line"
        said = refusal_sentence(
            frame, language, file=self.file, line=self.line, reason=self.reason.sentence(language)
        )
        return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in said)


class PackHasFaults(PackRefused):
    """A refused pack; it lists its faults in the requested language."""

    def __init__(self, pack: str, found: Sequence[Fault]) -> None:
        said = tuple(fault.sentence("en") for fault in found)
        super().__init__("pack-refused", faults=said, pack=pack, count=len(found))
        self.found = tuple(found)

    def sentence(self, language: str) -> str:
        lines = "\n".join(fault.sentence(language) for fault in self.found)
        return refusal_sentence(self.error_id, language, **{**self.params, "faults": lines})


class Faults:
    """The list that all readers of a pack write to. A pack with one entry is refused."""

    def __init__(self) -> None:
        self._found: list[Fault] = []

    def add(self, file: str, line: int | None, error_id: str, /, **params: object) -> None:
        self.adopt(file, line, InvalidInput(error_id, field=None, **params))

    def adopt(self, file: str, line: int | None, reason: Reason) -> None:
        """Add the faults that another part of the program found."""
        self._found.append(Fault(file, line, reason))

    def refuse(self, pack: str) -> None:
        """Raise all of it, sorted by file and line, if there is anything."""
        if self._found:
            raise PackHasFaults(pack, sorted(self._found, key=_place))


def _place(fault: Fault) -> tuple[str, int]:
    return fault.file, fault.line or 0
