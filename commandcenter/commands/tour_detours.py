"""Side branches for the pictures: in a demo city somebody asks, urges, suspends, reports twice."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from random import Random

from commandcenter.center import CommandCenter
from commandcenter.errors import NotNow
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.city.posts import Axis
from commandcenter.models.staff.actor import RESIDENT
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseFilter, CaseRow
from commandcenter.simulation.believable.photos import Photos
from commandcenter.simulation.believable.words import Words

_WEEK = timedelta(days=7)


def take_detours(center: CommandCenter) -> None:
    """Take the steps on cases that departments handle, those with most time left."""
    cases = _in_time(center)
    until = (center.clock() + _WEEK).isoformat()
    for row, detour in zip(
        cases, (_extended, _suspended, _asking, _urged, _returned), strict=False
    ):
        with suppress(NotNow):  # somebody may have had an extension or a suspension before
            for step, fields in detour(until):
                _take(center, row, step, fields)
    _report_twice(center)


def _in_time(center: CommandCenter) -> Iterator[CaseRow]:
    wanted = CaseFilter(stages=frozenset({Stage.HANDLING}))
    rows = center.casebook.rows(wanted, viewer=CENTRE_VIEW)
    return (row for row in reversed(rows) if row.limit_unit and not row.pending | row.asked)


_Detour = Iterator[tuple[Step, Mapping[str, object]]]


def _extended(until: str) -> _Detour:
    yield Step.ASK_EXTENSION, {"reason": "parts", "note": "配件明日到货"}
    yield Step.GRANT_EXTENSION, {}


def _suspended(until: str) -> _Detour:
    yield Step.ASK_SUSPENSION, {"reason": "weather", "until": until, "note": "连日降温，无法施工"}
    yield Step.GRANT_SUSPENSION, {"note": "同意，注意围护"}


def _asking(until: str) -> _Detour:
    yield Step.ASK_SUSPENSION, {"reason": "permit", "until": until, "note": "占道施工许可尚在办理"}


def _urged(until: str) -> _Detour:
    yield Step.SUB_DISPATCH, {"crew": "二班"}
    yield Step.URGE, {"note": "居民再次来电，请尽快到场"}


def _returned(until: str) -> _Detour:
    yield Step.ASK_RETURN, {"reason": "not_ours", "note": "属产权单位管理"}


def _take(center: CommandCenter, row: CaseRow, step: Step, fields: Mapping[str, object]) -> None:
    """By the first account that may: of the department of the case, or of the command centre."""
    account = next(
        one
        for one in center.access.accounts()
        if step in one.steps
        and one.department in (None, row.department)
        and Axis.SUPERVISION not in one.actor.axes
    )
    center.desk.take(
        row.number, step, fields, version=None, by=account.actor, viewer=account.viewer
    )


def _report_twice(center: CommandCenter) -> None:
    """Two residents, one problem."""
    ring = center.city.territory().grids[0].ring
    longitude, latitude = (sum(part) / len(ring) for part in zip(*ring, strict=True))
    photos, chance = Photos(Words()), Random(1)
    for words in ("路口井盖松动，车辆经过有响声", "井盖翘起，险些绊倒老人"):
        photo = photos.any("before", chance)
        report = Report("public", words, latitude, longitude, photos=(photo,))
        center.intake.receive(report, by=RESIDENT)
