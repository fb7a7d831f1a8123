"""Reading a city pack: all of it, or a list of what is wrong with file, line and remedy."""

import os
import tomllib
from pathlib import Path

import pytest

from commandcenter.models.cases.rules.stage import Closing, Stage, Step
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.packs.reader import read_pack
from commandcenter.packs.settings.city_file import CityFile
from commandcenter.resources import resource
from tests.city.posts import Post
from tests.packs.spoiling import TINY, Edit, found, line_of, refusal

HERE, NOWHERE = "", None
REQUIRED = [name for name, field in CityFile.model_fields.items() if field.is_required()]

# What is spoilt: the error, the file, a text on the line that must be named (HERE = where the
# spoilt text begins), what stands there, and what is put there.
SPOILT: list[tuple[str, str, str | None, str, str]] = [
    ("pack-csv-broken", "texts.csv", HERE, "on-the-way,", 'on-the-way,"a"b,'),
    ("pack-columns-missing", "texts.csv", HERE, "id,text_zh,text_en", "id,text_zh"),
    ("pack-columns-unknown", "texts.csv", HERE, "id,text_zh", "id,colour,text_zh"),
    ("pack-columns-twice", "texts.csv", HERE, "id,text_zh", "id,id,text_zh"),
    ("pack-row-length", "departments.csv", HERE, "roads,市政所,Public Works,", "roads,市政所"),
    ("pack-cell-empty", "departments.csv", HERE, "市政所", " "),
    ("pack-text-too-long", "departments.csv", HERE, "Public Works", "W" * 121),
    ("pack-cell-control-character", "departments.csv", HERE, "Public Works", '"Public\nWorks"'),
    ("pack-code-malformed", "departments.csv", HERE, "roads", "roads & more"),
    ("pack-cell-choice", "categories.csv", HERE, "component", "thing"),
    ("pack-condition-number", "conditions.csv", HERE, "10010100,1,", "10010100,0,"),
    ("pack-code-twice", "categories.csv", HERE, "10010200", "10010100"),
    ("pack-condition-twice", "conditions.csv", HERE, "10010100,2,", "10010100,1,"),
    ("pack-class-names", "categories.csv", HERE, "Public facilities,路灯", "Facilities,路灯"),
    ("pack-category-without-condition", "categories.csv", HERE, "10010200", "10010201"),
    ("pack-category-unknown", "conditions.csv", HERE, "10010200", "10019900"),
    ("pack-department-unknown", "conditions.csv", HERE, "sanitation", "sanitatoin"),
    ("pack-parent-unknown", "departments.csv", HERE, "Public Works,", "Public Works,council"),
    ("pack-parent-circle", "departments.csv", HERE, "Public Works,", "Public Works,roads"),
    ("pack-grid-unknown", "patrols.csv", HERE, "001001001 110", "001001001 210"),
    ("pack-grid-walked-twice", "patrols.csv", HERE, "001002001 110", "001001001 110"),
    ("pack-patrol-apart", "patrols.csv", HERE, " 110101001001003", ""),
    ("limit-unreadable", "conditions.csv", HERE, "4工作时", "4"),
    ("limit-not-positive", "conditions.csv", HERE, "4工作时", "0工作时"),
    ("pack-toml-broken", "city.toml", NOWHERE, 'code = "110101"', "code ="),
    ("pack-setting-missing", "city.toml", NOWHERE, "merged_centre = false\n", ""),
    ("pack-setting-unknown", "city.toml", HERE, "merged_centre", "merged_center"),
    ("pack-setting-not-text", "city.toml", HERE, '"110101"', "110101"),
    ("pack-setting-not-true-or-false", "city.toml", HERE, "false", '"no"'),
    ("pack-setting-not-whole-number", "city.toml", HERE, "width = 6", "width = true"),
    ("pack-setting-not-number", "city.toml", HERE, "0.9", '"90 %"'),
    ("pack-setting-not-list", "city.toml", HERE, "[0.8]", "0.8"),
    (
        "pack-setting-not-section",
        "city.toml",
        HERE,
        '{ zh = "小城区", en = "Tiny District" }',
        '"Tiny"',
    ),
    ("pack-setting-length", "city.toml", HERE, "Tiny District", ""),
    ("pack-setting-control-character", "city.toml", HERE, "Tiny District", "Tiny\\nDistrict"),
    ("pack-setting-range", "city.toml", HERE, "width = 6", "width = 60"),
    ("pack-setting-positive", "city.toml", HERE, "0.9", "nan"),
    ("pack-setting-twice", "city.toml", HERE, '["zh", "en"]', '["zh", "zh"]'),
    ("pack-setting-choice", "city.toml", HERE, '"accept"', '"acept"'),
    ("pack-id-malformed", "city.toml", HERE, '"tiny"', '"Tiny City"'),
    ("pack-id-twice", "city.toml", HERE, 'id = "community"', 'id = "street"'),
    ("pack-district-code", "city.toml", HERE, '"110101"', '"11010"'),
    ("pack-time-zone", "city.toml", HERE, "Asia/Shanghai", "Asia/Dongcheng"),
    ("pack-warning-marks", "city.toml", HERE, "[0.8]", "[0.8, 0.5]"),
    ("pack-warning-marks", "city.toml", HERE, "[0.8]", "[0.8, 11]"),
    ("pack-setting-range", "city.toml", HERE, "transfer_cap = 2", "transfer_cap = 0"),
    ("pack-setting-not-whole-number", "city.toml", HERE, "transfer_cap = 2", "transfer_cap = 1.5"),
    ("pack-setting-unknown", "city.toml", HERE, "urge =", "push ="),
    ("limit-not-positive", "city.toml", HERE, '"2工作时"', '"0工作时"'),
    ("pack-setting-unknown", "city.toml", HERE, "made_safe =", "done ="),
    ("pack-closing-unknown", "city.toml", HERE, "10010100/1", "10010100/9"),
    ("pack-closing-unknown", "city.toml", HERE, '["20020100"]', '["2002"]'),
    ("pack-setting-not-section", "city.toml", HERE, "[closings]", "[[closings]]"),
    ("pack-department-unknown", "city.toml", HERE, "street = ", "avenue = "),
    ("pack-office-without-parent", "city.toml", HERE, "street = ", "roads = "),
    ("pack-office-area", "city.toml", HERE, 'street = "110101001"', 'street = "110101009"'),
    ("pack-level-widths", "city.toml", "[[levels]]", "width = 9", "width = 12"),
    ("pack-level-of-the-city", "city.toml", "[[levels]]", "width = 6", "width = 4"),
    ("pack-case-layer", "city.toml", "[[layers]]", "carries_cases = true", "carries_cases = false"),
    (
        "pack-layer-segments",
        "city.toml",
        "[[layers]]",
        '"street", width = 3',
        '"street", width = 4',
    ),
    ("pack-post-beyond-axis", "city.toml", HERE, '"finish"', '"finish", "pass"'),
    ("pack-post-two-axes", "city.toml", HERE, 'axis = "oversee"', 'axis = ["oversee", "command"]'),
    ("pack-dispatch-and-close", "city.toml", HERE, '"close"', '"close", "dispatch"'),
    ("pack-step-unmanned", "city.toml", "[[posts]]", ', "close"', ""),
    ("calendar-holidays-unknown", "city.toml", "[calendar]", "chinesecalendar", "somewhere"),
    ("limit-not-positive", "city.toml", HERE, "0.25紧急工作时", "0紧急工作时"),
    ("geojson-property", "areas.geojson", NOWHERE, '"name_en": "Tiny Street", ', ""),
    ("geojson-broken", "roads.geojson", NOWHERE, '"features": [', '"features": [,'),
    ("grid", "unit_grids.geojson", HERE, "116.4128", "116.4142"),
    ("grid", "unit_grids.geojson", HERE, '"110101001001001"', '"11010100100A001"'),
    ("pack-layer-unknown", "unit_grids.geojson", HERE, '"unit_grid"', '"social_grid"'),
    ("pack-area-of-the-city", "areas.geojson", NOWHERE, '"code": "110101"', '"code": "110102"'),
    (
        "pack-area-twice",
        "areas.geojson",
        '"110101001001"',
        '"code": "110101001002"',
        '"code": "110101001001"',
    ),
    ("pack-level-unknown", "areas.geojson", HERE, '"level": "street"', '"level": "town"'),
    ("pack-area-code", "areas.geojson", HERE, '"code": "110101001"', '"code": "1101010010"'),
    ("pack-area-root", "areas.geojson", HERE, "null", '"110101"'),
    ("pack-area-parent-unknown", "areas.geojson", HERE, '"parent": "110101"', '"parent": "110109"'),
    ("pack-area-parent", "areas.geojson", HERE, '"parent": "110101001"', '"parent": "110101"'),
]


