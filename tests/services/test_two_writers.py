"""The writers' queue: whatever is written at once, the feed loses nothing and the chain holds."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError, StaleVersion
from commandcenter.models.cases.rules.report import Report
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.viewer import CENTRE_VIEW
from tests.city.life import MANHOLE, CityLife, FakeClock

WRITERS, REPORTS = 6, 10
DOOR = Actor("door", frozenset())


def _report(address: str, clock: FakeClock, writer: int) -> list[str]:
    """A process of its own would open its own centre; so does this thread."""
    with CommandCenter(address, clock=clock) as center:
        return [
            center.intake.receive(
                Report("public", f"第 {writer}-{n} 件", 39.9305, 116.4105), by=DOOR
            ).number
            for n in range(REPORTS)
        ]


def test_that_a_feed_polled_without_pause_loses_nothing_of_six_writers(
    address: str, clock: FakeClock
) -> None:
    seen: list[int] = []
    written = threading.Event()

    def poll() -> None:
        with CommandCenter(address, clock=clock) as reader:
            cursor, last_round = "0", False
            while True:
                last_round = written.is_set()
                changes, cursor = reader.change_feed.since(cursor, viewer=CENTRE_VIEW)
                seen.extend(change.sequence for change in changes)
                if last_round and not changes:
                    return

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(poll)
        try:
            numbers = [
                number
                for written_by in pool.map(lambda n: _report(address, clock, n), range(WRITERS))
                for number in written_by
            ]
        finally:  # a writer that fails must not leave the reader waiting for the others
            written.set()
        reader.result()
    assert len(set(numbers)) == WRITERS * REPORTS
    assert seen == list(range(1, WRITERS * REPORTS + 1))
    with CommandCenter(address, clock=clock) as center:
        verdict = center.log_audit.verify()
    assert (verdict.entries, verdict.faults) == (WRITERS * REPORTS, ())


def test_that_of_many_dispatchers_with_one_version_exactly_one_wins(
    address: str, clock: FakeClock
) -> None:
    with CommandCenter(address, clock=clock) as center:
        number = CityLife(center, clock).filed(MANHOLE)
        dispatcher = center.access.account("dispatcher")

    def dispatch(department: str) -> str:
        with CommandCenter(address, clock=clock) as own:
            try:
                own.desk.take(
                    number,
                    Step.DISPATCH,
                    {"department": department},
                    version=3,
                    by=dispatcher.actor,
                    viewer=dispatcher.viewer,
                )
            except CommandCenterError as refusal:
                return refusal.sentence("en") if isinstance(refusal, StaleVersion) else "?"
            return "won"

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(dispatch, ["roads", "sanitation", "street"] * 2))
    assert answers.count("won") == 1
    losers = [answer for answer in answers if answer != "won"]
    assert all("dispatcher took “dispatch”" in answer for answer in losers)


def test_that_a_repeated_request_is_answered_with_the_first_answer(center: CommandCenter) -> None:
    report = Report("public", "井盖缺失", 39.9305, 116.4105)
    first = center.intake.receive(report, by=DOOR, key="k")
    again = center.intake.receive(report, by=DOOR, key="k")
    assert (first.new, again.new, again.number) == (True, False, first.number)
    assert _numbers(center) == [first.number]


def _numbers(center: CommandCenter) -> list[str]:
    changes, _ = center.change_feed.since("0", viewer=CENTRE_VIEW)
    return [change.number for change in changes]


def test_that_no_step_lies_before_the_one_it_follows(
    center: CommandCenter, clock: FakeClock
) -> None:
    number = CityLife(center, clock).dispatched(MANHOLE)
    clock.advance(timedelta(days=-2))  # somebody sets the machine's clock back
    CityLife(center, clock).step(number, Step.ACKNOWLEDGE, "department-roads", {})
    moments = [line.at for line in center.casebook.history(number, viewer=CENTRE_VIEW)]
    assert moments == sorted(moments)


def test_that_a_key_with_another_request_is_refused(center: CommandCenter) -> None:
    center.intake.receive(Report("public", "井盖缺失", address="六条"), by=DOOR, key="k")
    with pytest.raises(CommandCenterError, match="already used with a different request"):
        center.intake.receive(Report("public", "垃圾", address="六条"), by=DOOR, key="k")
