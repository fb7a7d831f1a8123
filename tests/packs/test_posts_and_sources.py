"""Sources and posts are data of the pack: free ids, or refused where they stand, with a reason."""

import json
from pathlib import Path

import pytest

from commandcenter.models.city.posts import Axis
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.packs.reader import read_pack
from tests.packs.spoiling import Edit, found, line_of, refusal

COMMITTEE = """[[sources]]
id = "committee"
kind = "public"
name = { zh = "居委会", en = "residents' committee" }
open_to_residents = false
"""
COLLECTOR = """[[posts]]
id = "collector"
name = { zh = "采集员", en = "collector" }
axis = "collect"
steps = ["confirm", "refute", "pass", "fail", "reply"]
"""
#: Where added tables begin: in place of the section that follows posts in the file.
HERE = line_of("city.toml", "[stage_limits]")


def add(edit: Edit, *tables: str) -> None:
    edit("city.toml", "[stage_limits]", "\n".join([*tables, "[stage_limits]"]))


def line_in(table: str, key: str) -> int:
    """The line of a key of a table that was added alone."""
    return HERE + table[: table.index(f"\n{key} = ") + 1].count("\n")


def test_that_a_city_has_sources_and_posts_of_its_own(pack: Path, edit: Edit) -> None:
    add(edit, COMMITTEE, COLLECTOR)
    read = read_pack(pack)
    assert (read.sources[-1].id, read.sources[-1].kind) == ("committee", SourceKind.PUBLIC)
    collector = read.posts["collector"]
    assert (collector.name.zh, collector.axis) == ("采集员", Axis.COLLECT)
    assert collector.inspects
    assert not collector.sees_reporters


def test_that_all_modules_of_the_five_cities_can_be_named(pack: Path, edit: Edit) -> None:
    names = [
        "cases",
        "field",
        "residents",
        "messages",
        "registry",
        "outreach",
        "counter",
        "tiers",
        "city",
    ]
    edit("city.toml", '["cases"]', json.dumps(names))
    assert read_pack(pack).modules == tuple(names)


@pytest.mark.parametrize(
    ("old", "new", "key", "error"),
    [
        ('kind = "public"\n', "", None, "pack-setting-missing"),
        ('"public"', '"neighbours"', "kind", "pack-setting-choice"),
        ('"committee"', '"Committee 1"', "id", "pack-id-malformed"),
    ],
)
def test_that_a_spoilt_source_is_refused_where_it_stands(
    pack: Path, edit: Edit, old: str, new: str, key: str | None, error: str
) -> None:
    add(edit, COMMITTEE.replace(old, new, 1))
    line = line_in(COMMITTEE, key) if key else HERE
    assert found(pack) == {("city.toml", line, error)}


def test_that_two_sources_do_not_share_an_id(pack: Path, edit: Edit) -> None:
    add(edit, COMMITTEE, COMMITTEE)
    (fault,) = refusal(pack).found
    assert (fault.file, fault.line) == ("city.toml", HERE + COMMITTEE.count("\n") + 2)
    assert fault.sentence("en").endswith("contains “committee” more than once. Keep one.")


@pytest.mark.parametrize(
    ("old", "new", "key", "error"),
    [
        ('axis = "collect"\n', "", None, "pack-setting-missing"),
        ('"collect"', '"gather"', "axis", "pack-setting-choice"),
        ('"collect"', '"system"', "axis", "pack-setting-choice"),
        ('"collect"', '["collect", "command"]', "axis", "pack-post-two-axes"),
        ('"reply"', '"finish"', "steps", "pack-post-beyond-axis"),
        ('"reply"', '"dance"', "steps", "pack-setting-choice"),
    ],
)
def test_that_a_spoilt_post_is_refused_where_it_stands(
    pack: Path, edit: Edit, old: str, new: str, key: str | None, error: str
) -> None:
    add(edit, COLLECTOR.replace(old, new, 1))
    line = line_in(COLLECTOR, key) if key else HERE
    assert found(pack) == {("city.toml", line, error)}


def test_that_a_post_is_not_on_two_axes_by_being_named_twice(pack: Path, edit: Edit) -> None:
    other = COLLECTOR.replace('"collect"', '"supervision"')
    add(edit, COLLECTOR, other)
    line = line_in(COLLECTOR, "axis") + COLLECTOR.count("\n") + 1
    assert found(pack) == {("city.toml", line, "pack-post-two-axes")}


def test_that_a_post_named_twice_is_refused(pack: Path, edit: Edit) -> None:
    add(edit, COLLECTOR, COLLECTOR)
    line = line_in(COLLECTOR, "axis") + COLLECTOR.count("\n") - 1
    assert found(pack) == {("city.toml", line, "pack-id-twice")}


def test_that_a_free_post_does_not_both_dispatch_and_close(pack: Path, edit: Edit) -> None:
    steps = '["confirm", "refute", "pass", "fail", "reply"]'
    both = COLLECTOR.replace(steps, '["dispatch", "close"]').replace("collect", "command", 2)
    add(edit, both)
    line = line_in(COLLECTOR, "steps")
    assert ("city.toml", line, "pack-dispatch-and-close") in found(pack)


def test_that_an_unknown_module_is_refused_with_those_that_exist(pack: Path, edit: Edit) -> None:
    edit("city.toml", '["cases"]', '["cases", "weather"]')
    (fault,) = refusal(pack).found
    assert (fault.file, fault.line) == ("city.toml", line_of("city.toml", "modules"))
    assert "outreach" in fault.sentence("en")
