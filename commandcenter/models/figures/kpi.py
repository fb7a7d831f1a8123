"""The dictionary of figures: each has one definition, as sums over what cases contribute."""

from dataclasses import dataclass
from enum import StrEnum

from commandcenter.models.figures.measure import Measure


class FigureUnit(StrEnum):
    """What a figure is counted in."""

    CASES = "cases"
    RATE = "rate"
    HOURS = "hours"


class Basis(StrEnum):
    """Which day of a case a figure looks at: the day it happened, or the day it was due."""

    HAPPENED = "happened"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Kpi:
    """A figure = numerator / denominator; a count has no denominator.

    `scale` turns the unit of the sums into the figure's (seconds into hours). The denominator of a
    rate by due day counts what was due so far, and what was handled before its day.
    """

    id: str
    numerator: Measure
    denominator: Measure | None = None
    unit: FigureUnit = FigureUnit.CASES
    basis: Basis = Basis.HAPPENED
    scale: int = 1


#: In the order in which lists and commands show them (definitions: kpis.md of the field, §1–2).
KPIS: dict[str, Kpi] = {
    kpi.id: kpi
    for kpi in (
        Kpi("reported", Measure.REPORTED),
        Kpi("filed", Measure.FILED),
        Kpi("dispatched", Measure.DISPATCHED),
        Kpi("handled", Measure.HANDLED),
        Kpi("closed", Measure.CLOSED),
        Kpi("handling_rate", Measure.DUE_HANDLED, Measure.DUE, FigureUnit.RATE, Basis.DUE),
        Kpi(
            "on_time_handling_rate",
            Measure.DUE_HANDLED_ON_TIME,
            Measure.DUE,
            FigureUnit.RATE,
            Basis.DUE,
        ),
        Kpi("closure_rate", Measure.DUE_CLOSED, Measure.DUE, FigureUnit.RATE, Basis.DUE),
        Kpi(
            "on_time_closure_rate",
            Measure.DUE_CLOSED_ON_TIME,
            Measure.DUE,
            FigureUnit.RATE,
            Basis.DUE,
        ),
        Kpi(
            "mean_handling_hours",
            Measure.HANDLING_SECONDS,
            Measure.HANDLING_KNOWN,
            FigureUnit.HOURS,
            scale=3600,
        ),
        Kpi("accepted", Measure.ACCEPTED),
        Kpi("confirmed", Measure.CONFIRMED),
        Kpi("voided", Measure.VOIDED),
        Kpi("void_rate", Measure.VOIDED, Measure.FILED, FigureUnit.RATE),
        # Judged at the closing; we divide by the same closings, so that neither passes 100 %.
        Kpi(
            "dispatch_accuracy",
            Measure.RIGHT_FIRST_TIME,
            Measure.CLOSED_DISPATCHED,
            FigureUnit.RATE,
        ),
        Kpi("rework_rate", Measure.REWORKED, Measure.CLOSED_DISPATCHED, FigureUnit.RATE),
        Kpi("self_handled", Measure.SELF_HANDLED),
    )
}
