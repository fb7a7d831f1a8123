"""Whole lives written in bulk: the same state as the desk leaves, in a queue left to others."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, select

from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.errors import InvalidInput, NotNow, NotPermitted
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.report import Report, ReporterName
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.cases.tables.words import Opinion
from commandcenter.models.figures.measure import Measure
from commandcenter.models.figures.stored_sums import SUMS
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.archive.lives import Life, LifeStep
from commandcenter.services.casebook import CaseFilter
from tests.city.life import LAMP, MANHOLE, REFUSE, CityLife, FakeClock, photo

REPORT = Report(
    "public",
    "井盖缺失",
    39.9305,
    116.4105,
    "六条 12 号",
    reporter=ReporterName("王女士", "13800000000"),
    photos=(photo(),),
)
Taken = tuple[Step, str, Mapping[str, object]]
PLAIN: tuple[Taken, ...] = (
    (Step.ACCEPT, "call-taker", {"category": MANHOLE}),
    (Step.FILE, "shift-chief", {"condition": 2}),
    (Step.DISPATCH, "dispatcher", {"department": "roads", "assisting": "street"}),
    (Step.ACKNOWLEDGE, "department-roads", {}),
    (Step.FINISH, "department-roads", {"note": "已盖好", "photo": photo()}),
    (Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"}),
    (Step.PASS, "inspector", {"photo": photo()}),
    (Step.CLOSE, "shift-chief", {"closing": "done", "note": "同意"}),
)
REWORKED = (*PLAIN[:6], (Step.FAIL, "inspector", {"reason": "poor_work"}), *PLAIN[4:])
DECLINED: tuple[Taken, ...] = (
    (Step.ASK_CONFIRM, "call-taker", {"inspector": "inspector"}),
    (Step.REFUTE, "inspector", {"note": "现场未见"}),
    (Step.DECLINE, "call-taker", {"reason": "unclear"}),
)
GIVEN_BACK: tuple[Taken, ...] = (
    *PLAIN[:2],
    (Step.GIVE_BACK, "dispatcher", {"reason": "wrong_kind"}),
    (Step.ACCEPT, "call-taker", {"category": LAMP}),
    (Step.VOID, "shift-chief", {"reason": "vanished"}),
)
PACE = timedelta(minutes=25)


def _life(city_life: CityLife, report: Report, at: datetime, taken: tuple[Taken, ...]) -> Life:
    return Life(
        report,
        at,
        city_life.account("call-taker").actor,
        tuple(
            LifeStep(step, fields, city_life.account(name).actor, at + PACE * nth)
            for nth, (step, name, fields) in enumerate(taken, start=1)
        ),
    )


@pytest.fixture
def database(address: str, clock: FakeClock) -> Iterator[Database]:
    opened = Database(address, clock=clock)
    yield opened
    opened.close()


@pytest.mark.parametrize("taken", [(), PLAIN[:4], PLAIN, REWORKED, DECLINED, GIVEN_BACK])
def test_that_a_life_in_bulk_leaves_what_the_desk_leaves(
    center: CommandCenter,
    city_life: CityLife,
    clock: FakeClock,
    database: Database,
    taken: tuple[Taken, ...],
) -> None:
    begun = clock()
    call_taker = city_life.account("call-taker").actor
    stepped = center.intake.receive(REPORT, by=call_taker).number
    for step, name, fields in taken:
        clock.advance(PACE)
        city_life.step(stepped, step, name, fields)
    before = _sums(database)
    center.archive.write_lives([_life(city_life, REPORT, begun, taken)])
    written = f"{stepped[:-1]}2"
    assert _told(database, written) == _told(database, stepped)
    assert _lines(center, written) == _lines(center, stepped)
    assert _sums(database) == {key: [2 * n for n in row] for key, row in before.items()}
    assert center.log_audit.verify().faults == ()


def test_that_a_case_written_in_bulk_goes_on_at_the_desk(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    center.archive.write_lives([_life(city_life, REPORT, clock(), PLAIN[:4])])
    (row,) = center.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)
    clock.advance(timedelta(hours=3))
    for step, name, fields in PLAIN[4:]:
        city_life.step(row.number, step, name, fields)
    closed = center.casebook.case(row.number, viewer=CENTRE_VIEW)
    assert (closed.row.stage, len(closed.photos)) == (Stage.CLOSED, 3)
    assert center.log_audit.verify().faults == ()


def test_that_a_year_in_bulk_keeps_chain_sums_and_numbers(
    center: CommandCenter, city_life: CityLife, clock: FakeClock, database: Database
) -> None:
    first = clock() - timedelta(days=300)
    lives = [
        _life(city_life, REPORT, first + timedelta(hours=7 * n), PLAIN[: n % 9]) for n in range(400)
    ]
    told: list[int] = []
    assert center.archive.write_lives(lives, progress=told.append) == 400
    assert told == sorted(told)
    assert told[-1] == 400
    verdict = center.log_audit.verify()
    assert verdict.faults == ()
    steps = [life.steps for life in lives if isinstance(life.steps, tuple)]
    assert len(steps) == len(lives)
    assert verdict.entries == sum(1 + len(taken) for taken in steps)
    numbers = [row.number for row in center.casebook.rows(CaseFilter(), viewer=CENTRE_VIEW)]
    assert len(set(numbers)) == 400
    reported = list(Measure).index(Measure.REPORTED)
    of_days = (row for (cube, *_), row in _sums(database).items() if cube == "total")
    assert sum(row[reported] for row in of_days) == 400


def test_that_numbers_go_on_where_the_day_stood(center: CommandCenter, city_life: CityLife) -> None:
    today = [city_life.reported() for _ in range(2)]
    center.archive.write_lives([_life(city_life, REPORT, city_life.clock(), ())])
    third = city_life.reported()
    assert [today[1][-1], third[-1]] == ["2", "4"]


def test_that_a_life_that_cannot_be_is_refused_and_not_written(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    lives = [
        _life(city_life, REPORT, clock(), PLAIN[1:]),
        _life(city_life, REPORT, clock(), (PLAIN[0], PLAIN[0])),
        _life(city_life, REPORT, clock(), ((Step.ACCEPT, "dispatcher", {"category": REFUSE}),)),
        _life(city_life, replace(REPORT, source="pigeon"), clock(), ()),
    ]
    for life, refusal in zip(lives, (NotNow, NotNow, NotPermitted, InvalidInput), strict=True):
        with pytest.raises(refusal):
            center.archive.write_lives([life])
    assert center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW) == 0
    assert city_life.reported().endswith("00001")


def test_that_a_reference_is_taken_once(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    life = _life(city_life, replace(REPORT, external_reference="A-1"), clock(), ())
    with pytest.raises(NotNow):
        center.archive.write_lives([life, life])
    center.archive.write_lives([life])
    with pytest.raises(NotNow):
        center.archive.write_lives([life])
    with pytest.raises(NotNow):
        center.intake.receive(life.report, by=life.by)
    assert center.casebook.count(CaseFilter(), viewer=CENTRE_VIEW) == 1


def test_that_followers_of_the_feed_hear_of_it(
    center: CommandCenter, city_life: CityLife, clock: FakeClock
) -> None:
    before = center.change_feed.latest()
    center.archive.write_lives([_life(city_life, REPORT, clock(), PLAIN)])
    changes, _ = center.change_feed.since(before, viewer=CENTRE_VIEW)
    assert [change.step for change in changes] == ["report", *(str(step) for step, *_ in PLAIN)]


def _opinions_of(case: Case) -> Select[int, str]:
    return (
        select(Opinion.version, Opinion.text)
        .where(Opinion.number == case.number)
        .order_by(Opinion.version)
    )


def _told(database: Database, number: str) -> tuple[Any, ...]:
    """Everything stored of a case but its number and its salts."""
    with database.read() as session:
        case = session.scalars(select(Case).where(Case.number == number)).one()
        words = case.words
        assert words is not None
        return (
            {name: value for name, value in case.columns().items() if name != "number"},
            sorted((clock.document() for clock in case.clocks), key=str),
            (words.description, words.address),
            session.execute(_opinions_of(case)).all(),
            [(person.name, person.phone) for person in case.reporters],
            [(photo.sha256, photo.phase, photo.ordinal, photo.added_at) for photo in case.photos],
            [
                (task.kind, task.assignee, task.asked_by, task.asked_at, task.answer)
                for task in case.tasks
            ],
        )


def _lines(center: CommandCenter, number: str) -> list[tuple[Any, ...]]:
    """The history of a case without its place in the log, its number and the salted digests."""
    lines = []
    for line in center.casebook.history(number, viewer=CENTRE_VIEW):
        payload = json.loads(line.payload)
        payload["set"].pop("number", None)
        for salted in ("words", "opinion", "reporter"):
            if salted in payload:
                payload[salted] = "digest"
        lines.append((line.step, line.stage, line.version, line.actor, line.at, payload))
    return lines


def _sums(database: Database) -> dict[tuple[str, ...], list[int]]:
    with database.read() as session:
        return {
            (cube, str(day), key): numbers
            for _, cube, day, key, *numbers in session.execute(select(SUMS))
            if any(numbers)
        }
