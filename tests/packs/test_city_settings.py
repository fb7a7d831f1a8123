"""What city.toml says of posts, sources, offices and days: taken as a whole, or refused."""

from pathlib import Path

from commandcenter.models.cases.rules.stage import Step
from commandcenter.packs.reader import read_pack
from tests.city.posts import Post
from tests.packs.spoiling import Edit, found, line_of, refusal


def test_that_one_post_may_dispatch_and_close_in_a_merged_centre(pack: Path, edit: Edit) -> None:
    edit("city.toml", '"close"', '"close", "dispatch"')
    edit("city.toml", "merged_centre = false", "merged_centre = true")
    assert Step.DISPATCH in read_pack(pack).posts[Post.SHIFT_CHIEF].steps


def test_that_a_department_closes_nothing_even_in_a_merged_centre(pack: Path, edit: Edit) -> None:
    edit("city.toml", '"finish"', '"finish", "close"')
    edit("city.toml", "merged_centre = false", "merged_centre = true")
    assert ("city.toml", line_of("city.toml", '"finish"'), "pack-post-beyond-axis") in found(pack)


def test_that_a_city_without_posts_is_refused_step_by_step(pack: Path) -> None:
    text = (pack / "city.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("[[posts]]")
    head = head.replace("[[levels]]", "posts = []\n\n[[levels]]", 1)
    text = head + rest[rest.index("[stage_limits]") :]
    (pack / "city.toml").write_text(text, encoding="utf-8")
    faults = refusal(pack).faults
    assert len(faults) == 8
    assert all("so no case could ever be closed" in sentence for sentence in faults)


def test_that_a_city_without_a_source_of_reports_is_refused(pack: Path) -> None:
    text = (pack / "city.toml").read_text(encoding="utf-8")
    head, sources, rest = (
        text.partition("[[sources]]")[0],
        "sources = []\n",
        text.partition("[[posts]]"),
    )
    top, levels, more = head.partition("[[levels]]")
    text = top + sources + levels + more + rest[1] + rest[2]
    (pack / "city.toml").write_text(text, encoding="utf-8")
    assert {error for _, _, error in found(pack)} == {"pack-setting-empty"}


def test_that_an_area_has_one_office_of_a_department(pack: Path, edit: Edit) -> None:
    edit("departments.csv", "street,", "lane,胡同办事处,Lane Office,streets\nstreet,")
    edit("city.toml", 'street = "110101001"', 'street = "110101001"\nlane = "110101001"')
    line = line_of("city.toml", 'street = "110101001"') + 1
    assert found(pack) == {("city.toml", line, "pack-office-twice")}


def test_that_a_pack_that_says_nothing_of_cases_follows_the_custom(pack: Path, edit: Edit) -> None:
    text = (pack / "city.toml").read_text(encoding="utf-8").replace("transfer_cap = 2\n", "")
    head, rest = text.split("[task_limits]")
    (pack / "city.toml").write_text(head + rest[rest.index("[calendar]") :], encoding="utf-8")
    read = read_pack(pack)
    assert (read.transfer_cap, read.task_limits, read.closings) == (3, {}, None)
    assert read.street_offices.office("streets", "110101001002") == "streets"


def test_that_a_date_in_another_form_is_refused(pack: Path, edit: Edit) -> None:
    edit("calendar.csv", "source\n", "source\n20270206,holiday,春节,公告\n")
    assert found(pack) == {("calendar.csv", 2, "pack-date")}


def test_that_overrides_of_the_calendar_are_read(pack: Path, edit: Edit) -> None:
    edit("calendar.csv", "source\n", "source\n2027-02-06,holiday,春节,市政府公告\n")
    override = read_pack(pack).calendar.overrides[0]
    assert (override.day.isoformat(), override.kind, override.name) == (
        *("2027-02-06", "holiday", "春节"),
    )
