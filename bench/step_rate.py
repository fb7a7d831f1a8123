"""How fast a step is against what the disk gives: at least half the raw commit rate of its file.

Both are taken in turns, so that whatever else the machine does falls on both alike.
"""

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Step
from commandcenter.packs.reader import read_pack
from commandcenter.services.access import AccountRow
from tests.city.centers import TINY
from tests.city.life import MANHOLE, add_accounts

CASES = 60
LEAST_RATIO = 0.5
#: What each case is taken through; every step is one transaction.
_STEPS: tuple[tuple[Step, str, Mapping[str, object]], ...] = (
    (Step.ACCEPT, "call-taker", {"category": MANHOLE}),
    (Step.FILE, "shift-chief", {"condition": 1}),
    (Step.DISPATCH, "dispatcher", {"department": "roads"}),
    (Step.ACKNOWLEDGE, "department-roads", {}),
    (Step.URGE, "dispatcher", {"note": "hurry"}),
    (Step.REPLY, "department-roads", {"note": "on our way"}),
)


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    with TemporaryDirectory() as folder:
        file = Path(folder) / "center.sqlite3"
        with CommandCenter(f"sqlite:///{file}") as center, closing(_raw(file)) as raw:
            center.make(read_pack(TINY))
            add_accounts(center)
            raw.execute("CREATE TABLE raw_commits (n INTEGER)")
            raw.commit()
            show(*measure(center, raw, cases))


def measure(
    center: CommandCenter, raw: sqlite3.Connection, cases: int
) -> tuple[list[float], list[float]]:
    """Seconds of each step, and of each raw commit."""
    steps, commits = [], []
    for step in _taken(center, cases):
        steps.append(_seconds(step))
        commits.append(_seconds(lambda: _commit(raw)))
    return steps, commits


def show(steps: list[float], commits: list[float]) -> None:
    step_rate, raw_rate = len(steps) / sum(steps), len(commits) / sum(commits)
    print(f"{len(steps)} steps and {len(commits)} raw commits in turns, synchronous=FULL")
    print(f"  steps       {step_rate:7.0f} a second, median {median(steps) * 1000:.2f} ms")
    print(f"  raw commits {raw_rate:7.0f} a second, median {median(commits) * 1000:.2f} ms")
    print(
        f"  ratio       {step_rate / raw_rate:7.2f} of all, "
        f"{median(commits) / median(steps):.2f} of the medians; at least {LEAST_RATIO}"
    )


def _taken(center: CommandCenter, cases: int) -> Iterator[Callable[[], object]]:
    accounts = {account.name: account for account in center.access.accounts()}
    report = Report("public", "井盖缺失", 39.9305, 116.4105, "六条 12 号")
    for _ in range(cases):
        number = center.intake.receive(report, by=accounts["call-taker"].actor).number
        for step, name, fields in _STEPS:
            yield _step(center, number, step, fields, accounts[name])


def _step(
    center: CommandCenter,
    number: str,
    step: Step,
    fields: Mapping[str, object],
    by: AccountRow,
) -> Callable[[], object]:
    return lambda: center.desk.take(
        number, step, fields, version=None, by=by.actor, viewer=by.viewer
    )


def _raw(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _commit(raw: sqlite3.Connection) -> None:
    raw.execute("INSERT INTO raw_commits VALUES (1)")
    raw.commit()


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
