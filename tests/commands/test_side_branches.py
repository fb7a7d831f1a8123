"""Side branches by hand: `step … --field`, with files for every field that carries one."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from tests.city.life import LAMP, MONDAY_10, REFUSE, CityLife, FakeClock, photo
from tests.commands.conftest import Run


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    file = tmp_path / "street.jpg"
    file.write_bytes(photo().content)
    return file


def _handling(file: Path) -> str:
    with CommandCenter(f"sqlite:///{file}") as center:
        return CityLife(center, FakeClock(MONDAY_10)).handling(LAMP)


def _reported(file: Path) -> str:
    with CommandCenter(f"sqlite:///{file}") as center:
        return CityLife(center, FakeClock(MONDAY_10)).reported()


def _step(number: str, step: str, by: str, *fields: str) -> tuple[str, ...]:
    options = [word for field in fields for word in ("--field", field)]
    return ("step", number, step, "--as", by, *options, "--json")


def test_that_a_suspension_is_typed_with_its_day(on_tiny: Run, tiny_file: Path) -> None:
    number = _handling(tiny_file)
    now = datetime.fromisoformat(on_tiny("clock", "--json").document["moment"])
    day = (max(now, MONDAY_10) + timedelta(days=60)).date()
    fields = ("reason=parts", f"until={day}")
    asked = on_tiny(*_step(number, "ask_suspension", "department-roads", *fields))
    assert asked.status == 0, asked.out
    granted = on_tiny(*_step(number, "grant_suspension", "dispatcher"))
    assert granted.document["standing"] is True
    assert on_tiny(*_step(number, "resume", "dispatcher")).document["stage"] == "HANDLING"
    assert on_tiny("verify-log", "--json").document["faults"] == []


def test_that_photos_before_and_after_are_read_from_files(
    on_tiny: Run, tiny_file: Path, picture: Path
) -> None:
    number = _reported(tiny_file)
    done = on_tiny(*_step(number, "self_handle", "inspector", f"category={REFUSE}",
                          f"before=@{picture}", f"after=@{picture}"))  # fmt: skip
    assert (done.status, done.document["stage"]) == (0, "CLOSED")
    assert len(done.document["photos"]) == 2


def test_that_a_photo_that_lacks_its_end_is_taken_and_remarked_on(
    on_tiny: Run, tiny_file: Path, tmp_path: Path, picture: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(picture.read_bytes()[:-20])
    fields = (f"category={REFUSE}", f"before=@{picture}", f"after=@{broken}")
    done = on_tiny(*_step(_reported(tiny_file), "self_handle", "inspector", *fields))
    assert (done.status, done.document["remarks"][0]["field"]) == (0, "after")
    said = on_tiny(*_step(_reported(tiny_file), "self_handle", "inspector", *fields)[:-1])
    assert said.status == 0
    assert "Photo 1 is cut off" in said.err


def test_that_lists_and_places_are_typed_with_commas(on_tiny: Run, tiny_file: Path) -> None:
    number, other = _reported(tiny_file), _reported(tiny_file)
    assert on_tiny(*_step(number, "split", "call-taker", f"into={LAMP},{REFUSE}")).status == 0
    assert len(on_tiny("cases", "--json").document) == 4
    corrected = on_tiny(*_step(number, "correct", "call-taker", "place=31.2,121.5"))
    assert corrected.document["latitude"] == 31.2
    merged = on_tiny(*_step(number, "merge", "call-taker", f"into={other}"))
    assert merged.document["stage"] == "MERGED"


#: Of a new report: step, by whom, what is typed; status and field of the refusal.
REFUSED: tuple[tuple[str, str, tuple[str, ...], int, str | None], ...] = (
    ("accept", "nobody", (), 404, None),
    ("self_handle", "inspector", ("before=@/nowhere/x.jpg",), 422, "before"),
    ("self_handle", "inspector", ("after=x.jpg",), 422, "after"),
    ("correct", "call-taker", ("place=here",), 422, "place"),
    ("split", "call-taker", ("into=,",), 422, "into"),
    ("merge", "call-taker", ("into=1",), 404, "into"),
    ("close", "shift-chief", ("closing=done",), 409, None),
    ("urge", "call-taker", ("note=x",), 403, None),
)


def test_that_a_refused_step_exits_with_one_and_names_its_field(
    on_tiny: Run, tiny_file: Path
) -> None:
    number = _reported(tiny_file)
    for step, by, fields, status, field in REFUSED:
        answer = on_tiny(*_step(number, step, by, *fields))
        assert (answer.status, answer.document["status"]) == (1, status), answer.out
        assert answer.document.get("field") == field
