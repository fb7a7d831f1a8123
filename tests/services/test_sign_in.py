"""Who sits there is who they say: passwords, wrong ones, and what the access log keeps of both."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import (
    InvalidInput,
    NotFound,
    NotIdentified,
    NotPermitted,
    TooMany,
)
from commandcenter.models.staff.password import is_right
from commandcenter.models.staff.sign_in_event import SignInEventKind
from tests.city.life import MONDAY_10, PASSWORD, FakeClock
from tests.city.posts import Post
from tests.services.tampering import tamper

HERE, ELSEWHERE = "chief@desk-1", "stranger@desk-9"


def refused(center: CommandCenter, name: str, password: str, workstation: str = HERE) -> str:
    with pytest.raises(NotIdentified) as refusal:
        center.sign_in.sign_in(name, password, workstation)
    return refusal.value.error_id


def events(center: CommandCenter, workstation: str = HERE) -> list[tuple[str, str]]:
    """Those of a workstation, oldest first."""
    rows = [row for row in center.sign_in.events() if row.workstation == workstation]
    return [(row.account, row.event) for row in reversed(rows)]


def test_that_the_right_password_opens_and_a_wrong_one_does_not(center: CommandCenter) -> None:
    center.sign_in.sign_in("dispatcher", PASSWORD, HERE)
    assert refused(center, "dispatcher", PASSWORD + "s") == "sign-in-refused"
    assert events(center) == [("dispatcher", "signed_in"), ("dispatcher", "refused")]


def test_that_nobody_learns_which_names_there_are(center: CommandCenter) -> None:
    assert refused(center, "my own password", "x") == refused(center, "dispatcher", "x")
    assert events(center)[0] == ("", "refused")  # what was typed as a name is not kept


def test_that_an_account_without_password_lets_nobody_in(center: CommandCenter) -> None:
    center.access.add_account("newcomer", Post.DISPATCHER)
    assert not center.sign_in.has_password("newcomer")
    assert refused(center, "newcomer", "") == "password-not-set"
    center.sign_in.set_password("newcomer", "plum blossoms in March", HERE, by="administrator")
    center.sign_in.sign_in("newcomer", "plum blossoms in March", HERE)
    assert ("newcomer", "password_set") in events(center)


def test_that_a_disabled_account_is_said_to_be_so_only_after_its_password(
    center: CommandCenter,
) -> None:
    center.access.disable_account("dispatcher")
    assert refused(center, "dispatcher", "wrong") == "sign-in-refused"
    with pytest.raises(NotPermitted, match="disabled"):
        center.sign_in.sign_in("dispatcher", PASSWORD, HERE)
    assert events(center) == [("dispatcher", "refused")] * 2


def test_that_guessing_is_slowed_where_it_happens_and_locks_nobody_out_elsewhere(
    center: CommandCenter, clock: FakeClock
) -> None:
    for _ in range(5):
        refused(center, "dispatcher", "wrong", ELSEWHERE)
        clock.advance(timedelta(seconds=10))
    with pytest.raises(TooMany) as throttled:
        center.sign_in.sign_in("dispatcher", PASSWORD, ELSEWHERE)  # even with the right one
    assert throttled.value.params["at"] == MONDAY_10 + timedelta(minutes=15)
    center.sign_in.sign_in("dispatcher", PASSWORD, HERE)
    center.sign_in.sign_in("call-taker", PASSWORD, ELSEWHERE)
    clock.advance(timedelta(minutes=15))
    center.sign_in.sign_in("dispatcher", PASSWORD, ELSEWHERE)


def test_that_trying_one_name_after_the_other_is_slowed_too(center: CommandCenter) -> None:
    for n in range(20):
        refused(center, f"name-{n}", "password", ELSEWHERE)
    with pytest.raises(TooMany):
        center.sign_in.sign_in("dispatcher", PASSWORD, ELSEWHERE)


def test_that_a_right_password_forgives_the_wrong_ones_before(center: CommandCenter) -> None:
    for _ in range(3):
        for _ in range(4):
            refused(center, "dispatcher", "wrong")
        center.sign_in.sign_in("dispatcher", PASSWORD, HERE)


@pytest.mark.parametrize(
    ("password", "error_id"),
    [
        ("1234567", "password-short"),
        ("x" * 257, "password-long"),
        ("password1", "password-common"),
        ("88888888", "password-common"),
        ("woaini1314", "password-common"),
        ("dispatcher1", "password-common"),
        ("qwertyuiop", "password-common"),
    ],
)
def test_that_a_password_that_others_would_guess_is_refused(
    center: CommandCenter, password: str, error_id: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        center.sign_in.set_password("dispatcher", password, HERE)
    assert refusal.value.error_id == error_id
    center.sign_in.sign_in("dispatcher", PASSWORD, HERE)  # nothing has changed


@pytest.mark.parametrize(
    "password",
    [
        "东城区二零二六年的雪下得很大",
        "one letter after another, and a space here and there, and so on, till",
        "no Capital, no digit",
    ],
)
def test_that_length_counts_and_no_mixture_of_characters(
    center: CommandCenter, password: str
) -> None:
    center.sign_in.set_password("dispatcher", password, HERE)
    center.sign_in.sign_in("dispatcher", password, HERE)


def test_that_ones_own_password_is_changed_only_after_the_old_one(center: CommandCenter) -> None:
    new = "eight slow river boats"
    with pytest.raises(NotIdentified):
        center.sign_in.change_password("dispatcher", "wrong", new, HERE)
    with pytest.raises(InvalidInput, match="old one"):
        center.sign_in.change_password("dispatcher", PASSWORD, PASSWORD, HERE)
    center.sign_in.change_password("dispatcher", PASSWORD, new, HERE)
    assert refused(center, "dispatcher", PASSWORD) == "sign-in-refused"
    center.sign_in.sign_in("dispatcher", new, HERE)


def test_that_ended_sessions_are_those_from_before(center: CommandCenter, clock: FakeClock) -> None:
    before = clock()
    clock.advance(timedelta(minutes=1))
    assert not center.sign_in.ended_since("dispatcher", before)
    center.sign_in.end_sessions("dispatcher", HERE, by="administrator")
    clock.advance(timedelta(minutes=1))
    assert center.sign_in.ended_since("dispatcher", before)
    assert not center.sign_in.ended_since("dispatcher", clock())
    assert not center.sign_in.ended_since("call-taker", before)
    with pytest.raises(NotFound):
        center.sign_in.end_sessions("nobody", HERE)


def test_that_a_new_password_ends_the_sessions_from_before(
    center: CommandCenter, clock: FakeClock
) -> None:
    before = clock()
    clock.advance(timedelta(minutes=1))
    center.sign_in.set_password("dispatcher", "plum blossoms in March", HERE, by="administrator")
    assert center.sign_in.ended_since("dispatcher", before)


def test_that_a_password_that_was_replaced_while_it_was_checked_opens_nothing(
    center: CommandCenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = "plum blossoms in March"

    def is_right_and_replaced(password: str, stored: str | None) -> bool:
        found = is_right(password, stored)
        monkeypatch.undo()
        center.sign_in.set_password("dispatcher", new, ELSEWHERE, by="administrator")
        return found

    monkeypatch.setattr("commandcenter.services.sign_in.is_right", is_right_and_replaced)
    assert refused(center, "dispatcher", PASSWORD) == "sign-in-refused"
    center.sign_in.sign_in("dispatcher", new, HERE)


def test_that_trying_many_passwords_at_once_is_slowed_as_well(center: CommandCenter) -> None:
    together = threading.Barrier(12)

    def try_one(n: int) -> str:
        together.wait(30)
        try:
            center.sign_in.sign_in("dispatcher", f"wrong {n}", ELSEWHERE)
        except (NotIdentified, TooMany) as refusal:
            return refusal.error_id
        return "signed in"

    with ThreadPoolExecutor(12) as pool:
        answers = sorted(pool.map(try_one, range(12)))
    assert answers == ["sign-in-refused"] * 5 + ["sign-in-throttled"] * 7
    assert events(center, ELSEWHERE) == [("dispatcher", "refused")] * 5


def test_that_locking_and_leaving_are_in_the_access_log(center: CommandCenter) -> None:
    center.sign_in.sign_in("dispatcher", PASSWORD, HERE)
    center.sign_in.note("dispatcher", SignInEventKind.LOCKED, HERE)
    center.sign_in.sign_in("dispatcher", PASSWORD, HERE, event=SignInEventKind.UNLOCKED)
    center.sign_in.note("dispatcher", SignInEventKind.SIGNED_OUT, HERE)
    assert [event for _, event in events(center)] == [
        "signed_in",
        "locked",
        "unlocked",
        "signed_out",
    ]


def test_that_a_demo_asks_for_no_password(center: CommandCenter) -> None:
    assert not center.sign_in.is_open()
    center.timekeeping.simulate(MONDAY_10, 1)
    assert center.sign_in.is_open()


def test_that_a_password_put_there_from_outside_is_found(
    center: CommandCenter, address: str
) -> None:
    assert center.log_audit.verify().faults == ()
    tamper(
        address,
        "UPDATE credentials SET password_hash = (SELECT password_hash FROM credentials"
        " WHERE account = 'leader') || 'x' WHERE account = 'dispatcher'",
    )
    assert center.log_audit.verify().faults != ()
