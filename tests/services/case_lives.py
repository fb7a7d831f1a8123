"""Cases that live through their verbs at moments a test names, many in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.database.sums.adding import add_sums
from commandcenter.database.sums.taken_steps import TakenSteps
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Closing
from commandcenter.models.cases.tables.case_serial import case_number
from commandcenter.models.city.rules import CityRules
from commandcenter.models.figures.contributions import Sums
from commandcenter.models.staff.actor import Actor
from commandcenter.models.work.step_context import StepContext
from tests.city.posts import Post, at_desk

CALL_TAKER = at_desk("call-taker", Post.CALL_TAKER, None)
CHIEF = at_desk("shift-chief", Post.SHIFT_CHIEF, None)
INSPECTOR = at_desk("inspector", Post.INSPECTOR, None)
DISPATCHER = at_desk("dispatcher", Post.DISPATCHER, None)
DOOR = Actor("door", frozenset())


@dataclass(frozen=True)
class Plan:
    """A life of a case: how far it goes, where, whose it is, and how long each step takes."""

    reported_at: datetime
    steps: str
    source: str = "inspector"
    category: str = "20010100"
    department: str = "sanitation"
    assisting: tuple[str, ...] = ()
    place: GridPlace = GridPlace("110101001001001", "110101001001")  # noqa: RUF009  it is frozen
    pace: timedelta = timedelta(minutes=5)
    handling: timedelta = timedelta(hours=1)


#: A letter a verb: the plain path is "acfdkhipz".
_VERBS: dict[str, Callable[[Case, Plan, "_Occasions"], None]] = {
    "a": lambda case, plan, on: case.accept(plan.category, on=on(CALL_TAKER)),
    "n": lambda case, plan, on: case.decline("unclear", on=on(CALL_TAKER)),
    "f": lambda case, plan, on: case.file(1, on=on(CHIEF)),
    "v": lambda case, plan, on: case.void("mistake", on=on(CHIEF)),
    "g": lambda case, plan, on: case.give_back("wrong_kind", on=on(DISPATCHER)),
    "d": lambda case, plan, on: case.dispatch(
        plan.department, assisting=plan.assisting, on=on(DISPATCHER)
    ),
    "k": lambda case, plan, on: case.acknowledge(on=on(_crew(plan))),
    "h": lambda case, plan, on: case.finish("done", [], on=on(_crew(plan), plan.handling)),
    "i": lambda case, plan, on: case.ask_inspect("inspector", on=on(CALL_TAKER)),
    "p": lambda case, plan, on: case.pass_inspection([], on=on(INSPECTOR)),
    "r": lambda case, plan, on: case.fail_inspection("poor_work", on=on(INSPECTOR)),
    "z": lambda case, plan, on: case.close(Closing.DONE, on=on(CHIEF)),
}
CLOSED = "afdkhipz"
REWORKED = "afdkhirhipz"


class _Occasions:
    """The next moment of a life; the time goes on from call to call."""

    def __init__(self, plan: Plan, rules: CityRules) -> None:
        self._plan = plan
        self._rules = rules
        self._at = plan.reported_at

    def __call__(self, by: Actor, after: timedelta | None = None) -> StepContext:
        self._at += self._plan.pace if after is None else after
        return StepContext(by, self._at, self._rules)


def live(database: Database, plans: Sequence[Plan]) -> list[str]:
    """Let these cases live, in one transaction; their numbers, in order."""
    with database.write() as session:
        rules = database.rule_book.rules(session)
        return [_live(session, rules, plan) for plan in plans]


def repeat(database: Database, number: str, times: int) -> None:
    """More cases like this one, row by row and in the sums: a month of a city in a moment."""
    with database.write() as session:
        rules = database.rule_book.rules(session)
        case = session.scalars(select(Case).where(Case.number == number)).one()
        row = {column.key: getattr(case, column.key) for column in Case.__table__.columns}
        copies = [{**row, "number": f"{number}-{copy}"} for copy in range(times)]
        if copies:
            session.execute(insert(Case), copies)
        sums = Sums(database.rule_book.sum_shape(session))
        taken = TakenSteps(session, rules.centre, [case]).of(case)
        for _ in range(times):
            sums.add(case.facts(), taken)
        add_sums(session.connection(), rules.centre, sums)


def _live(session: Session, rules: CityRules, plan: Plan) -> str:
    on = _Occasions(plan, rules)
    case = Case.report(
        Report(plan.source, "test", address="somewhere"),
        centre=rules.centre,
        number=case_number(rules.centre, plan.reported_at.date(), next(_serial)),
        place=plan.place,
        photos=[],
        on=on(DOOR if plan.source != "inspector" else INSPECTOR, timedelta()),
    )
    session.add(case)
    for letter in plan.steps:
        _VERBS[letter](case, plan, on)
    return case.number


_serial: Iterator[int] = count(1)


def _crew(plan: Plan) -> Actor:
    return at_desk(f"crew-{plan.department}", Post.DEPARTMENT, plan.department)


_PLACES = (
    GridPlace("110101001001001", "110101001001"),
    GridPlace("110101001001002", "110101001001"),
    GridPlace("110101001002001", "110101001002"),
    GridPlace(None, None),
)
_KINDS = (
    ("20010100", "sanitation"),
    ("10010100", "roads"),
    ("10010200", "roads"),
    ("20020100", "street"),
)
_EARLY_ENDS = ("n", "av", "afv")
_UNDER_WAY = (
    "",
    "a",
    "af",
    "afg",
    "afgafd",
    "afd",
    "afdk",
    "afdkh",
    "afdkhi",
    "afdkhir",
    "afdkhip",
)


def any_plan(random: Random, first: datetime, days: int) -> Plan:
    """A life as it comes: some end early, some late, some go round twice, some lie nowhere."""
    category, department = random.choice(_KINDS)
    others = sorted({"sanitation", "roads", "street"} - {department})
    return Plan(
        reported_at=first + timedelta(minutes=random.randrange(days * 24 * 60)),
        steps=random.choice((*_EARLY_ENDS, *_UNDER_WAY, CLOSED, CLOSED, CLOSED, CLOSED, REWORKED)),
        source=random.choice(("inspector", "public", "hotline")),
        category=category,
        department=department,
        assisting=tuple(random.sample(others, random.choice((0, 0, 0, 1, 2)))),
        place=random.choice(_PLACES),
        pace=timedelta(minutes=random.choice((2, 5, 30))),
        handling=timedelta(hours=random.choice((1, 3, 20, 100))),
    )
