"""Dongcheng's pack: its catalogue in both languages, its calendar, its patrol areas."""

import csv
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commandcenter.models.cases.rules.stage import Closing
from commandcenter.models.city.category_kind import CategoryKind
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.models.clocks.deadline import due
from commandcenter.models.clocks.time_limit import parse_limit
from commandcenter.models.clocks.working_calendar import WorkingCalendar
from commandcenter.packs.catalogue_checks import are_adjacent
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_pack
from commandcenter.resources import resource
from commandcenter.words import Name

KINDS = {CategoryKind.COMPONENT: ("10", 56, 6), CategoryKind.EVENT: ("20", 33, 7)}


@pytest.fixture(scope="module")
def pack() -> CityPack:
    return read_pack(resource("cities", "dongcheng"))


@pytest.mark.parametrize("kind", CategoryKind)
def test_that_kinds_and_classes_are_as_many_as_the_district_counts(
    kind: CategoryKind, pack: CityPack
) -> None:
    _, kinds, classes = KINDS[kind]
    own = [category for category in pack.categories if category.kind is kind]
    assert (len(own), len({category.class_code for category in own})) == (kinds, classes)


def test_that_every_kind_has_its_own_code_of_eight_digits(pack: CityPack) -> None:
    codes = [category.code for category in pack.categories]
    assert len(set(codes)) == len(codes) == 89
    assert all(len(code) == 8 and code.isascii() and code.isdigit() for code in codes)


def test_that_a_code_says_kind_and_class_and_they_give_the_code_back(pack: CityPack) -> None:
    parts = set()
    for category in pack.categories:
        prefix, _, _ = KINDS[category.kind]
        kind, class_, small, fine = (category.code[at : at + 2] for at in (0, 2, 4, 6))
        assert (kind, kind + class_, fine) == (prefix, category.class_code, "00")
        assert int(class_) >= 1
        assert int(small) >= 1
        parts.add((category.kind, class_, small))
    assert len(parts) == 89


def test_that_no_two_kinds_have_the_same_name(pack: CityPack) -> None:
    for language in ("zh", "en"):
        names = Counter(category.name.said(language) for category in pack.categories)
        assert [name for name, count in names.items() if count > 1] == []


def test_that_every_kind_has_two_to_four_conditions_numbered_from_one(pack: CityPack) -> None:
    for category in pack.categories:
        numbers = [it.number for it in pack.conditions if it.category == category.code]
        assert numbers in ([1, 2], [1, 2, 3], [1, 2, 3, 4])


def test_that_conditions_of_one_kind_differ(pack: CityPack) -> None:
    for language in ("zh", "en"):
        texts = Counter((it.category, it.text.said(language)) for it in pack.conditions)
        assert set(texts.values()) == {1}


def test_that_every_word_stands_there_in_both_languages(pack: CityPack) -> None:
    for name in _names(pack):
        assert any("\u4e00" <= char <= "\u9fff" for char in name.zh), name
        assert name.en.isascii(), name


def test_that_every_department_but_the_streets_has_kinds(pack: CityPack) -> None:
    used = {condition.department for condition in pack.conditions}
    idle = {it.code for it in pack.departments if it.code not in used}
    streets = {it.code for it in pack.departments if it.parent == "streets"}
    assert idle == streets
    assert len(streets) == sum(area.level == "street" for area in pack.areas) == 10


def test_that_every_street_has_its_own_office(pack: CityPack) -> None:
    offices = {
        area.code: pack.street_offices.office("streets", area.code)
        for area in pack.areas
        if area.level != "district"
    }
    names = {it.code: it.name.zh for it in pack.departments}
    for area in pack.areas:
        if area.level == "street":
            assert names[offices[area.code]] == f"{area.name.zh}办事处"
        elif area.level == "community":
            assert offices[area.code] == offices[area.parent or ""]


def test_that_only_some_conditions_may_be_closed_before_all_is_done(pack: CityPack) -> None:
    by_key = {f"{it.category}/{it.number}": it for it in pack.conditions}
    assert pack.closings is not None
    assert set(pack.closings) == {Closing.MADE_SAFE, Closing.INFORMED, Closing.PLANNED}
    safe = [by_key[code] for code in pack.closings[Closing.MADE_SAFE]]
    assert all(it.limit.unit.continuous or it.limit.unit.in_hours for it in safe)
    listed = [code for codes in pack.closings.values() for code in codes]
    assert set(listed) <= set(by_key)
    assert len(listed) < len(by_key) / 4


