"""The files that run jobs and gateway as services: systemd reads them, and they may do little."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

UNITS = sorted((ROOT / "setup" / "service").glob("*.service"))
CONTAINER = ROOT / "setup" / "container" / "Containerfile"
#: `systemd-analyze security`, in tenths: 0 may do nothing, 100 everything.
_MOST_EXPOSED = 20


def _analyze(*words: str | Path) -> str:
    """What systemd-analyze says; fails if it finds a fault."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed; on Debian: apt-get install systemd")
    command = [program, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), f"{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(params=UNITS, ids=[unit.stem for unit in UNITS])
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The unit as it is installed, except that its program is here."""
    installed = tmp_path / str(request.param.name)
    source: Path = request.param
    text = source.read_text(encoding="utf-8")
    here = Path(sys.executable).with_name("commandcenter")
    assert "/opt/commandcenter/.venv/bin/commandcenter" in text
    installed.write_text(
        text.replace("/opt/commandcenter/.venv/bin/commandcenter", str(here)), encoding="utf-8"
    )
    return installed


def test_that_there_is_a_unit_for_the_jobs_and_one_for_the_gateway() -> None:
    assert [unit.stem for unit in UNITS] == ["commandcenter-gateway", "commandcenter-jobs"]


def test_that_systemd_finds_no_fault_in_a_unit(unit: Path) -> None:
    assert _analyze("verify", "--man=no", unit) == ""


def test_that_a_service_may_do_little(unit: Path) -> None:
    _analyze("security", "--offline=true", f"--threshold={_MOST_EXPOSED}", "--no-pager", unit)


def test_that_the_command_of_a_unit_is_one_of_ours(unit: Path) -> None:
    found = re.search(r"^ExecStart=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    command = [*shlex.split(found[1]), "--help"]
    subprocess.run(command, capture_output=True, check=True)


def _lines() -> list[tuple[str, str]]:
    """The instructions of the container file, with continued lines joined."""
    text = re.sub(r"\\\n\s*", " ", CONTAINER.read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def test_that_the_container_runs_as_an_ordinary_user_from_a_named_version() -> None:
    lines = _lines()
    assert lines[0][0] == "FROM"
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+-slim-\w+", lines[0][1])
    assert [rest for name, rest in lines if name == "USER"] == ["commandcenter"]
    last = {name: place for place, (name, _) in enumerate(lines)}
    assert last["USER"] > max(last["RUN"], last["COPY"])
    assert all(rest.startswith('["') for name, rest in lines if name in ("ENTRYPOINT", "CMD"))


def test_that_the_container_gets_only_what_is_locked_and_what_is_ours() -> None:
    for name, rest in _lines():
        assert name != "ADD"
        for wanted in rest.split()[:-1] if name == "COPY" else ():
            assert (ROOT / wanted).exists(), wanted
        for install in re.findall(r"pip install [^&]*", rest) if name == "RUN" else ():
            assert "--require-hashes" in install or "--no-deps" in install


def test_that_no_password_is_in_any_of_these_files() -> None:
    for file in (*UNITS, CONTAINER):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"PGPASSWORD|://[^/\s]*:[^/\s]*@", text)


def test_that_a_linter_finds_no_fault_in_the_container_file() -> None:
    program = shutil.which("hadolint")
    if program is None:
        pytest.skip("hadolint is not installed, and Debian has no package of it")
    subprocess.run([program, "--ignore", "DL3008", CONTAINER], check=True)
