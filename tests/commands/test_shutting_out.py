"""Accounts disabled, keys revoked from the command line; who acts with `--as` is written down."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from commandcenter.gateway.app import make_app
from commandcenter.system_user import system_user
from tests.city.life import MONDAY_10
from tests.commands.conftest import Run
from tests.commands.test_command_line import number as number  # a fixture

ACCEPT = ("accept", "--as", "call-taker", "--field", "category=10010100")


def test_that_an_account_is_disabled_and_enabled(on_tiny: Run) -> None:
    disabled = on_tiny("account", "disable", "leader", "--json").document
    assert set(disabled) == {"name", "post", "department", "area", "disabled_at"}
    assert (disabled["name"], disabled["post"]) == ("leader", "leader")
    assert disabled["disabled_at"]
    listed = on_tiny("account", "list", "--json").document
    assert [row["name"] for row in listed if row["disabled_at"]] == ["leader"]
    assert on_tiny("account", "enable", "leader", "--json").document["disabled_at"] is None


def test_that_a_disabled_account_is_refused_in_plain_words(on_tiny: Run, number: str) -> None:
    assert (
        on_tiny("account", "disable", "call-taker").out == "The account call-taker is disabled.\n"
    )
    refused = on_tiny("step", number, *ACCEPT)
    assert refused.status == 1
    assert refused.err.startswith("The account call-taker was disabled at 2")
    chinese = on_tiny("step", number, *ACCEPT, "--lang", "zh")
    assert chinese.err.startswith("账号 call-taker 已于 ")
    on_tiny("account", "enable", "call-taker")
    assert on_tiny("step", number, *ACCEPT).status == 0


def test_that_a_key_is_listed_rotated_and_revoked(on_tiny: Run) -> None:
    first = on_tiny("gateway-key", "add", "roads-system", "--for", "roads", "--json").document
    (listed,) = on_tiny("gateway-key", "list", "--json").document
    assert set(listed) == {"name", "for", "made_at", "revoked_at"}
    assert (listed["name"], listed["for"], listed["revoked_at"]) == ("roads-system", "roads", None)
    second = on_tiny("gateway-key", "rotate", "roads-system", "--json").document
    assert set(first) == set(second) == {"name", "key"}
    assert first["key"] != second["key"]
    revoked = on_tiny("gateway-key", "revoke", "roads-system", "--json").document
    assert revoked["revoked_at"]
    assert first["key"] not in str(listed | revoked)


def test_that_a_door_that_is_open_knows_a_revoked_key_no_longer(
    on_tiny: Run, tiny_file: Path
) -> None:
    keys = {
        name: on_tiny("gateway-key", "add", name, "--for", "centre", "--json").document["key"]
        for name in ("revoked", "rotated", "left-alone")
    }
    with CommandCenter(f"sqlite:///{tiny_file}") as center, TestClient(make_app(center)) as door:

        def status(name: str) -> int:
            return door.get("/feed", headers={"Authorization": f"Bearer {keys[name]}"}).status_code

        assert [status(name) for name in keys] == [200, 200, 200]
        on_tiny("gateway-key", "revoke", "revoked")
        on_tiny("gateway-key", "rotate", "rotated")
        assert [status(name) for name in keys] == [401, 401, 200]
        answer = door.get("/feed", headers={"Authorization": f"Bearer {keys['revoked']}"})
        assert "The key of revoked was revoked at" in answer.json()["detail"]


@pytest.mark.parametrize("words", [("account", "disable"), ("gateway-key", "revoke")])
def test_that_a_name_that_nobody_has_is_refused(on_tiny: Run, words: tuple[str, ...]) -> None:
    answer = on_tiny(*words, "nobody")
    assert (answer.status, answer.out) == (1, "")
    assert "nobody" in answer.err


def test_that_a_step_leaves_behind_which_user_of_the_machine_took_it(
    on_tiny: Run, number: str, tiny_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, "somebody-else")
    on_tiny("step", number, *ACCEPT)
    with closing(sqlite3.connect(tiny_file)) as file:
        found = file.execute(
            "SELECT account, system_user, command, number FROM command_line_uses"
        ).fetchall()
    assert found == [("call-taker", system_user(), "step accept", number)]
    assert "somebody-else" not in system_user()


def test_that_a_desk_opened_as_somebody_leaves_it_behind_too(
    on_tiny: Run, tiny_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    with CommandCenter(f"sqlite:///{tiny_file}") as center:
        center.timekeeping.simulate(MONDAY_10, 1)  # a demo; elsewhere the sign-in leaves it behind
    on_tiny("desk", "--as", "leader")  # refused: there is no display; but it was asked for
    with closing(sqlite3.connect(tiny_file)) as file:
        found = file.execute("SELECT account, command FROM command_line_uses").fetchall()
    assert found == [("leader", "desk")]


def test_that_reading_as_somebody_leaves_it_behind_and_reading_as_nobody_does_not(
    on_tiny: Run, number: str, tiny_file: Path
) -> None:
    reads = (("board", "--at", "2199-01-01"), ("warnings",), ("warnings", "--release"), ("cases",))
    for words in reads:
        on_tiny(*words)
        on_tiny(*words, "--as", "leader")
    with closing(sqlite3.connect(tiny_file)) as file:
        found = file.execute(
            "SELECT account, command FROM command_line_uses ORDER BY ordinal"
        ).fetchall()
    commands = ["board", "warnings", "warnings --release", "cases"]
    assert found == [("leader", command) for command in commands]
