"""Figures of a million cases in ten years: rows of sums, and every breakdown of 52 weeks and of ten
years, beside the former sums with one long key. At most 100 ms for 52 weeks."""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, create_engine, text

from bench.many_cases import NOW, addresses
from commandcenter.center import CommandCenter
from commandcenter.database import Database
from commandcenter.database.bulk.inserts import Insert
from commandcenter.database.sums.rebuilding import rebuild_sums
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.figures.kpi import KPIS
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_pack
from commandcenter.resources import resource
from commandcenter.services.statistics import By, FigureQuery
from tests.city.life import FakeClock

CASES = 1_000_000
YEARS = timedelta(days=3650)
MOST_MS = 100
_AT_ONCE = 20_000
ROUNDS = 3
_TODAY = NOW.date()
SPANS = {"52 weeks": timedelta(days=363), "ten years": YEARS}
#: Breakdown, level of areas, and further limits.
QUESTIONS: tuple[tuple[str, By | None, str | None, dict[str, str]], ...] = (
    ("total", None, None, {}),
    ("week", By.WEEK, None, {}),
    ("street", By.AREA, "street", {}),
    ("community", By.AREA, "community", {}),
    ("department", By.DEPARTMENT, None, {}),
    ("kind", By.CATEGORY, None, {}),
    ("source", By.SOURCE, None, {}),
    ("post", By.POST, None, {}),
    ("street × department", By.DEPARTMENT, None, {"area": "110101001"}),
)
_LONG_KEYS = {
    "total": "''",
    "week": "day",
    "street": "substr(area, 1, 9)",
    "community": "area",
    "department": "department",
    "kind": "category",
}
_HANDLED = "handling_ended_at IS NOT NULL"
_IN_TIME = "handling_ended_at <= due_at"
#: What the former sums counted: the column of the moment, and a condition.
_FORMER = {
    "reported": ("reported_at", "true"),
    "filed": ("filed_at", "true"),
    "dispatched": ("dispatched_at", "true"),
    "handled": ("handling_ended_at", "true"),
    "handling_known": ("handling_ended_at", "true"),
    "handling_seconds": ("handling_ended_at", "true"),
    "closed": ("closed_at", "true"),
    "due": ("due_at", "true"),
    "due_handled": ("due_at", _HANDLED),
    "due_handled_on_time": ("due_at", _IN_TIME),
    "due_closed": ("due_at", "closed_at IS NOT NULL"),
    "due_closed_on_time": ("due_at", f"closed_at IS NOT NULL AND {_IN_TIME}"),
}


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    pack = read_pack(resource("cities", "dongcheng"))
    with addresses() as found:
        for name, address in found:
            with CommandCenter(address, clock=FakeClock(NOW)) as center:
                center.make(pack)
                measure(name, center, Database(address), pack, cases)


def measure(
    name: str, center: CommandCenter, database: Database, pack: CityPack, cases: int
) -> None:
    with database.raw_write() as connection:
        fill(connection, pack, cases)
        _analyse(connection)
    began = time.perf_counter()
    with database.write() as session:
        shape = database.rule_book.sum_shape(session)
        rebuild_sums(session.connection(), pack.code, shape)
    rebuilt = time.perf_counter() - began
    # A plain connection: a program of ours gives up a statement that takes longer than 15 s.
    engine = create_engine(database.url)
    with engine.begin() as connection:
        make_former(connection)
        _analyse(connection)
        counts = [
            connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
            for table in ("sums", "former_sums")
        ]
    engine.dispose()
    print(f"{name}: {cases} cases; {counts[0]} rows of sums, counted again in {rebuilt:.0f} s;")
    print(
        f"  {counts[1]} rows of the former sums;"
        f" milliseconds, medians of {ROUNDS} (the former sums once):"
    )
    for span, days in SPANS.items():
        limit = f", at most {MOST_MS}" if span == "52 weeks" else ""
        print(f"  {span}: one rate · all figures · all of the former{limit}")
        for question in QUESTIONS:
            _measure_question(center, database, question, days)
    database.close()


