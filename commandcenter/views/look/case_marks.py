"""How a case looks at a moment: the clock decides, the theme names it."""

from datetime import datetime

from commandcenter.models.cases.rules.stage import ENDED
from commandcenter.models.cases.rules.traffic_light import ClockHands, Light
from commandcenter.views.look.theme import CaseMark

_OF_LIGHT = {
    Light.RED: CaseMark.STEP_LATE,
    Light.YELLOW: CaseMark.DUE_SOON,
    Light.GREEN: CaseMark.RUNNING,
}


def mark_of(hands: ClockHands, now: datetime) -> CaseMark:
    """Overdue is what the counters count: late by the handling clock, also where that has ended.

    Else the light of the nearer clock; a case without a running clock looks as if it had time.
    """
    if hands.stage in ENDED:
        return CaseMark.DONE
    if hands.late(now):
        return CaseMark.OVERDUE
    if hands.standing:
        return CaseMark.PAUSED
    light = hands.light(now)
    return _OF_LIGHT[light] if light else CaseMark.RUNNING


def next_change(hands: ClockHands, now: datetime) -> datetime | None:
    """When the clock alone will next change the mark or the lateness; None if it never will."""
    if hands.stage in ENDED or hands.standing:
        return None
    moments = [hands.stage_warn_at, hands.stage_due_at]
    if hands.handling_ended_at is None:
        moments += [hands.warn_at, hands.due_at]
    return min((at for at in moments if at is not None and at >= now), default=None)
