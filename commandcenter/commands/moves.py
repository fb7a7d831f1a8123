"""Lists the deadlines of open cases that new rules would change; shown by `init` beforehand."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from commandcenter.services.recalculation import Move
from commandcenter.words import refusal_sentence, term

#: As many lines as a screen holds; with --json there are all of them.
MOST_SHOWN = 20
_CONDITION = re.compile(r"condition (?P<code>.*/\d+)")


def moves_as_json(moves: Sequence[Move], zone: ZoneInfo) -> list[dict[str, Any]]:
    """All of them, in the city's time; null for a deadline that does not exist."""
    return [
        {
            "number": move.number,
            "clock": str(move.clock),
            "due_before": move.due_before and move.due_before.astimezone(zone).isoformat(),
            "due_after": move.due_after and move.due_after.astimezone(zone).isoformat(),
            "rule": move.rule,
        }
        for move in moves
    ]


def moves_as_lines(moves: Sequence[Move], zone: ZoneInfo, language: str) -> list[str]:
    """The first ones, a line each, and how many there are beyond."""
    lines = [_line(move, zone, language) for move in moves[:MOST_SHOWN]]
    more = len(moves) - len(lines)
    if more:
        lines.append(refusal_sentence("said-move-more", language, count=more))
    return lines


def _line(move: Move, zone: ZoneInfo, language: str) -> str:
    condition = _CONDITION.search(move.rule)
    return refusal_sentence(
        "said-move-of-condition" if condition else "said-move-of-clock",
        language,
        number=move.number,
        clock=term("clockname", move.clock, language),
        condition=condition["code"] if condition else "",
        before=_moment(move.due_before, zone),
        after=_moment(move.due_after, zone),
    )


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "\N{EM DASH}"
