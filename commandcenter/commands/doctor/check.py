"""A check of `doctor`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from commandcenter.services.heartbeats import Mark
from commandcenter.words import refusal_ids, refusal_sentence, refusal_text


class Verdict(StrEnum):
    """The result of a check. The program works with notes, but not if something is missing."""

    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True)
class Check:
    """A check and its result; its texts are in the catalogue under `machine-…`."""

    subject: str
    verdict: Verdict
    finding: str
    params: Mapping[str, object] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """The name of the check."""
        return refusal_text(f"machine-{self.subject}", language)

    def found(self, language: str) -> str:
        """What was found."""
        filled = {
            name: value.sentence(language) if isinstance(value, Mark) else value
            for name, value in self.params.items()
        }
        return refusal_sentence(self.finding, language, **filled)

    def remedy(self, language: str) -> str | None:
        """What to do; None if nothing needs to be done, or `found` says it."""
        remedy = f"{self.finding}-remedy"
        if remedy not in refusal_ids():
            return None
        return refusal_sentence(remedy, language, **self.params)

    def document(self, language: str, in_full: Callable[[str], str]) -> dict[str, str | None]:
        """The check as JSON. `in_full` completes the commands in a sentence."""
        remedy = self.remedy(language)
        return {
            "name": self.name(language),
            "verdict": self.verdict.value,
            "found": in_full(self.found(language)),
            "remedy": remedy and in_full(remedy),
        }


def ok(subject: str, finding: str, **params: object) -> Check:
    return Check(subject, Verdict.OK, f"machine-{finding}", params)


def note(subject: str, finding: str, **params: object) -> Check:
    return Check(subject, Verdict.NOTE, f"machine-{finding}", params)


def missing(subject: str, finding: str, **params: object) -> Check:
    return Check(subject, Verdict.MISSING, f"machine-{finding}", params)
