"""The result of checking unit grids: faults and warnings, each with code and place."""

from dataclasses import dataclass
from enum import StrEnum

from commandcenter.words import refusal_sentence


class FaultKind(StrEnum):
    INVALID = "invalid"
    OVERLAP = "overlap"
    GAP = "gap"
    TWO_COMMUNITIES = "two_communities"
    OUTSIDE = "outside"
    CODE_MALFORMED = "code_malformed"
    CODE_TWICE = "code_twice"
    UNKNOWN_COMMUNITY = "unknown_community"


class WarningKind(StrEnum):
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, order=True)
class GridFault:
    """`code` is the cell's; of a gap, the community's. `where` is latitude, longitude, and after
    them the other cell or community, where there is one."""

    code: str
    fault: FaultKind
    where: str

    def sentence(self, language: str) -> str:
        return _sentence(f"grid-fault-{self.fault}", self.code, self.where, language)


@dataclass(frozen=True, order=True)
class GridWarning:
    """`where` is latitude, longitude, and after them the area."""

    code: str
    warning: WarningKind
    where: str

    def sentence(self, language: str) -> str:
        return _sentence(f"grid-warning-{self.warning}", self.code, self.where, language)


@dataclass(frozen=True)
class GridReport:
    cells: int
    faults: tuple[GridFault, ...]
    warnings: tuple[GridWarning, ...]

    def document(self) -> dict[str, object]:
        """The JSON shape of `grid check`."""
        return {
            "cells": self.cells,
            "faults": [
                {"code": it.code, "fault": it.fault.value, "where": it.where} for it in self.faults
            ],
            "warnings": [
                {"code": it.code, "warning": it.warning.value, "where": it.where}
                for it in self.warnings
            ],
        }


def _sentence(sentence_id: str, code: str, where: str, language: str) -> str:
    return refusal_sentence(sentence_id, language, code=code, where=where)