def test_that_a_pack_is_read_whole() -> None:
    pack = read_pack(TINY)
    assert (pack.name, pack.code, pack.time_zone) == ("tiny", "110101", "Asia/Shanghai")
    assert [area.level for area in pack.areas].count("community") == 2
    assert (len(pack.grids), len(pack.roads), len(pack.patrols)) == (10, 2, 2)
    assert pack.case_layer().id == "unit_grid"
    assert pack.conditions[0].limit.text("zh") == "2紧急工作时"
    assert pack.conditions[0].department in {department.code for department in pack.departments}
    assert pack.posts[Post.LEADER].steps == {Step.SUPERVISE, Step.URGE}
    assert pack.stage_limits[Stage.DISPATCHED].text("en") == "1 working hour"
    assert [it.id for it in pack.sources if it.open_to_residents] == [SourceKind.PUBLIC]
    assert pack.texts["on-the-way"].en == "A crew is on its way"
    assert pack.transfer_cap == 2
    assert pack.task_limits["urge"].text("zh") == "2工作时"
    assert pack.closings == {Closing.MADE_SAFE: ("10010100/1",), Closing.INFORMED: ("20020100",)}
    assert pack.street_offices.office("streets", "110101001002") == "street"
    assert pack.settings_text == (TINY / "city.toml").read_text(encoding="utf-8")


