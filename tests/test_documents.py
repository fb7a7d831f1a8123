"""Files and folders that the documents name are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_NAMED = re.compile(r"`([a-z][\w.-]*(?:/[\w.-]+)*/?)`")
_LINKED = re.compile(r"\]\(([^)#:]+)\)")
_FILE = re.compile(r".+\.(?:py|js|md|toml|ts|sql|csv)")


def _named_in_tables(text: str) -> Iterator[tuple[str, list[str]]]:
    """What looks like a file or folder, and the names before it in its row: the second of two files
    of one folder is named without it."""
    for row in (line for line in text.splitlines() if line.startswith("|")):
        names = [it for it in _NAMED.findall(row) if "/" in it or _FILE.fullmatch(it)]
        for at, name in enumerate(names):
            yield name, names[:at]


def _is_there(name: str, before: list[str]) -> bool:
    folders = [ROOT, ROOT / "commandcenter"]
    folders += [top / Path(it).parent for it in before for top in (ROOT, ROOT / "commandcenter")]
    return any((folder / name).exists() for folder in folders)


@pytest.mark.parametrize("document", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_that_every_file_and_folder_of_a_table_or_link_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    gone = [name for name, before in _named_in_tables(text) if not _is_there(name, before)]
    gone += [name for name in _LINKED.findall(text) if not (ROOT / name).exists()]
    assert gone == []


def test_that_every_folder_of_the_program_has_a_row() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    where = text.split("## Where things are")[1].split("### Packages and layers")[0]
    program = ROOT / "commandcenter"
    folders = [it.parent for it in program.rglob("__init__.py") if it.parent != program]
    wordless = [
        name
        for name in (it.relative_to(program).as_posix() for it in folders)
        if f"`{name}/" not in where and f"`commandcenter/{name}/" not in where
    ]
    assert sorted(wordless) == []
