"""Each import contract, tried with an offender."""

import re
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import grimp
import pytest

from tests.conftest import ROOT

#: Fifteen, and the package's own file.
_MOST_MODULES = 16
#: The contract, a module that breaks it, and the import it must not have.
OFFENDERS = [
    ("The floors", "commandcenter.services.intake", "commandcenter.views"),
    ("The floors", "commandcenter.views", "commandcenter.gateway"),
    ("The floors", "commandcenter.models", "commandcenter.database"),
    ("Inside models", "commandcenter.models.city", "commandcenter.models.cases"),
    ("Inside cases", "commandcenter.models.cases.rules", "commandcenter.models.cases.tables"),
    ("Inside cases", "commandcenter.models.cases.tables", "commandcenter.models.cases.case"),
    ("Inside the database", "commandcenter.database.bulk", "commandcenter.database.history"),
    (
        "Inside the database",
        "commandcenter.database.history",
        "commandcenter.database.postgres.rights",
    ),
    ("Inside packs", "commandcenter.packs.grid", "commandcenter.packs.files"),
    ("Inside packs", "commandcenter.packs.content", "commandcenter.packs.settings"),
    ("Inside views", "commandcenter.views.look", "commandcenter.views.frame"),
    ("Inside views", "commandcenter.views.wall", "commandcenter.views.desk"),
    ("Inside the desk", "commandcenter.views.desk.steps", "commandcenter.views.desk.case"),
    ("Only views know Qt", "commandcenter.gateway", "PySide6.QtCore"),
    ("Only views know Qt", "commandcenter.commands", "pyqtgraph"),
    ("Screens, gateway and simulation know no SQL", "commandcenter.views.desk", "sqlalchemy"),
    (
        "Screens, gateway and simulation know no SQL",
        "commandcenter.gateway",
        "commandcenter.database.engines",
    ),
    (
        "Screens and gateway hold rows, not mapped objects",
        "commandcenter.views.desk",
        "commandcenter.models.cases.case",
    ),
    ("The arithmetic knows no database", "commandcenter.models.clocks.deadline", "sqlalchemy.orm"),
    (
        "No service calls another",
        "commandcenter.services.desk",
        "commandcenter.services.casebook",
    ),
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Our contracts over a house of the same rooms, all of them empty."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for contract in _contracts(ROOT).values():
        for module in _rooms(contract):
            _build(tmp_path, module)
        for importer, imported in _ignored(contract):
            _build(tmp_path, imported)
            _build(tmp_path, importer).write_text(f"import {imported}\n", encoding="utf-8")
    return tmp_path


def _contracts(house: Path) -> dict[str, dict[str, Any]]:
    project = tomllib.loads((house / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["name"]: contract for contract in project["tool"]["importlinter"]["contracts"]}


def _rooms(contract: dict[str, Any]) -> list[str]:
    """Every module of ours that a contract names; siblings on a floor stand in one string."""
    keys = ("layers", "modules", "source_modules", "forbidden_modules")
    named = " ".join(name for key in keys for name in contract.get(key, []))
    rooms = (name.removesuffix(".*") for name in named.split())
    return [name for name in rooms if name.startswith("commandcenter")]


def _ignored(contract: dict[str, Any]) -> list[tuple[str, str]]:
    """The imports that a contract lets pass; import-linter wants each of them to exist."""
    pairs = (line.split(" -> ") for line in contract.get("ignore_imports", []))
    return [(importer, imported) for importer, imported in pairs]


def _build(house: Path, module: str) -> Path:
    """An empty package for a module and for all that it lies in; the file of the last one."""
    folder = house
    for part in module.split("."):
        folder /= part
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    return folder / "__init__.py"


def _lint(house: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache"], cwd=house, capture_output=True, text=True, check=False
    )


def test_that_empty_rooms_keep_every_contract(house: Path) -> None:
    done = _lint(house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("contract", "module", "imported"),
    OFFENDERS,
    ids=[f"{module} imports {imported}" for _, module, imported in OFFENDERS],
)
def test_that_an_offender_is_caught(house: Path, contract: str, module: str, imported: str) -> None:
    if imported.startswith("commandcenter"):
        _build(house, imported)
    _build(house, module).write_text(f"import {imported}\n", encoding="utf-8")
    done = _lint(house)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout


def test_that_every_contract_is_tried() -> None:
    assert set(_contracts(ROOT)) == {contract for contract, _, _ in OFFENDERS}


def test_that_every_room_but_the_screens_is_kept_from_qt() -> None:
    found = (ROOT / "commandcenter").iterdir()
    rooms = {f"commandcenter.{room.stem}" for room in found if not room.name.startswith("_")}
    kept = _contracts(ROOT)["Only views know Qt"]["source_modules"]
    assert rooms - set(kept) == {"commandcenter.views"}


def test_that_what_is_mapped_is_kept_from_the_screens() -> None:
    contract = _contracts(ROOT)["Screens and gateway hold rows, not mapped objects"]
    mapped = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in (ROOT / "commandcenter" / "models").rglob("*.py")
        if re.search(r"^(from|import) sqlalchemy", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    kept = tuple(contract["forbidden_modules"])
    assert {module for module in mapped if not f"{module}.".startswith(_below(kept))} == set()


def _below(rooms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{room}." for room in rooms)


def test_that_every_room_stands_in_the_list_of_rooms() -> None:
    listed = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = {
        file.parent.relative_to(ROOT / "commandcenter").as_posix()
        for file in (ROOT / "commandcenter").rglob("*.py")
    }
    assert {room for room in rooms - {"."} if f"`{room}/`" not in listed} == set()


def test_that_no_two_rooms_need_each_other() -> None:
    house = grimp.build_graph("commandcenter", cache_dir=None)
    needs: dict[str, set[str]] = {}
    for module in house.modules:
        imported = {_room(other) for other in house.find_modules_directly_imported_by(module)}
        needs.setdefault(_room(module), set()).update(imported - {_room(module)})
    TopologicalSorter(needs).prepare()


def _room(module: str) -> str:
    """The folder of a module; those right below the package are rooms of their own."""
    is_folder = (ROOT / module.replace(".", "/")).is_dir()
    folder = module if is_folder else module.rpartition(".")[0]
    return module if folder == "commandcenter" else folder


def test_that_no_room_grows_beyond_what_a_newcomer_oversees() -> None:
    rooms = [file for file in (ROOT / "commandcenter").rglob("*") if file.is_dir()]
    sizes = {room: len(list(room.glob("*.py"))) for room in rooms}
    assert max(sizes.values()) <= _MOST_MODULES, max(sizes, key=lambda room: sizes[room])
