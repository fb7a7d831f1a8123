"""The reason codes that a pack adds: read in both languages, or refused where they stand."""

from pathlib import Path

import pytest

from commandcenter.models.cases.rules.stage import Step
from commandcenter.packs.content.parts import PackReason
from commandcenter.packs.reader import read_pack
from tests.packs.spoiling import Edit, found, line_of, refusal

LAND = '{ code = "private_land", zh = "私人用地", en = "private land" }'
#: Where the added section begins: in place of the one that follows it in the file.
SECTION = line_of("city.toml", "[street_offices]")


def add(edit: Edit, *lines: str) -> None:
    text = "\n".join(["[reasons]", *lines, "", "[street_offices]"])
    edit("city.toml", "[street_offices]", text)


def test_that_a_city_adds_reasons_of_its_own(pack: Path, edit: Edit) -> None:
    add(edit, f"decline = [{LAND}]", f"void = [{LAND}]")
    land = PackReason("private_land", "私人用地", "private land")
    assert read_pack(pack).reasons == {Step.DECLINE: (land,), Step.VOID: (land,)}


def test_that_a_city_without_reasons_of_its_own_has_none(pack: Path) -> None:
    assert read_pack(pack).reasons == {}


@pytest.mark.parametrize(
    ("written", "error"),
    [
        (f"declined = [{LAND}]", "pack-setting-unknown"),
        (f"finish = [{LAND}]", "pack-setting-unknown"),
        ('decline = ["private_land"]', "pack-setting-not-section"),
        ('decline = "private_land"', "pack-setting-not-list"),
        (f"decline = [{LAND.replace('private_land', 'Private Land')}]", "pack-id-malformed"),
        (f"decline = [{LAND.replace('private_land', '')}]", "pack-setting-length"),
        (f"decline = [{LAND.replace('private_land', 'unclear')}]", "pack-reason-standing"),
        (f"decline = [{LAND.replace('private_land', 'weather')}]", "pack-reason-standing"),
        (f"decline = [{LAND}, {LAND}]", "pack-id-twice"),
        ('decline = [{ code = "private_land", zh = "私人用地" }]', "pack-setting-missing"),
        (f"decline = [{LAND.replace('}', ', colour = 1 }')}]", "pack-setting-unknown"),
        (f"decline = [{LAND.replace('private land', '')}]", "pack-setting-length"),
    ],
)
def test_that_a_spoilt_reason_is_refused_where_it_stands(
    pack: Path, edit: Edit, written: str, error: str
) -> None:
    add(edit, f"void = [{LAND.replace('private_land', 'private_yard')}]", written)
    assert found(pack) == {("city.toml", SECTION + 2, error)}


def test_that_one_reason_means_one_thing(pack: Path, edit: Edit) -> None:
    other = LAND.replace("private land", "someone's land")
    add(edit, f"decline = [{LAND}]", f"void = [{other}]")
    assert found(pack) == {("city.toml", SECTION + 2, "pack-reason-words")}


def test_that_reasons_may_be_written_one_below_the_other(pack: Path, edit: Edit) -> None:
    blocks = "\n".join(
        ["[[reasons.decline]]", 'code = "unclear"', 'zh = "不清"', 'en = "unclear"', ""]
    )
    edit("city.toml", "[street_offices]", f"{blocks}\n[street_offices]")
    (file, line, error) = found(pack).pop()
    assert (file, line, error) == ("city.toml", SECTION, "pack-reason-standing")


def test_that_reasons_that_are_no_section_are_refused_once(pack: Path, edit: Edit) -> None:
    edit("city.toml", "transfer_cap = 2", "transfer_cap = 2\nreasons = 3")
    assert len(refusal(pack).faults) == 1


def test_that_the_refusal_says_file_line_and_what_to_do(pack: Path, edit: Edit) -> None:
    add(edit, f"decline = [{LAND.replace('private_land', 'unclear')}]")
    (sentence,) = refusal(pack).faults
    assert sentence.startswith(f"city.toml, line {SECTION + 1}: ")
    assert "“unclear”" in sentence
    assert "another code" in sentence
