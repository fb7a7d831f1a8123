"""What scripts rely on: exit status, one JSON document, plain refusals, options anywhere."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from commandcenter.center import CommandCenter
from commandcenter.gateway.app import make_app
from commandcenter.models.cases.rules.report import Report, ReporterName
from commandcenter.models.staff.actor import RESIDENT
from tests.city.centers import TINY
from tests.city.life import MANHOLE, photo
from tests.commands.conftest import Run


@pytest.fixture
def number(tiny_file: Path) -> str:
    """A case that came in through the web door."""
    with CommandCenter(f"sqlite:///{tiny_file}") as center, TestClient(make_app(center)) as door:
        report = {"source": "public", "description": "井盖缺失", "address": "六条"}
        return str(door.post("/reports", json=report).json()["number"])


def test_that_init_makes_a_centre_once_and_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'new' / 'c.sqlite3'}"
    first = run("init", "--city", str(TINY), "--database", database, "--json")
    again = run("--json", f"--database={database}", "init")
    assert first.document == again.document == {"city": "tiny", "version": 1}
    assert (first.status, again.status) == (0, 0)


def test_that_a_database_of_another_city_is_refused(on_tiny: Run) -> None:
    answer = on_tiny("init", "--city", "dongcheng")
    assert answer.status == 1
    assert "belongs to tiny" in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ("desk",), ("wall",), ("statistics",), ("cases",), ("kpi",), ("jobs", "--once"),
        ("log", "--after", "0"), ("verify-log",), ("account", "list"),
        ("gateway-key", "add", "k", "--for", "centre"), ("warnings", "--release"),
        ("board", "--at", "2026-11-22"),
        ("reporter", "erase", "1", "--as", "call-taker"),
    ],
)  # fmt: skip
def test_that_every_command_refuses_a_database_that_was_not_made(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "none.sqlite3"
    answer = run(*words, "--database", f"sqlite:///{file}")
    assert answer.status == 1
    assert answer.err.strip().endswith(f"python main.py init --database sqlite:///{file}")
    assert not file.exists()


def test_that_a_case_goes_its_whole_way_by_steps(on_tiny: Run, number: str, tmp_path: Path) -> None:
    picture = tmp_path / "after.jpg"
    picture.write_bytes(photo().content)
    steps = [
        ("accept", "call-taker", f"category={MANHOLE}"),
        ("file", "shift-chief", "condition=1"),
        ("dispatch", "dispatcher", "department=roads"),
        ("acknowledge", "department-roads"),
        ("finish", "department-roads", "note=已盖好", f"photo=@{picture}"),
        ("ask_inspect", "call-taker", "inspector=inspector"),
        ("pass", "inspector", f"photo=@{picture}"),
        ("close", "shift-chief", "closing=done"),
    ]
    for version, (step, account, *fields) in enumerate(steps, start=1):
        options = [word for field in fields for word in ("--field", field)]
        answer = on_tiny(
            "step", number, step, "--as", account, *options, "--version", str(version), "--json"
        )
        assert answer.status == 0, answer.out
        assert answer.document["version"] == version + 1
    history = on_tiny("log", number, "--json").document
    assert [entry["step"] for entry in history] == ["report", *(step[0] for step in steps)]
    assert history[5]["opinion"] == "已盖好"
    assert on_tiny("verify-log", "--json").document == {"entries": 9, "faults": []}
    (case,) = on_tiny("cases", "--json").document
    assert (case["stage"], len(case["photos"])) == ("CLOSED", 2)


def test_that_a_refusal_with_json_is_the_one_document(on_tiny: Run, number: str) -> None:
    answer = on_tiny("step", number, "close", "--as", "shift-chief", "--field", "closing=done",
                     "--json")  # fmt: skip
    assert answer.status == 1
    assert answer.document["status"] == 409
    assert answer.err == ""


def test_that_a_refusal_is_one_plain_sentence_in_the_language_asked(
    on_tiny: Run, number: str
) -> None:
    words = ("step", number, "close", "--as", "nobody", "--field", "closing=done")
    assert on_tiny(*words).err == "There is no account nobody. See `account list`.\n"
    assert on_tiny(*words, "--lang", "zh").err == "没有账号 nobody，请查看 account list。\n"


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",), ("step",), ("kpi", "--from", "yesterday"), ("--lang", "fr", "kpi"),
        ("account", "add", "x"), ("account", "add", "x", "--post", "king"), ("log",), ("--city",),
    ],
)  # fmt: skip
def test_that_wrong_usage_ends_with_two(on_tiny: Run, words: tuple[str, ...]) -> None:
    assert on_tiny(*words).status == 2


def test_that_a_deadline_is_explained_to_the_second(run: Run) -> None:
    answer = run("deadline", "--from", "2026-09-30 17:30", "--limit", "4工作时", "--json")
    found = answer.document
    assert found["deadline"] == "2026-10-08T11:30:00+08:00"
    assert (found["counted"], found["warnings"]) == (4 * 3600, [])
    assert [span["counted"] for span in found["spans"]] == [True, False, False, False, True]


def test_that_deadlines_come_line_by_line_with_refusals_in_their_place(run: Run) -> None:
    asked = [
        json.dumps({"from": "2026-11-20T16:00", "limit": "4工作时"}),
        "rubbish",
        json.dumps({"from": "2026-11-20T16:00", "limit": "0工作时"}),
        json.dumps({"from": "2026-11-20T16:00", "limit": "2工作时", "extensions": 1,
                    "suspensions": [["2026-11-21T00:00", "2026-11-23T09:00"]]}),
    ]  # fmt: skip
    answer = run("deadline", "--lines", stdin="\n".join(asked))
    answers = [json.loads(line) for line in answer.out.splitlines()]
    assert [found.get("deadline", found.get("status")) for found in answers] == [
        "2026-11-23T10:00:00+08:00", 400, 422, "2026-11-23T11:00:00+08:00",
    ]  # fmt: skip
    assert answer.status == 0


def test_that_a_newer_database_is_left_alone(run: Run, tiny_file: Path) -> None:
    with sqlite3.connect(tiny_file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = tiny_file.read_bytes()
    for words in (("init",), ("cases",)):
        answer = run(*words, "--database", f"sqlite:///{tiny_file}")
        assert answer.status == 1
        assert "newer version" in answer.err
    assert tiny_file.read_bytes() == before


def test_that_a_file_that_is_no_database_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(b"dear city, " * 1000)
    answer = run("cases", "--database", f"sqlite:///{file}")
    assert (answer.status, answer.err.count("\n")) == (1, 1)
    assert "not a database" in answer.err


def test_that_a_password_in_the_address_is_refused_and_not_repeated(run: Run) -> None:
    answer = run("cases", "--database", "postgresql+psycopg://me:secret@127.0.0.1:1/x")
    assert answer.status == 1
    assert "secret" not in answer.err + answer.out


def test_that_a_database_that_is_away_is_said_so(run: Run) -> None:
    answer = run("cases", "--database", "postgresql+psycopg://postgres@127.0.0.1:1/x")
    assert (answer.status, answer.err.count("\n")) == (1, 1)
    assert "cannot be reached" in answer.err


def test_that_a_real_clock_is_shown_and_never_set(on_tiny: Run) -> None:
    shown = on_tiny("clock", "--json").document
    assert (shown["speed"], shown["simulated"]) == (None, False)
    answer = on_tiny("clock", "--set", "2026-01-01T08:00")
    assert answer.status == 1
    assert answer.err


def test_that_grids_with_faults_end_with_one(run: Run, tmp_path: Path) -> None:
    good = run("grid", "check", str(TINY / "unit_grids.geojson"), "--city", str(TINY), "--json")
    assert (good.status, good.document["cells"], good.document["faults"]) == (0, 10, [])
    cells = json.loads((TINY / "unit_grids.geojson").read_text())
    cells["features"].append(cells["features"][0])
    bad_file = tmp_path / "bad.geojson"
    bad_file.write_text(json.dumps(cells))
    bad = run("grid", "check", str(bad_file), "--city", str(TINY), "--json")
    assert bad.status == 1
    assert set(bad.document["faults"][0]) == {"code", "fault", "where"}


def test_that_the_figures_of_a_week_are_there_for_scripts(on_tiny: Run, number: str) -> None:
    answer = on_tiny("kpi", "--id", "reported", "--by", "week", "--json")
    assert sum(figure["value"] for figure in answer.document) == 1
    behind = on_tiny("cases", "--kpi", "reported", "--json").document
    assert [case["number"] for case in behind] == [number]


def test_that_a_step_printed_for_people_reads_no_reporter(on_tiny: Run, tiny_file: Path) -> None:
    with CommandCenter(f"sqlite:///{tiny_file}") as center:
        report = Report("public", "x", address="y", reporter=ReporterName("王女士"))
        number = center.intake.receive(report, by=RESIDENT).number
    take = ("step", number, "accept", "--as", "call-taker", "--field", "category=10010100")
    assert on_tiny(*take).out == f"{number}: ACCEPTED\n"
    with closing(sqlite3.connect(tiny_file)) as file:
        assert file.execute("SELECT count(*) FROM identity_reads").fetchone() == (0,)
