"""What the README tells a new centre to type, typed: both languages, to the letter."""

import json
import re
import shlex
from pathlib import Path

import httpx2
import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.report import Report
from tests.commands.conftest import Run
from tests.commands.test_gateway_command import opened

_ROOT = Path(__file__).parents[2]
_COMMAND = ".venv/bin/python main.py "
_WINDOWS_AND_DOORS = ("desk", "wall", "gateway")


def _commands(page: str) -> list[list[str]]:
    """The commands of its part about a centre of one's own, up to the import of another system."""
    part = page[page.index("main.py init --city dongcheng") :]
    part, _, _ = part[: part.index("tests/packs/boston")].rpartition("\n")
    lines = [_COMMAND + part.splitlines()[0].partition("main.py ")[2], *part.splitlines()[1:]]
    return [
        shlex.split(line.removeprefix(_COMMAND), comments=True)
        for line in lines
        if line.startswith(_COMMAND)
    ]


def _report(page: str) -> dict[str, object]:
    found = re.search(r"-d \\\n\s*'(\{.*\})'", page)
    assert found
    report: dict[str, object] = json.loads(found[1])
    return report


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_that_the_report_of_the_readme_reaches_a_department_that_it_made(
    name: str, run: Run, tmp_path: Path
) -> None:
    page = (_ROOT / name).read_text(encoding="utf-8")
    database = f"sqlite:///{tmp_path / 'readme.sqlite3'}"
    typed = [words for words in _commands(page) if words[0] not in _WINDOWS_AND_DOORS]
    steps = [words for words in typed if words[0] == "step"]
    assert [words[2] for words in steps] == ["accept", "file", "dispatch", "acknowledge"]
    for words in typed[: -len(steps)]:
        assert run("--database", database, *words).status == 0, words
    with opened(database) as (_, netloc):
        answer = httpx2.post(f"http://{netloc}/reports", json=_report(page), timeout=30)
    assert answer.status_code == 201
    number = answer.json()["number"]
    for words in steps:
        taken = run("--database", database, *(number if w == "NUMBER" else w for w in words))
        assert (taken.status, taken.err) == (0, ""), words
    with CommandCenter(database) as center:
        case = center.casebook.case(number, viewer=center.access.account("call").viewer)
        (rule,) = (
            one
            for one in center.city.facts().categories[str(case.row.category)].conditions
            if one.number == case.condition
        )
    assert (case.row.stage, case.row.department) == ("HANDLING", rule.department)


def test_that_a_dispatch_to_where_nobody_is_says_so(on_tiny: Run, tiny_file: Path) -> None:
    database = f"sqlite:///{tiny_file}"
    with CommandCenter(database) as center:
        center.access.disable_account("department-roads")
        by = center.access.account("call-taker")
        number = center.intake.receive(
            Report("public", "井盖缺失", 39.9305, 116.4105), by=by.actor
        ).number
    on_tiny("step", number, "accept", "--as", "call-taker", "--field", "category=10010100")
    on_tiny("step", number, "file", "--as", "shift-chief", "--field", "condition=1")
    roads = ("--as", "dispatcher", "--field", "department=roads")
    sent = on_tiny("--json", "--lang", "en", "step", number, "dispatch", *roads)
    assert (sent.status, sent.document["stage"]) == (0, "DISPATCHED")
    assert sent.err.startswith("roads has no account here, so nobody can acknowledge the case.")
    with CommandCenter(database) as center:
        center.access.add_key("their-system", "roads")
        assert "roads" in center.desk.departments_served()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_that_the_way_to_a_database_names_the_one_that_was_asked_for(
    run: Run, tmp_path: Path, language: str
) -> None:
    address = f"sqlite:///{tmp_path / 'my centre.sqlite3'}"
    refused = run("--lang", language, "--database", address, "cases")
    assert refused.status == 1
    assert refused.err.strip().endswith(f"python main.py init --database '{address}'")
    assert run("--lang", language, "cases").err.strip().endswith("python main.py init")
    document = run("--lang", language, "--json", "--database", address, "cases").document
    assert document["detail"] == refused.err.strip()
