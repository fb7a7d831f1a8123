"""A city's own requests of many years, with its own word on which of them were late."""

import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import CommandCenterError
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.cases.rules.traffic_light import ClockHands
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.reader import read_pack
from commandcenter.services.archive import read_mapping
from commandcenter.services.archive.files import CsvFile, Record
from commandcenter.services.archive.foreign_cases import RowReader
from commandcenter.services.casebook import CaseFilter

BOSTON = Path(__file__).parents[1] / "packs" / "boston"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
#: Their order in the file: id, opened, target, closed, on time.
REFERENCE, TARGET, CLOSED, ONTIME = 0, 2, 3, 4


@pytest.fixture(scope="module")
def requests(sample_data: Path) -> Path:
    file = sample_data / "cases" / "boston311_125k.csv.gz"
    if not file.is_file():
        pytest.skip(f"there is no {file.name} in the sample data")
    return file


def _judged(record: Record) -> bool:
    """The city said whether it was on time, and both moments are there to say it by."""
    return all(record.cells[place] for place in (TARGET, CLOSED, ONTIME))


def test_that_lateness_agrees_with_the_city_on_every_row(requests: Path) -> None:
    mapping = read_mapping(BOSTON / "mapping.toml")
    file = CsvFile(requests, mapping.encoding, mapping.delimiter)
    reader = RowReader(mapping, file.header(), now=NOW)
    found: Counter[str] = Counter()
    for record in file.records():
        judged = _judged(record)
        found["judged"] += judged
        try:
            case = reader.read(record)
        except CommandCenterError as refusal:
            found[refusal.error_id] += 1
            found["judged and refused"] += judged
            continue
        hands = ClockHands(Stage.CLOSED, False, case.due_at, None, case.closed_at, None, None)
        if judged and hands.late(NOW) is (record.cells[ONTIME] == "OVERDUE"):
            found["agreed"] += 1
    assert found["judged"] == 72_477
    assert found["agreed"] == found["judged"] - found["judged and refused"]
    assert (found["import-closes-first"], found["no-place"]) == (10, 93)


@pytest.fixture
def boston(empty_address: str) -> Iterator[CommandCenter]:
    with CommandCenter(empty_address) as center:
        center.make(read_pack(BOSTON))
        yield center


def test_that_a_part_of_the_file_comes_in_and_agrees(
    boston: CommandCenter, requests: Path, tmp_path: Path
) -> None:
    lines = _lines(requests)
    part = [lines[0], *lines[1::40]]
    part += [line for line in lines if line.startswith(("101001417692", "101001420924"))]
    file = tmp_path / "part.csv.gz"
    file.write_bytes(gzip.compress("".join(part).encode(), compresslevel=1))
    mapping = read_mapping(BOSTON / "mapping.toml")
    rows = list(CsvFile(file, mapping.encoding, mapping.delimiter).records())
    result = boston.archive.import_cases(file, mapping, reject_file=tmp_path / "rejects.csv")
    assert result.imported + result.refused == len(rows)
    assert result.unchanged == 0
    assert result.refused >= 2
    late = {
        case.external_reference: case.row.hands.late(boston.clock())
        for case in boston.casebook.cases(CaseFilter(), viewer=CENTRE_VIEW)
    }
    judged = [record.cells for record in rows if _judged(record)]
    known = [cells for cells in judged if cells[REFERENCE] in late]
    assert len(known) > 1_500
    assert all(late[cells[REFERENCE]] is (cells[ONTIME] == "OVERDUE") for cells in known)
    assert boston.log_audit.verify().faults == ()
    again = boston.archive.import_cases(file, mapping, reject_file=tmp_path / "again.csv")
    assert (again.imported, again.unchanged) == (0, result.imported)


def _lines(requests: Path) -> list[str]:
    with gzip.open(requests, "rt", encoding="utf-8", newline="") as file:
        return list(file)
