"""Where toys are brought in and mended, in a database of the tiny city."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy.orm import Session

from commandcenter.database import Database
from commandcenter.models.city.posts import Posts
from commandcenter.models.schema.subjects import KINDS
from commandcenter.models.work.step_context import StepContext
from tests.city.life import CityLife, FakeClock
from tests.engine.toy import TABLES, TOYS, Toy, ToyStep

Act = Callable[[Toy, StepContext], None]


class Workshop:
    """Brings toys in and takes steps, one transaction each."""

    def __init__(self, database: Database, city_life: CityLife) -> None:
        self._database = database
        self._city_life = city_life

    def bring(self, number: str = "T-1") -> str:
        with self._database.write() as session:
            session.add(Toy.bring(number, "110101001", self._on(session, "dispatcher")))
        return number

    def step(self, number: str, act: Act, by: str = "dispatcher") -> None:
        with self._database.write() as session:
            centre = self._database.rule_book.rules(session).centre
            act(session.get_one(Toy, (centre, number)), self._on(session, by))

    def _on(self, session: Session, by: str) -> StepContext:
        """The city of these tests lets its dispatcher mend toys."""
        rules = self._database.rule_book.rules(session)
        mender = rules.posts["dispatcher"]
        mender = replace(mender, steps=mender.steps | frozenset(ToyStep))
        rules = replace(rules, posts=Posts((mender, *rules.posts.listed)))
        return StepContext(self._city_life.account(by).actor, self._database.clock(), rules)


@contextmanager
def workshop_of(address: str, city_life: CityLife, clock: FakeClock) -> Iterator[Workshop]:
    """The program knows toys as long as this is open."""
    database = Database(address, clock=clock)
    TABLES.create_all(database.engine)
    KINDS.add(TOYS)
    try:
        yield Workshop(database, city_life)
    finally:
        if KINDS.get(TOYS.name):
            KINDS.remove(TOYS.name)
        database.close()