def test_that_boston_is_a_pack_without_kinds_and_without_public_holidays() -> None:
    boston = read_pack(TINY.parent / "boston")
    assert (boston.code, boston.time_zone) == ("250250", "America/New_York")
    assert (len(boston.grids), boston.categories) == (500, ())
    assert boston.calendar.public_holidays == "none"
    assert {SourceKind.PUBLIC, SourceKind.HOTLINE, SourceKind.DEPARTMENT} <= {
        it.id for it in boston.sources
    }


@pytest.mark.parametrize(("error", "file", "where", "old", "new"), SPOILT)
def test_that_a_fault_is_refused_with_file_and_line(
    error: str, file: str, where: str | None, old: str, new: str, pack: Path, edit: Edit
) -> None:
    line = None if where is NOWHERE else line_of(file, where or old)
    edit(file, old, new)
    assert (file, line, error) in found(pack)


#: Sentences that frame the others, and those that have a test of their own below.
NOT_SPOILT = {
    *("pack-refused", "pack-fault-in-line", "pack-fault-in-file"),
    *("pack-folder-missing", "pack-file-missing", "pack-file-outside", "pack-file-unreadable"),
    *("pack-file-too-large", "pack-file-not-utf8", "pack-control-character", "pack-too-many-rows"),
    *(
        "pack-date",
        "pack-setting-empty",
        "pack-office-twice",
        "pack-area-outside",
        "pack-area-overlap",
    ),
    *("pack-reason-standing", "pack-reason-words"),
    *("pack-tiers-without-module", "pack-tier-not-above"),
}