def _measure_question(
    center: CommandCenter, database: Database, question: Any, days: timedelta
) -> None:
    what, by, level, limits = question
    query = FigureQuery(_TODAY - days, _TODAY, **limits)

    def ask(ids: list[str]) -> Callable[[], object]:
        return lambda: center.statistics.figures(ids, query, viewer=CENTRE_VIEW, by=by, level=level)

    rate = "closed" if by is By.POST else "closure_rate"
    figures = [_ms(ask([rate])), _ms(ask(list(KPIS)))]
    with database.raw_read() as connection:
        known = what in _LONG_KEYS
        former = _ms(lambda: _former(connection, what, query), 1) if known else None
    said = f"{former:.0f}" if former is not None else "-"
    print(f"    {what}: {figures[0]:.0f} · {figures[1]:.0f} · {said}")


def _ms(ask: Callable[[], object], rounds: int = ROUNDS) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def fill(connection: Connection, pack: CityPack, cases: int) -> None:
    """Plain cases, evenly over the years; those of the last days are still open."""
    insert = Insert(Case.metadata.tables["cases"], connection.dialect)
    batch = []
    for values in _cases(pack, cases):
        batch.append(insert.named(dict.fromkeys(insert.names) | values))
        if len(batch) == _AT_ONCE:
            insert.execute(connection, batch)
            batch = []
    insert.execute(connection, batch)


def _cases(pack: CityPack, cases: int) -> Iterator[dict[str, Any]]:
    random = Random(3)
    finest = pack.levels[-1].width
    areas = [area.code for area in pack.areas if len(area.code) == finest]
    kinds = [category.code for category in pack.categories]
    departments = [department.code for department in pack.departments]
    for n in range(cases):
        at = NOW - YEARS + YEARS * (n / cases)
        filed, handled = at + timedelta(minutes=10), at + timedelta(hours=random.expovariate(0.05))
        yield {
            "centre": pack.code,
            "number": f"{pack.code}{n:013d}",
            "version": 9,
            "source": random.choice(("inspector", "public", "hotline")),
            "area": random.choice(areas),
            "category": _skewed(random, kinds),
            "department": _skewed(random, departments),
            "reported_at": at,
            "accepted_at": at,
            "filed_at": filed,
            "dispatched_at": filed,
            "due_at": at + timedelta(hours=30),
            **_end(handled),
            **_PLAIN,
        }


def _skewed(random: Random, codes: list[str]) -> str:
    """A few kinds and departments have most of the cases."""
    return codes[min(int(random.expovariate(4 / len(codes))), len(codes) - 1)]


def _end(handled: datetime) -> dict[str, Any]:
    if handled > NOW:
        return {"stage": Stage.HANDLING}
    return {"stage": Stage.CLOSED, "handling_ended_at": handled, "closed_at": handled}


_PLAIN: dict[str, Any] = {
    "assisting": "",
    "pending": "",
    "asked": "",
    "imported": False,
    "clock_goes_on": False,
    "excused": False,
    "self_handled": False,
    "standing": False,
    "reworks": 0,
    "part": 0,
    "transfers": 0,
    "reopened": 0,
    "photo_count": 0,
}


def make_former(connection: Connection) -> None:
    """The table that sums were kept in before: measure, day, area, department and category."""
    rowid = " WITHOUT ROWID" if connection.dialect.name == "sqlite" else ""
    connection.execute(
        text(
            "CREATE TABLE former_sums (centre text, measure text, day date, area text,"
            " department text, category text, n bigint,"
            f" PRIMARY KEY (centre, measure, day, area, department, category)){rowid}"
        )
    )
    for measure, (moment, condition) in _FORMER.items():
        connection.execute(
            text(
                f"INSERT INTO former_sums SELECT centre, '{measure}', {_day(connection, moment)},"  # noqa: S608
                " area, department, category, count(*) FROM cases"
                f" WHERE {moment} IS NOT NULL AND {condition} GROUP BY 1, 2, 3, 4, 5, 6"
            )
        )


def _day(connection: Connection, moment: str) -> str:
    if connection.dialect.name == "sqlite":
        return f"date({moment}, '+8 hours')"
    return f"CAST(timezone('Asia/Shanghai', {moment}) AS date)"


def _former(connection: Connection, what: str, query: FigureQuery) -> object:
    return connection.execute(
        text(
            f"SELECT measure, {_LONG_KEYS[what]}, sum(n) FROM former_sums"  # noqa: S608
            " WHERE centre = '110101' AND day BETWEEN :first AND :last"
            f" AND measure IN ({', '.join(map(repr, _FORMER))}) GROUP BY 1, 2"
        ),
        {"first": str(query.first_day), "last": str(query.last_day)},
    ).all()


def _analyse(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE"))


if __name__ == "__main__":
    main()
