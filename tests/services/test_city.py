"""A pack is installed as versions: what a case refers to stays, no code is used twice."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import NotNow, PackRefused
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.clocks.calendar_rules import DayKind, DayOverride
from commandcenter.models.clocks.time_limit import parse_limit
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_pack
from commandcenter.words import Name
from tests.city.centers import TINY
from tests.city.importing import Importer, row
from tests.city.life import MANHOLE, REFUSE, CityLife, FakeClock


@pytest.fixture(scope="module")
def pack() -> CityPack:
    return read_pack(TINY)


def _with_limit(pack: CityPack, text: str) -> CityPack:
    first, *rest = pack.conditions
    changed = replace(first, limits=(parse_limit(text),))
    return replace(pack, conditions=(changed, *rest), digest=f"limit {text}")


def test_that_the_same_pack_changes_nothing(center: CommandCenter, pack: CityPack) -> None:
    assert center.city.install(pack) == 1
    assert center.city.facts().version == 1


def test_that_a_changed_condition_is_a_new_version_for_new_cases_only(
    center: CommandCenter, pack: CityPack, city_life: CityLife
) -> None:
    before = city_life.filed(MANHOLE)
    assert center.city.install(_with_limit(pack, "9工作日")) == 2
    after = city_life.filed(MANHOLE)
    for number, version, limit in ((before, 1, "2紧急工作时"), (after, 2, "9工作日")):
        city_life.step(number, "dispatch", "dispatcher", {"department": "roads"})  # type: ignore[arg-type]
        case = center.casebook.case(number, viewer=CENTRE_VIEW)
        assert case.rule_version == version
        handling = next(clock for clock in case.clocks if clock.name == "handling")
        assert handling.limit is not None
        assert handling.limit.text("zh") == limit


def test_that_a_clock_keeps_its_calendar_when_the_calendar_changes(
    center: CommandCenter, pack: CityPack, city_life: CityLife
) -> None:
    number = city_life.inspecting(REFUSE)
    before = center.casebook.case(number, viewer=CENTRE_VIEW).row.hands.due_at
    holiday = DayOverride(date(2026, 11, 23), DayKind.HOLIDAY, "全市活动", "test")
    calendar = replace(pack.calendar, overrides=(*pack.calendar.overrides, holiday))
    assert center.city.install(replace(pack, calendar=calendar, digest="holiday")) == 2
    city_life.step(number, Step.FAIL, "inspector", {"reason": "not_done"})
    assert center.casebook.case(number, viewer=CENTRE_VIEW).row.hands.due_at == before


def test_that_a_code_that_was_withdrawn_never_comes_back(
    center: CommandCenter, pack: CityPack
) -> None:
    gone = replace(pack, departments=pack.departments[1:], digest="without")
    center.city.install(gone)
    with pytest.raises(PackRefused, match="withdrawn before"):
        center.city.install(replace(pack, digest="again"))
    assert center.city.facts().version == 2


def test_that_a_changed_pack_leaves_what_an_import_had_added(
    center: CommandCenter, pack: CityPack, tmp_path: Path
) -> None:
    bring_in = Importer(center, tmp_path)
    bring_in(row(kind="Pothole", whose="Public Works", closed=""))
    added = center.city.facts()
    kind = next(code for code, kind in added.categories.items() if kind.name.en == "Pothole")
    assert center.city.install(_with_limit(pack, "9工作日")) == 3
    facts = center.city.facts()
    assert facts.categories[kind] == added.categories[kind]
    again = bring_in(row(id="A-2", kind="Pothole", whose="Public Works", closed=""))
    assert (again.imported, again.refused) == (1, 0)
    assert center.city.facts().version == 3  # nothing had to be added again


def test_that_a_pack_ends_what_it_had_taken_over_from_an_import(
    center: CommandCenter, pack: CityPack, tmp_path: Path
) -> None:
    Importer(center, tmp_path)(row(kind="Pothole", closed=""))
    code, found = next(
        (code, kind)
        for code, kind in center.city.facts().categories.items()
        if kind.name.en == "Pothole"
    )
    own = replace(pack.categories[0], code=code, name=Name("坑洞", "Hole in the road"))
    center.city.install(replace(pack, categories=(*pack.categories, own), digest="with it"))
    assert center.city.facts().categories[code].name != found.name
    center.city.install(replace(pack, digest="without it"))
    assert code not in center.city.facts().categories


def test_that_another_citys_pack_is_refused_and_nothing_is_written(
    center: CommandCenter, pack: CityPack
) -> None:
    with pytest.raises(NotNow, match="belongs to tiny"):
        center.city.install(replace(pack, code="310000", name="elsewhere"))
    assert center.city.facts().centre == "110101"


def test_that_a_new_database_is_made_whole(
    empty_address: str, clock: FakeClock, pack: CityPack
) -> None:
    with CommandCenter(empty_address, clock=clock) as center:
        assert center.make(pack) == 1
        center.check()
        assert len(center.city.territory().grids) == 10
        assert center.city.facts().title == pack.title