def test_that_every_sentence_about_packs_has_been_provoked() -> None:
    text = resource("translations", "refusals", "pack.toml").read_text(encoding="utf-8")
    assert (
        set(tomllib.loads(text))
        == {error for error, *_ in SPOILT if error.startswith("pack-")} | NOT_SPOILT
    )


def test_that_all_faults_are_told_at_once_and_in_order(pack: Path, edit: Edit) -> None:
    edit("departments.csv", "roads,市政所", "ro ads,")
    edit("conditions.csv", "4工作时", "soon")
    edit("city.toml", "Asia/Shanghai", "Nowhere")
    (pack / "texts.csv").unlink()
    places = [(fault.file, fault.line) for fault in refusal(pack).found]
    assert places == sorted(places, key=lambda place: (place[0], place[1] or 0))
    assert {file for file, _ in places} == {
        *("city.toml", "conditions.csv", "departments.csv", "texts.csv")
    }
    assert places.count(("departments.csv", 3)) == 2


def test_that_faults_are_whole_sentences_in_both_languages(pack: Path, edit: Edit) -> None:
    edit("conditions.csv", "4工作时", "4")
    refused = refusal(pack)
    assert refused.faults[0].startswith("conditions.csv, line 5: The limit “4” cannot be read.")
    assert str(refused).startswith("The city pack “tiny” cannot be used; nothing was installed.")
    assert "conditions.csv第5行：时限“4”无法识别。" in refused.sentence("zh")
    assert refused.document("zh")["detail"] == refused.sentence("zh")


def test_that_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert found(tmp_path / "nowhere") == {("nowhere", None, "pack-folder-missing")}


def test_that_a_file_that_is_missing_is_refused(pack: Path) -> None:
    for path in pack.iterdir():
        path.unlink()
    assert {error for _, _, error in found(pack)} == {"pack-file-missing"}


def test_that_a_broken_settings_file_hides_no_fault_of_the_tables(pack: Path, edit: Edit) -> None:
    edit("city.toml", 'code = "110101"', "code =")
    edit("conditions.csv", "sanitation", "nobody")
    errors = {error for _, _, error in found(pack)}
    assert errors == {"pack-toml-broken", "pack-department-unknown"}


def test_that_a_file_in_another_encoding_is_refused_with_its_line(pack: Path) -> None:
    path = pack / "departments.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    assert ("departments.csv", 2, "pack-file-not-utf8") in found(pack)


def test_that_the_mark_that_spreadsheets_write_is_no_fault(pack: Path) -> None:
    path = pack / "departments.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_pack(pack).departments == read_pack(TINY).departments


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x85", "\u202e", "\u2028"])
def test_that_invisible_characters_are_refused(character: str, pack: Path, edit: Edit) -> None:
    edit("departments.csv", "Public", f"Pub{character}lic")
    assert ("departments.csv", 3, "pack-control-character") in found(pack)


def test_that_a_fault_never_sends_control_codes_to_a_terminal(pack: Path, edit: Edit) -> None:
    edit("city.toml", "0.25紧急工作时", "\\u001b[2J")
    edit("city.toml", "warning_marks", '"\\u001b[1m" = 1\nwarning_marks')
    assert all(sentence.isprintable() for sentence in refusal(pack).faults)


@pytest.mark.parametrize("number", ["9" * 5000, '"1e999999999"', "inf"])
def test_that_a_number_without_end_is_refused_at_once(number: str, pack: Path, edit: Edit) -> None:
    edit("city.toml", "hours_a_day = 8", f"hours_a_day = {number}")
    assert {file for file, _, _ in found(pack)} == {"city.toml"}


