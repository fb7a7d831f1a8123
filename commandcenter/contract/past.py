"""The JSON of the centre at a past time."""

from zoneinfo import ZoneInfo

from commandcenter.contract.documents import clock_json, iso
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.services.board import CaseThen, CentreThen

#: The columns of a case that are written to JSON unchanged.
_PLAIN = (
    "unit_grid", "latitude", "longitude", "source", "external_reference", "department",
)  # fmt: skip
_MOMENTS = (
    "observed_at", "reported_at", "filed_at", "dispatched_at", "finished_at", "closed_at",
    "due_at", "stage_due_at",
)  # fmt: skip


def centre_then_json(then: CentreThen, area: str | None, zone: ZoneInfo) -> dict[str, object]:
    """The counters of all cases by stage, of the open ones by light, and the open cases.

    `others` counts other kinds of subject by stage; it is left out where there were none.
    """
    board = then.board
    return {
        "at": iso(board.moment, zone),
        "area": area,
        "open": board.open,
        "overdue": board.overdue,
        "standing": board.standing,
        "stages": {str(stage): board.stages.get(stage, 0) for stage in Stage},
        "lights": {str(light): n for light, n in then.lights.items()},
        "cases": [case_then_json(case, zone) for case in then.cases],
        **_others(then),
    }


def _others(then: CentreThen) -> dict[str, object]:
    others = {subject: dict(stages) for subject, stages in then.others.items()}
    return {"others": others} if others else {}


def case_then_json(case: CaseThen, zone: ZoneInfo) -> dict[str, object]:
    """The case of the contract, without description and address, which history does not contain."""
    had = case.columns
    kind, condition = had["kind"], had["condition"]
    return {
        "number": case.number,
        "version": had["version"],
        "stage": str(had["stage"]),
        "kind": kind and str(kind),
        "category": had["category"],
        "condition": None if condition is None else str(condition),
        **{name: had[name] for name in _PLAIN},
        **{name: iso(had[name], zone) for name in _MOMENTS},
        "address": None,
        "description": None,
        "assisting": [code for code in had["assisting"].split(",") if code],
        "light": case.light,
        "late": case.late,
        "standing": case.hands.standing,
        "photos": list(case.photos),
        "clocks": [clock_json(clock, zone) for clock in case.clocks],
    }
