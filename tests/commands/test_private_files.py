"""Who may read a database and what lies beside it; names and telephone numbers are in it."""

from pathlib import Path

from commandcenter.center import CommandCenter
from commandcenter.commands.doctor import Check, Verdict, doctor_checks
from commandcenter.private_files import append_privately
from commandcenter.words import LANGUAGES
from tests.city.centers import TINY
from tests.commands.conftest import Run


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def _made(run: Run, file: Path) -> None:
    assert run("--database", f"sqlite:///{file}", "--city", str(TINY), "init").status == 0


def test_that_a_new_database_and_its_folders_are_their_owner_s_alone(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "new" / "city" / "center.sqlite3"
    _made(run, file)
    assert [_mode(file.parent), _mode(file.parent.parent), _mode(file)] == [0o700, 0o700, 0o600]
    with CommandCenter(f"sqlite:///{file}") as center:
        center.check()
        beside = [file.with_name(file.name + end) for end in ("-wal", "-shm")]
        assert [_mode(one) for one in beside] == [0o600, 0o600]
        append_privately(center.anchor_file, "an anchor\n")
        assert _mode(center.anchor_file) == 0o600


def test_that_what_a_group_shares_on_purpose_stays_shared(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o770)
    file = folder / "center.sqlite3"
    _made(run, file)
    file.chmod(0o660)
    _made(run, file)
    assert (_mode(folder), _mode(file)) == (0o770, 0o660)


def _checks(file: Path, subject: str) -> list[Check]:
    return [check for check in doctor_checks(f"sqlite:///{file}") if check.subject == subject]


def test_that_doctor_says_what_others_may_read_and_how_to_end_it(tiny_file: Path) -> None:
    tiny_file.chmod(0o600)
    (fine,) = _checks(tiny_file, "rights")
    assert fine.verdict is Verdict.OK
    tiny_file.chmod(0o644)
    (noted,) = _checks(tiny_file, "rights")
    assert noted.verdict is Verdict.NOTE
    for language in LANGUAGES:
        assert f"chmod 600 {tiny_file}" in (noted.remedy(language) or "")


def test_that_doctor_notes_a_folder_in_which_others_can_replace_the_file(tiny_file: Path) -> None:
    tiny_file.chmod(0o600)
    tiny_file.parent.chmod(0o777)
    (noted,) = _checks(tiny_file, "rights")
    assert noted.remedy("en") == (
        f"Unless the folder is shared on purpose: chmod 700 {tiny_file.parent}"
    )
