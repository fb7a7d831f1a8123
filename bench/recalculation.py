"""Recalculating 100,000 open cases after a holiday was added: at most 30 s, without making others
wait."""

import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta

from bench.import_cases import reporting, spread
from bench.many_cases import NOW, addresses
from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.clocks.calendar_rules import DayKind, DayOverride
from commandcenter.packs.reader import read_pack
from commandcenter.services.archive.lives import Life, LifeStep
from tests.city.centers import TINY
from tests.city.life import FakeClock, add_accounts
from tests.services.test_archive_lives import PLAIN

CASES = 100_000
MOST_SECONDS = 30
#: Tomorrow, on which nearly everything here would be due.
HOLIDAY = DayOverride(date(2026, 11, 24), DayKind.HOLIDAY, "bench", "bench")
#: Dispatched, or in handling.
_STEPS_TAKEN = (3, 4)


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    with addresses() as found:
        for name, address in found:
            measure(name, address, cases)


def measure(name: str, address: str, cases: int) -> None:
    with CommandCenter(address, clock=FakeClock(NOW)) as center:
        center.make(read_pack(TINY))
        add_accounts(center)
        center.archive.write_lives(lives(center, cases))
        center.city.override_calendar([HOLIDAY])
        began = time.perf_counter()
        moves = len(center.recalculation.preview())
        preview = time.perf_counter() - began
        told: list[float] = []
        with reporting(address) as waits:
            began, processor = time.perf_counter(), time.process_time()
            done = center.recalculation.apply(progress=lambda *_: told.append(time.perf_counter()))
            processor = time.process_time() - processor
            seconds = time.perf_counter() - began
    gaps = [after - before for before, after in zip([began, *told], told, strict=False)]
    print(
        f"{name}: {done.adjusted} of {cases} open cases in {seconds:.1f} s"
        f" ({processor:.1f} s of this processor), at most {MOST_SECONDS} s"
    )
    print(
        f"  preview of {moves} moved deadlines: {preview:.1f} s;"
        f" progress told {len(told)} times, at longest {max(gaps):.2f} s apart"
    )
    print(f"  reports from another process meanwhile: {spread(waits)}; limit 3000 ms")


def lives(center: CommandCenter, cases: int) -> Iterator[Life]:
    actors = {account.name: account.actor for account in center.access.accounts()}
    report = Report("public", "井盖缺失", 39.9305, 116.4105, "六条 12 号")
    pace = timedelta(minutes=5)
    for n in range(cases):
        at = NOW - timedelta(hours=2) + timedelta(hours=1.5) * (n / cases)
        reported_at = at - timedelta(days=n % 2)  # a day has 99,999 numbers
        taken = PLAIN[: _STEPS_TAKEN[n % len(_STEPS_TAKEN)]]
        steps = tuple(
            LifeStep(step, fields, actors[name], at + pace * nth)
            for nth, (step, name, fields) in enumerate(taken, start=1)
        )
        yield Life(report, reported_at, actors["call-taker"], steps)


if __name__ == "__main__":
    main()
