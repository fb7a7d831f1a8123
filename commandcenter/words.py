"""Terms and refusals in both languages, from one catalogue."""

import tomllib
from functools import cache
from typing import Any

from commandcenter.resources import resource

LANGUAGES = ("zh", "en")


def refusal_text(error_id: str, language: str) -> str:
    """The sentence, with `{named}` places, for an error. KeyError for an id without words."""
    return _refusals()[error_id][language]


def term(group: str, word: str, language: str) -> str:
    """What people say for a code: `term("stage", "FILED", "zh")`; else the code itself."""
    entry = _terms().get(group, {}).get(word)
    return entry[language] if entry else word


def refusal_ids() -> frozenset[str]:
    """Every error that has words."""
    return frozenset(_refusals())


@cache
def _refusals() -> dict[str, dict[str, str]]:
    catalogue: dict[str, dict[str, str]] = {}
    for path in sorted(resource("translations", "refusals").glob("*.toml")):
        catalogue.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return catalogue


@cache
def _terms() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resource("translations", "terms.toml").read_text(encoding="utf-8"))
