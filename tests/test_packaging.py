"""What is installed: the lock files, the web assets' lock, and the wheel."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

LOCKS = ("build", "run", "dev")
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
_LOCK_LINE = re.compile(
    r"[A-Za-z0-9._-]+==[^ ;:/\\]+( ; [^:/\\]+)? \\"
    r"|    --hash=sha256:[0-9a-f]{64}( \\)?"
    r"|    # [^:/\\]*"
)


def _lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")


def _pins(name: str) -> set[tuple[str, str]]:
    return {(canonicalize_name(pin["name"]), pin["version"]) for pin in _PIN.finditer(_lock(name))}


@pytest.mark.parametrize("name", LOCKS)
def test_that_each_pinned_thing_has_its_hashes(name: str) -> None:
    entries = re.split(r"\n(?=[a-z0-9])", _lock(name).strip())
    assert len(entries) == len(_pins(name))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", LOCKS)
def test_that_a_lock_names_no_index_and_no_folder(name: str) -> None:
    """Pins, hashes, and comments with neither address nor path: nothing else."""
    assert [line for line in _lock(name).splitlines() if not _LOCK_LINE.fullmatch(line)] == []


def test_that_the_developers_lock_holds_the_others() -> None:
    assert _pins("run") <= _pins("dev")
    assert _pins("build") <= _pins("dev")


@pytest.mark.parametrize("name", ["run", "dev"])
def test_that_a_lock_is_inside_the_ranges_of_the_project(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["dependencies"])
    if name == "dev":
        wanted += project["optional-dependencies"]["dev"]
    assert [text for text in wanted if not _kept(Requirement(text), _pins(name))] == []


def _kept(wanted: Requirement, pins: Iterable[tuple[str, str]]) -> bool:
    versions = [version for name, version in pins if name == canonicalize_name(wanted.name)]
    return bool(versions) and all(version in wanted.specifier for version in versions)


def test_that_the_web_assets_are_pinned_by_content_and_not_by_address() -> None:
    lock = json.loads((ROOT / "resources/map/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages["node_modules/leaflet"]["version"] == "1.9.4"
    for entry in packages.values():
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return ZipFile(path)


def test_that_the_wheel_installs_one_package_only(wheel: ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"commandcenter"}


@pytest.mark.parametrize(
    "files",
    [
        "resources/cities/*/city.toml",
        "resources/map/*.js",
        "resources/map/vendor/leaflet/leaflet.js",
        "resources/map/vendor/leaflet/LICENSE",
        "resources/translations/refusals/*.toml",
        "resources/machine/libraries.txt",
        "db/env.py",
        "db/versions/*.py",
    ],
)
def test_that_the_wheel_holds_what_the_program_reads(wheel: ZipFile, files: str) -> None:
    assert [name for name in wheel.namelist() if Path(name).match(f"commandcenter/{files}")]


def test_that_the_wheel_speaks_every_language_that_was_translated(wheel: ZipFile) -> None:
    sources = (ROOT / "resources" / "translations").glob("*.ts")
    compiled = {f"commandcenter/resources/translations/{source.stem}.qm" for source in sources}
    assert compiled - set(wheel.namelist()) == set()


def test_that_the_wheel_leaves_no_file_of_the_program_behind(wheel: ZipFile) -> None:
    places = ("commandcenter", "resources/cities", "resources/styles", "db")
    files = {file for place in places for file in (ROOT / place).rglob("*.*") if file.is_file()}
    ours = {str(file.relative_to(ROOT)) for file in files if file.parent.name != "__pycache__"}
    packed = {name.removeprefix("commandcenter/") for name in wheel.namelist()}
    assert {name.removeprefix("commandcenter/") for name in ours} - packed == set()


def test_that_the_wheel_brings_the_command(wheel: ZipFile) -> None:
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "commandcenter = commandcenter.commands:main" in wheel.read(entry_points).decode()
