"""`backup`, `restore` and `backup-key` as a person or a script calls them."""

import json
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from tests.commands.conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "backups"
    place.mkdir()
    return place


def test_that_a_backup_is_made_tried_and_restored(
    on_tiny: Run, run: Run, tiny_file: Path, folder: Path, tmp_path: Path
) -> None:
    made = on_tiny("--json", "backup", str(folder)).document
    assert (made["encrypted"], Path(made["file"]).parent) == (False, folder)
    report = run("--json", "restore", made["file"], "--drill").document
    assert (report["passed"], report["rows"], report["faults"]) == (True, made["rows"], [])
    there = tmp_path / "restored.sqlite3"
    restored = run("--json", "restore", made["file"], "--to", str(there)).document
    assert (restored["file"], restored["set_aside"]) == (str(there), None)
    with CommandCenter(f"sqlite:///{there}") as center:
        assert [account.name for account in center.access.accounts()]
    again = on_tiny("restore", made["file"])  # nothing in it that the backup does not have
    assert again.status == 0
    assert "is now" in again.out


def test_that_a_backup_may_be_given_a_name(on_tiny: Run, folder: Path) -> None:
    for _ in range(2):  # as every night's job does
        answer = on_tiny("backup", str(folder / "nightly.tar"))
        assert answer.status == 0
    assert [file.name for file in folder.iterdir()] == ["nightly.tar"]


def test_that_an_encrypted_backup_needs_the_key_that_was_made_for_it(
    on_tiny: Run, run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = str(tmp_path / "backup.key")
    assert run("--json", "backup-key", key).document["public_key"].startswith("age1")
    monkeypatch.setenv("COMMANDCENTER_BACKUP_KEY_FILE", key)
    made = on_tiny("--json", "backup", str(folder)).document
    assert made["encrypted"] is True
    assert run("restore", made["file"], "--drill").status == 0
    monkeypatch.delenv("COMMANDCENTER_BACKUP_KEY_FILE")
    refused = run("restore", made["file"], "--drill", "--lang", "zh")
    assert (refused.status, refused.out) == (1, "")
    assert "已加密" in refused.err
    assert run("restore", made["file"], "--drill", "--key-file", key).status == 0
    assert "already" in run("backup-key", key).err


def test_that_a_restore_that_is_refused_says_so_in_one_sentence(
    on_tiny: Run, folder: Path, tmp_path: Path
) -> None:
    half = folder / "half.tar"
    half.write_bytes(
        Path(on_tiny("--json", "backup", str(folder)).document["file"]).read_bytes()[:-1]
    )
    for words in ((str(half),), (str(half), "--drill"), (str(tmp_path / "none.tar"),)):
        refused = on_tiny("restore", *words)
        assert (refused.status, refused.out, refused.err.count("\n")) == (1, "", 1)
    assert json.loads((folder / "half.tar.drill.json").read_text(encoding="utf-8"))["faults"]


def test_that_a_backup_into_nowhere_is_refused(on_tiny: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = on_tiny("--json", "backup", str(tmp_path / "file" / "backup.tar"))
    assert (refused.status, refused.document["title"]) == (1, "backup unwritable")


def test_that_a_centre_moves_to_a_server_with_its_list_of_anchors(
    on_tiny: Run,
    run: Run,
    tiny_file: Path,
    fresh_postgres: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    tiny_file.with_suffix(".anchors.txt").write_text("2026-11-23 1-1 abc\n", encoding="utf-8")
    moved = on_tiny("--json", "move", "--to", fresh_postgres).document
    assert (moved["to"], moved["found"]) == (fresh_postgres, 0)
    assert run("--database", fresh_postgres, "--json", "account", "list").document
    with CommandCenter(fresh_postgres) as center:
        assert center.anchor_file.read_text(encoding="utf-8") == "2026-11-23 1-1 abc\n"
    again = on_tiny("move", "--to", fresh_postgres)
    assert (again.status, again.err.count("\n")) == (1, 1)