def test_that_danger_is_handled_day_and_night(pack: CityPack) -> None:
    for category in pack.categories:
        if category.name.zh.endswith("井盖") or category.class_name.zh == "突发事件":
            first = next(it for it in pack.conditions if it.category == category.code)
            assert first.limit.unit.continuous, category.name.zh


def test_that_every_source_is_known_and_only_residents_need_no_key(pack: CityPack) -> None:
    assert {it.kind for it in pack.sources} == set(SourceKind)
    assert [it.id for it in pack.sources if it.open_to_residents] == [SourceKind.PUBLIC]


def test_that_no_sentence_is_copied_from_the_material(pack: CityPack, sample_data: Path) -> None:
    path = sample_data.parent / "domain" / "deadlines.csv"
    if not path.is_file():
        pytest.skip(f"there is no {path.name} beside the sample data")
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    theirs = {row[column].strip() for row in rows for column in (6, 10)}
    ours = {name.zh for it in pack.conditions for name in (it.text, it.closing)}
    assert ours & theirs == set()


VECTORS = [
    ("2026-09-30 17:30", "2紧急工作时", "2026-09-30 19:30"),
    ("2026-09-30 17:30", "4工作时", "2026-10-08 11:30"),
    ("2026-09-30 17:30", "1工作日", "2026-10-08 17:30"),
    ("2026-09-30 10:00", "1工作日", "2026-10-08 10:00"),
    ("2026-10-09 16:00", "5工作日", "2026-10-15 16:00"),
    ("2026-02-13 17:00", "4工作时", "2026-02-14 11:00"),
    ("2026-02-14 09:00", "1工作日", "2026-02-24 09:00"),
    ("2026-11-20 16:00", "4工作时", "2026-11-23 10:00"),
    ("2026-11-20 11:00", "4工作时", "2026-11-20 17:00"),
    ("2026-11-20 12:30", "2工作时", "2026-11-20 16:00"),
    ("2026-11-21 09:00", "2工作时", "2026-11-23 10:00"),
    ("2026-11-21 09:00", "2紧急工作时", "2026-11-21 11:00"),
    ("2026-05-08 17:59", "1工作时", "2026-05-09 08:59"),
    ("2026-11-23 07:00", "8工作时", "2026-11-23 18:00"),
    ("2026-11-23 18:00", "1工作时", "2026-11-24 09:00"),
]


@pytest.mark.parametrize(("start", "limit", "deadline"), VECTORS)
def test_that_limits_end_when_the_district_says(
    start: str, limit: str, deadline: str, pack: CityPack
) -> None:
    counted = due(WorkingCalendar(pack.calendar), _local(start), parse_limit(limit))
    assert counted.due_at == _local(deadline)
    assert counted.unsure_years == ()


def test_that_a_deadline_without_a_holiday_table_is_marked_unsure(pack: CityPack) -> None:
    calendar = WorkingCalendar(pack.calendar)
    counted = due(calendar, _local("2026-12-30 09:00"), parse_limit("3工作日"))
    assert counted.unsure_years == (2027,)


def test_that_every_grid_is_walked_once_in_a_patrol_area_of_adjacent_grids(pack: CityPack) -> None:
    outlines = {grid.code: grid.outline for grid in pack.grids}
    walked = Counter(grid for patrol in pack.patrols for grid in patrol.grids)
    assert set(walked) == set(outlines)
    assert set(walked.values()) == {1}
    for patrol in pack.patrols:
        assert are_adjacent([outlines[grid] for grid in patrol.grids]), patrol.code
        assert 4 <= len(patrol.grids) <= 20, patrol.code
    assert 10 <= len(outlines) / len(pack.patrols) <= 14


def _names(pack: CityPack) -> list[Name]:
    kinds = [name for it in pack.categories for name in (it.name, it.class_name)]
    conditions = [name for it in pack.conditions for name in (it.text, it.closing)]
    ground = [area.name for area in pack.areas] + [patrol.name for patrol in pack.patrols]
    staff = [it.name for it in pack.departments] + [it.name for it in pack.sources]
    return [*kinds, *conditions, *ground, *staff, *pack.texts.values()]


def _local(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