def test_that_a_number_beyond_all_others_is_refused(pack: Path, edit: Edit) -> None:
    edit("city.toml", "handling_rate = 0.9", f"handling_rate = {10**400}")
    edit("city.toml", "[0.8]", f"[{10**400}]")
    assert {error for _, _, error in found(pack)} == {"pack-setting-positive", "pack-warning-marks"}


def test_that_an_empty_settings_file_brings_one_fault_a_setting(pack: Path) -> None:
    (pack / "city.toml").write_text("", encoding="utf-8")
    assert sorted(refusal(pack).faults) == sorted(
        f"city.toml: The setting {key} is missing. Add it." for key in REQUIRED
    )


def test_that_brackets_nested_without_end_are_refused(pack: Path, edit: Edit) -> None:
    edit("city.toml", "[0.8]", "[" * 50_000)
    assert found(pack) == {("city.toml", None, "pack-toml-broken")}


def test_that_a_huge_table_is_refused_by_its_size_alone(pack: Path) -> None:
    with (pack / "texts.csv").open("r+b") as file:
        file.truncate(100 * 2**20)
    assert found(pack) == {("texts.csv", None, "pack-file-too-large")}


def test_that_a_table_of_countless_lines_is_refused(pack: Path) -> None:
    lines = "".join(f"a{number},b,c\n" for number in range(100_001))
    (pack / "texts.csv").write_text(f"id,text_zh,text_en\n{lines}", encoding="utf-8")
    assert ("texts.csv", 100_002, "pack-too-many-rows") in found(pack)


def test_that_a_link_out_of_the_folder_is_not_followed(pack: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.csv"
    outside.write_text("id,text_zh,text_en\n", encoding="utf-8")
    (pack / "texts.csv").unlink()
    (pack / "texts.csv").symlink_to(outside)
    assert found(pack) == {("texts.csv", None, "pack-file-outside")}


def test_that_something_else_than_a_file_is_refused(pack: Path) -> None:
    (pack / "texts.csv").unlink()
    os.mkfifo(pack / "texts.csv")
    assert found(pack) == {("texts.csv", None, "pack-file-missing")}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_that_a_file_that_may_not_be_read_is_refused(pack: Path) -> None:
    (pack / "texts.csv").chmod(0)
    assert found(pack) == {("texts.csv", None, "pack-file-unreadable")}


def test_that_an_area_may_not_reach_out_of_its_parent(pack: Path, edit: Edit) -> None:
    text = (pack / "areas.geojson").read_text(encoding="utf-8")
    head, line, *rest = text.split("\n")[:2] + text.split("\n")[2:]
    narrow = rest[0].replace("116.41,", "116.4128,")
    (pack / "areas.geojson").write_text("\n".join([head, line, narrow, *rest[1:]]), "utf-8")
    assert ("areas.geojson", 4, "pack-area-outside") in found(pack)


def test_that_areas_of_one_level_may_not_overlap(pack: Path) -> None:
    text = (pack / "areas.geojson").read_text(encoding="utf-8")
    lines = text.split("\n")
    lines[4] = lines[4].replace("39.93]", "39.9304]")
    (pack / "areas.geojson").write_text("\n".join(lines), encoding="utf-8")
    assert ("areas.geojson", 4, "pack-area-overlap") in found(pack)


def test_that_a_pack_without_kinds_is_a_pack(pack: Path) -> None:
    settings = (pack / "city.toml").read_text(encoding="utf-8")
    without, _, rest = settings.partition("[closings]")
    rest = rest[rest.index("[street_offices]") :]
    (pack / "city.toml").write_text(without + rest, encoding="utf-8")
    for file in ("categories.csv", "conditions.csv", "patrols.csv"):
        path = pack / file
        path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    assert read_pack(pack).categories == ()


def test_that_a_changed_pack_has_another_digest(pack: Path, edit: Edit) -> None:
    same = read_pack(pack).digest
    edit("texts.csv", "A crew", "The crew")
    assert same == read_pack(TINY).digest != read_pack(pack).digest
