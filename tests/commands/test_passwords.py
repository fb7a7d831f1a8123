"""A command acts as an account only after its password, wherever that comes from."""

import json
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from tests.city.life import MONDAY_10, PASSWORD, CityLife
from tests.commands.conftest import Answer, Run, password_file

NEW = "nine grey herons waiting"


def error_of(answer: Answer) -> str:
    assert answer.status == 1
    return str(json.loads(answer.out)["type"]).removeprefix("urn:commandcenter:")


def test_that_a_step_needs_the_password_of_its_account(
    on_city: Run, last_year: CityLife, kept_password: Path
) -> None:
    number = last_year.reported()
    accept = (
        "--json",
        "step",
        number,
        "accept",
        "--as",
        "call-taker",
        "--field",
        "category=10010100",
    )
    kept_password.write_text("a wrong one\n")
    assert error_of(on_city(*accept)) == "sign-in-refused"
    kept_password.write_text(f"{PASSWORD}\n")
    assert on_city(*accept).document["stage"] == "ACCEPTED"


def test_that_nobody_is_asked_where_no_terminal_and_no_file_is(
    on_tiny: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMMANDCENTER_PASSWORD_FILE")
    assert error_of(on_tiny("--json", "cases", "--as", "leader")) == "password-needed"


def test_that_the_keyring_of_the_machine_may_hold_the_password(
    on_tiny: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMMANDCENTER_PASSWORD_FILE")
    held = {("commandcenter", "leader"): PASSWORD}
    monkeypatch.setattr("keyring.get_password", lambda *of: held.get(of))
    assert on_tiny("--json", "cases", "--as", "leader").status == 0
    assert error_of(on_tiny("--json", "cases", "--as", "dispatcher")) == "password-needed"


def test_that_a_folder_and_bytes_that_are_no_text_are_refused_in_plain_words(
    on_tiny: Run, kept_password: Path, tmp_path: Path
) -> None:
    kept_password.write_bytes(b"\xff\xfe\x00")
    asked = ("--json", "cases", "--as", "leader")
    assert error_of(on_tiny(*asked)) == "password-file-not-text"
    kept_password.write_text(f"{PASSWORD}\n")
    words = ("account", "password", "leader", "--new-password-file", str(tmp_path))
    assert error_of(on_tiny("--json", *words)) == "file-unreadable"


def test_that_no_picture_of_a_centre_is_taken_without_a_password(
    on_tiny: Run, tmp_path: Path
) -> None:
    pictures = tmp_path / "pictures"
    answer = on_tiny("--json", "desk", "--tour", str(pictures))
    assert error_of(answer) == "tour-needs-account"
    assert not pictures.exists()


@pytest.mark.parametrize(
    ("content", "mode", "error_id"),
    [
        (PASSWORD, 0o644, "password-file-open"),
        ("", 0o600, "password-file-empty"),
        (None, 0, "password-file-gone"),
    ],
)
def test_that_a_password_file_that_is_not_ones_own_is_refused(
    on_tiny: Run, kept_password: Path, content: str | None, mode: int, error_id: str
) -> None:
    if content is None:
        kept_password.unlink()
    else:
        kept_password.write_text(content)
        kept_password.chmod(mode)
    assert error_of(on_tiny("--json", "cases", "--as", "leader")) == error_id


def test_that_only_an_administrator_adds_and_disables_where_there_is_one(
    on_tiny: Run, kept_password: Path
) -> None:
    added = on_tiny("--json", "account", "add", "newcomer", "--post", "dispatcher")
    assert added.document["name"] == "newcomer"  # as the only administrator, by default
    asked = ("--json", "account", "disable", "newcomer", "--as", "dispatcher")
    assert error_of(on_tiny(*asked)) == "administrator-needed"
    kept_password.write_text("a wrong one\n")
    assert error_of(on_tiny("--json", "account", "disable", "newcomer")) == "sign-in-refused"
    key = ("--json", "gateway-key", "add", "patrol", "--for", "inspector")
    assert error_of(on_tiny(*key)) == "sign-in-refused"


def test_that_a_new_account_has_the_password_that_was_given(
    on_tiny: Run, tmp_path: Path, tiny_file: Path
) -> None:
    file = password_file(tmp_path, NEW)
    words = ("account", "add", "newcomer", "--post", "leader", "--new-password-file", str(file))
    assert on_tiny(*words).status == 0
    with CommandCenter(f"sqlite:///{tiny_file}") as center:
        center.sign_in.sign_in("newcomer", NEW, "here")


def test_that_no_account_is_added_with_a_password_that_is_refused(
    on_tiny: Run, tmp_path: Path
) -> None:
    file = password_file(tmp_path, "12345678")
    words = ("account", "add", "newcomer", "--post", "leader", "--new-password-file", str(file))
    assert error_of(on_tiny("--json", *words)) == "password-common"
    assert "newcomer" not in on_tiny("account", "list").out


def test_that_one_changes_ones_own_password_and_the_administrator_anybodys(
    on_tiny: Run, tmp_path: Path, tiny_file: Path
) -> None:
    new = ("--new-password-file", str(password_file(tmp_path, NEW)))
    assert on_tiny("account", "password", "leader", *new).status == 0
    other = ("account", "password", "dispatcher", "--as", "administrator", *new)
    assert on_tiny(*other).status == 0
    with CommandCenter(f"sqlite:///{tiny_file}") as center:
        for name in ("leader", "dispatcher"):
            center.sign_in.sign_in(name, NEW, "here")
        lines = [
            (row.account, row.by) for row in center.sign_in.events() if row.event == "password_set"
        ]
    assert lines[:2] == [("dispatcher", "administrator"), ("leader", None)]


def test_that_sign_ins_are_listed(on_tiny: Run, kept_password: Path) -> None:
    on_tiny("cases", "--as", "leader")
    kept_password.write_text("a wrong one\n")
    on_tiny("cases", "--as", "leader")
    listed = on_tiny("--json", "account", "sign-ins", "leader").document
    assert [row["event"] for row in listed[:2]] == ["refused", "signed_in"]
    assert set(listed[0]) == {"account", "event", "workstation", "by", "at"}


def test_that_sessions_are_ended_by_a_command(on_tiny: Run, tiny_file: Path) -> None:
    assert on_tiny("account", "revoke-session", "leader").status == 0
    with CommandCenter(f"sqlite:///{tiny_file}") as center:
        assert center.sign_in.ended_since("leader", MONDAY_10)


def test_that_no_password_is_ever_printed(on_tiny: Run, kept_password: Path) -> None:
    kept_password.write_text("quite wrong and secret\n")
    answer = on_tiny("--json", "cases", "--as", "leader")
    assert "secret" not in answer.out + answer.err


def test_that_init_says_how_a_centre_begins(run: Run, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    said = run("--database", database, "init", "--city", "dongcheng").out
    assert "account add administrator --post administrator" in said
