"""Terms and refusals in both languages, from one catalogue.

A sentence of the catalogue has `{named}` places. A place for a count may give the noun in its
singular and plural: `{faults:fault|faults}` becomes "1 fault" or "2 faults".
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from commandcenter.resources import resource

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in both languages."""

    zh: str
    en: str

    def said(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


def refusal_text(error_id: str, language: str) -> str:
    """The sentence for an error, its places still open. KeyError for an unknown id."""
    return _refusals()[error_id][language]


def refusal_sentence(error_id: str, language: str, /, **params: object) -> str:
    """The sentence for an error, filled in. KeyError for an unknown id or a missing parameter."""
    return _SENTENCES.format(refusal_text(error_id, language), **params)


def term(group: str, word: str, language: str) -> str:
    """The name of a code, as in `term("stage", "FILED", "zh")`; a code without a name is returned
    as it is."""
    entry = _terms().get(group, {}).get(word)
    return entry[language] if entry else word


def refusal_ids() -> frozenset[str]:
    """The ids of all errors in the catalogue."""
    return frozenset(_refusals())


class _Sentences(Formatter):
    """Fills in sentences; counts take the singular or the plural of their noun."""

    def format_field(self, value: object, format_spec: str) -> str:
        singular, separator, plural = format_spec.partition("|")
        if not separator:
            return str(super().format_field(value, format_spec))
        return f"{value} {singular if str(value) == '1' else plural}"


_SENTENCES = _Sentences()


@cache
def _refusals() -> dict[str, dict[str, str]]:
    catalogue: dict[str, dict[str, str]] = {}
    for path in sorted(resource("translations", "refusals").glob("*.toml")):
        catalogue.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return catalogue


@cache
def _terms() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resource("translations", "terms.toml").read_text(encoding="utf-8"))
