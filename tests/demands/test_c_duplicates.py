"""Complaints about duplicates, reopening and honesty (C40 to C43)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.driver_errors import DatabaseBug
from commandcenter.errors import CommandCenterError, InvalidInput, NotNow
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.cases.tables.merge import Merge
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseFilter
from commandcenter.services.statistics import FigureQuery
from tests.city.importing import Importer, counts, row
from tests.city.life import HAWKER, MANHOLE, CityLife, FakeClock
from tests.demands.conftest import Take

DOOR = Actor("door", frozenset())
NOBODY = "1101012026112399999"


def test_that_no_case_is_a_duplicate_of_nothing(
    address: str, center: CommandCenter, city_life: CityLife, take: Take
) -> None:
    """C40: “duplicate” could be set without naming the original."""
    number = city_life.reported()
    nothing: tuple[dict[str, object], ...] = ({}, {"into": ""}, {"into": []}, {"into": NOBODY})
    for fields in nothing:
        with pytest.raises(CommandCenterError) as refusal:
            take(number, "merge", "call-taker", **fields)
        assert refusal.value.field == "into"
    for original in (NOBODY, number):  # nor past the program
        database = Database(address)
        with pytest.raises(DatabaseBug), database.raw_write() as connection:
            connection.execute(insert(Merge), [{
                "centre": "110101", "number": number, "ordinal": 1, "into": original,
                "stage": Stage.REPORTED, "merged_at": center.clock(),
            }])  # fmt: skip
        database.close()


def test_that_a_reopening_is_seen_and_waits_in_the_queue_with_its_clock(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, take: Take
) -> None:
    """C41: what came in on a closed report vanished, and its reopening was invisible."""
    number = city_life.closed()
    clock.advance(timedelta(days=1))
    reopened = take(number, "reopen", "call-taker", reason="unsatisfied", note="来电人称未修好")
    line = center.casebook.history(number, viewer=CENTRE_VIEW)[-1]
    assert (line.step, line.actor, line.opinion) == ("reopen", "call-taker", "来电人称未修好")
    assert (reopened.row.stage, reopened.reason) == (Stage.ACCEPTED, "unsatisfied")
    assert reopened.row.hands.stage_due_at is not None
    rows = center.casebook.rows(CaseFilter(open_only=True), viewer=CENTRE_VIEW)
    assert [row.number for row in rows] == [number]


def test_that_closed_says_how_and_what_was_never_put_right_flatters_no_rate(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, take: Take
) -> None:
    """C42: “fixed” and “closed” were mixed up, and the share of fixed cases was flattered."""
    safe, done = city_life.inspected(MANHOLE), city_life.inspected(HAWKER)
    with pytest.raises(InvalidInput) as refusal:
        take(safe, "close", "shift-chief", closing="informed")
    assert refusal.value.field == "closing"
    assert str(take(safe, "close", "shift-chief", closing="made_safe").closing) == "made_safe"
    assert str(take(done, "close", "shift-chief", closing="done").closing) == "done"
    late, merged = city_life.handling(), city_life.handling()
    take(city_life.filed(), "void", "shift-chief", reason="duplicate")
    take(city_life.reported(), "decline", "call-taker", reason="outside_scope")
    take(merged, "merge", "call-taker", into=late)
    clock.advance(timedelta(days=1))
    first = center.clock().date() - timedelta(days=1)
    (rate,) = center.statistics.figures(
        ["closure_rate"], FigureQuery(first, first), viewer=CENTRE_VIEW
    )
    assert (rate.numerator, rate.denominator) == (2, 3)  # of three that were due, two are closed


def test_that_a_problem_filed_in_two_systems_is_one_case(
    center: CommandCenter, city_life: CityLife, tmp_path: Path
) -> None:
    """C43: the same problem was filed in two systems."""
    report = Report("public", "井盖缺失", address="六条", external_reference="A-1")
    number = center.intake.receive(report, by=DOOR).number
    with pytest.raises(NotNow) as refusal:
        center.intake.receive(replace(report, description="又一次"), by=DOOR)
    assert (refusal.value.field, refusal.value.params["number"]) == ("external_reference", number)
    other = center.intake.receive(replace(report, source="hotline"), by=DOOR)
    assert other.number != number  # a reference is its source's own
    bring_in = Importer(center, tmp_path)
    known, new = row(id="A-1", by="call"), row(id="A-2", by="call")
    before = center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW)
    first, again = bring_in(known, new), bring_in(known, new)
    assert (counts(first), counts(again)) == ((1, 0, 1), (0, 1, 1))
    assert [(error, field) for _, error, field in bring_in.refused()] == [
        ("import-known-otherwise", "external_reference")
    ]
    assert center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW) == before + 1
