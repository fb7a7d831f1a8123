"""`verify-log` on a log that was tampered with: what it prints, in the language that was asked."""

from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from tests.city.life import MONDAY_10, CityLife, FakeClock
from tests.commands.conftest import Run
from tests.services.tampering import tamper


@pytest.fixture
def altered(tiny_file: Path) -> str:
    """A case whose one line somebody changed behind our back."""
    address = f"sqlite:///{tiny_file}"
    clock = FakeClock(MONDAY_10)
    with CommandCenter(address, clock=clock) as center:
        number = CityLife(center, clock).reported()
    tamper(address, "UPDATE event_log SET actor = 'nobody'")
    return number


def test_that_faults_are_printed_one_a_line(on_tiny: Run, altered: str) -> None:
    answer = on_tiny("verify-log")
    assert answer.status == 1
    assert answer.out == f"1 entry, 1 fault.\n1\t{altered}\twas altered\n"


@pytest.mark.parametrize(("language", "fault"), [("en", "was altered"), ("zh", "该条日志被改动")])
def test_that_a_fault_is_said_in_the_language_that_was_asked(
    on_tiny: Run, altered: str, language: str, fault: str
) -> None:
    assert fault in on_tiny("--lang", language, "verify-log").out
    assert on_tiny("--lang", language, "verify-log", "--json").document == {
        "entries": 1,
        "faults": [{"sequence": 1, "number": altered, "fault": fault}],
    }
