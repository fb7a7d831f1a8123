"""`[calendar.departments.CODE]`: a department that works at other hours than its city."""

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from commandcenter.models.clocks.calendar_rules import CalendarRules
from commandcenter.packs.files.faults import PackHasFaults
from commandcenter.packs.reader import read_pack

TINY = Path(__file__).parent / "tiny"

NIGHTS = """
[calendar.departments.sanitation]
hours_a_day = 6
keeps_holidays = false

[[calendar.departments.sanitation.seasons]]
first = "01-01"
last = "12-31"

[calendar.departments.sanitation.seasons.slots]
saturday = [["22:00", "24:00"]]
sunday = [["00:00", "04:00"]]

[kpi_targets]
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The tiny city, whose sanitation centre works at night."""
    return _written(Path(shutil.copytree(TINY, tmp_path / "tiny")), "[kpi_targets]", NIGHTS)


def _written(pack: Path, old: str, new: str) -> Path:
    text = (pack / "city.toml").read_text(encoding="utf-8")
    assert old in text
    (pack / "city.toml").write_text(text.replace(old, new), encoding="utf-8")
    return pack


def _line(pack: Path, words: str) -> int:
    return (pack / "city.toml").read_text(encoding="utf-8").partition(words)[0].count("\n") + 1


def _found(pack: Path) -> set[tuple[int | None, str]]:
    with pytest.raises(PackHasFaults) as refused:
        read_pack(pack)
    return {(fault.line, getattr(fault.reason, "error_id", "")) for fault in refused.value.found}


def test_that_a_department_works_at_its_own_hours(pack: Path) -> None:
    calendar = read_pack(pack).calendar
    own, others = calendar.of_department("sanitation"), calendar.of_department("roads")
    assert (own.hours_a_day, own.public_holidays) == (Fraction(6), "none")
    assert set(own.seasons[0].slots) == {5, 6}
    assert others == calendar
    assert calendar.public_holidays == "chinesecalendar"
    assert CalendarRules.from_document(calendar.to_document()) == calendar


@pytest.mark.parametrize(
    ("where", "old", "new", "error"),
    [
        (
            "[calendar.departments.sweepers]",
            "departments.sanitation",
            "departments.sweepers",
            "pack-department-unknown",
        ),
        ("holidays = false", "keeps_holidays = false", "holidays = false", "pack-setting-unknown"),
        ("hours_a_day = 60", "hours_a_day = 6\n", "hours_a_day = 60\n", "pack-setting-positive"),
        (
            'hours_a_day = "1e999999999"',
            "hours_a_day = 6\n",
            'hours_a_day = "1e999999999"\n',
            "pack-setting-not-number",
        ),
        ("[calendar]", '["00:00", "04:00"]', '["04:00", "00:30"]', "calendar-slots-disordered"),
    ],
)
def test_that_hours_of_a_department_are_checked(
    pack: Path, where: str, old: str, new: str, error: str
) -> None:
    _written(pack, old, new)
    assert (_line(pack, where), error) in _found(pack)
