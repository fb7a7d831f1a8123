"""Faults of rows and files, with a second sentence that gives details."""

from typing import Any

from commandcenter.errors import Malformed
from commandcenter.words import refusal_sentence


class Unreadable(Malformed):
    """`more` is the text id of the second sentence; None = there is none."""

    def __init__(self, error_id: str, more: str | None, /, **params: object) -> None:
        filled: dict[str, Any] = params
        super().__init__(error_id, **filled)
        self.more = more

    def sentence(self, language: str) -> str:
        said = super().sentence(language)
        if self.more is None:
            return said
        more = refusal_sentence(self.more, language, **self.params)
        return f"{said} {more}" if language == "en" else said + more


def not_text(encoding: str, guess: str | None) -> Unreadable:
    """The fault for bytes that are not valid in the encoding; `guess`: the probable encoding."""
    more = "import-encoding-guess" if guess else None
    return Unreadable("import-row-encoding", more, encoding=encoding, guess=guess)


def ragged(cells: list[str], headings: list[str], *, line: int) -> Unreadable:
    """The fault for a row with too many or too few cells; names the first wrong cell."""
    counts: dict[str, object] = {"line": line, "cells": len(cells), "wanted": len(headings)}
    nth = min(len(cells), len(headings))
    if len(cells) > len(headings):
        return Unreadable(
            "import-row-cells", "import-cell-extra", **counts, nth=nth + 1, text=cells[nth][:40]
        )
    return Unreadable(
        "import-row-cells", "import-cell-missing", **counts, nth=nth + 1, heading=headings[nth]
    )
