"""What cells mean: moments in all the forms that people give them, points, and nothing at all."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pyproj import Transformer

from commandcenter.errors import CommandCenterError, InvalidInput
from commandcenter.models.cases.rules.stage import Stage
from commandcenter.services.archive.cells.moments import MomentReader
from commandcenter.services.archive.cells.points import PointForm, PointOrder, PointReader
from tests.city.importing import HEADER, MAPPING, OPENED, ROW, Importer, counts, row

SHANGHAI = ZoneInfo("Asia/Shanghai")
AFTERNOON = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)  # 15:30 in the city
DAY = datetime(2026, 11, 15, 16, tzinfo=UTC)
#: Where the tiny city lies, more or less.
EXTENT = (39.9, 116.3, 40.0, 116.5)


def _read(text: str, *formats: str, zone: ZoneInfo = SHANGHAI) -> datetime | None:
    return MomentReader(formats or ("iso",), zone, {}).read(text, "reported_at")


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-16 15:30", "2026/11/16 15:30:00", "2026.11.16 15:30", "20261116153000"),
        *("2026年11月16日 15:30", "2026年11月16日15时30分", "2026年11月16日 15时30分00秒"),
        *("2026/11/16 下午 3:30", "2026-11-16 下午03:30:00", "2026年11月16日下午3时30分"),
        *("2026-11-16T15:30:00.000", "2026-11-16T07:30:00Z", "202611161530", "20261116 153000"),
        *("46342.6458333333", "46342.64583333334", "2026/11/16 15:30:00.123", "2026-11-16  15:30"),
    ],
)
def test_that_one_column_may_hold_several_forms_of_a_moment(text: str) -> None:
    assert _read(text) == AFTERNOON


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        *(("上午 9:05", 9), ("上午12:05", 0), ("下午 12:05", 12), ("凌晨 3:05", 3)),
        *(("中午 12:05", 12), ("中午11:05", 11), ("中午 1:05", 13), ("晚上 11:05", 23)),
        *(("下午 15:05", 15), ("早上 8:05", 8)),
    ],
)
def test_that_halves_of_the_day_are_read_as_people_write_them(text: str, hour: int) -> None:
    assert _read(f"2026-11-16 {text}") == DAY + timedelta(hours=hour, minutes=5)


@pytest.mark.parametrize("text", ["晚上12:30", "晚上 0:30", "晚上1:30", "12:30 晚上"])
@pytest.mark.parametrize("form", ["iso", "%Y-%m-%d %p%I:%M", "%Y-%m-%d %I:%M %p"])
def test_that_an_hour_of_the_night_that_may_be_of_the_next_day_is_refused(
    text: str, form: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _read(f"2026-01-05 {text}", form)
    assert refused.value.error_id == "import-moment"


@pytest.mark.parametrize(
    ("text", "hour"),
    [("中午11:05", 11), ("中午12:05", 12), ("中午1:05", 13), ("上午12:05", 0), ("晚上11:05", 23)],
)
def test_that_a_format_with_a_half_of_the_day_reads_the_hour_as_people_mean_it(
    text: str, hour: int
) -> None:
    for form in ("%Y-%m-%d %p%I:%M", "%Y-%m-%d %p%H:%M"):
        assert _read(f"2026-11-16 {text}", form) == DAY + timedelta(hours=hour, minutes=5)


def test_that_a_format_with_a_half_of_the_day_takes_both_languages() -> None:
    for text in ("16.11.2026 03:30 PM", "16.11.2026 03:30 下午"):
        assert _read(text, "%d.%m.%Y %I:%M %p") == AFTERNOON


def test_that_seconds_and_milliseconds_since_1970_are_read_where_a_mapping_says_so() -> None:
    seconds = int(AFTERNOON.timestamp())
    assert _read(str(seconds), "epoch-seconds") == AFTERNOON
    assert _read(f"{seconds}.5", "epoch-seconds") == AFTERNOON + timedelta(seconds=0.5)
    assert _read(f"{seconds}000", "epoch-milliseconds") == AFTERNOON
    with pytest.raises(InvalidInput):
        _read(str(seconds))


@pytest.mark.parametrize("text", ["1711121211045", "12345", "99999", "11/16/2026", "2026-13-01"])
def test_that_what_could_be_mistaken_is_no_moment(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _read(text)
    assert refused.value.error_id == "import-moment"


@pytest.mark.parametrize(
    "text",
    [
        *("1900-01-01", "1900-01-01 00:00:00", "1899/12/30", "0000-00-00 00:00:00", "0"),
        *("0001-01-01T00:00:00", "9999-12-31", "00:00:00"),
    ],
)
def test_that_the_days_that_systems_write_for_none_are_none(text: str) -> None:
    assert _read(text) is None


def test_that_words_for_nothing_are_no_value(bring_in: Importer) -> None:
    mapping = MAPPING.replace("[file]", '[file]\nnone = ["-", "无"]')
    rows = (
        row(id="A-1", due="NULL", closed="n/a", whose="#N/A", kind=r"\N"),
        row(id="A-2", due="1900-01-01", closed="-", whose="无", lat="null", lon="NULL"),
        row(id="A-3", what="N/A", kind=""),
        row(id="null"),
    )
    assert counts(bring_in(*rows, mapping=mapping)) == (3, 0, 1)
    assert bring_in.refused() == [(5, "import-nothing", "external_reference")]
    first, second, third = sorted(bring_in.cases(), key=lambda case: case.external_reference or "")
    for case in (first, second):
        assert (case.row.stage, case.row.department) == (Stage.HANDLING, None)
        assert case.row.hands.due_at is None
    assert (first.row.category, second.row.latitude) == (None, None)
    assert third.description == "N/A"  # a case needs one, and nothing else is said
    facts = bring_in.center.city.facts()
    assert not {"-", "无", "#N/A", r"\N"} & {name.zh for name in facts.departments.values()}


def test_that_a_bare_day_means_the_hour_that_the_mapping_says(bring_in: Importer) -> None:
    days = row(opened="2026-11-16", due="2026-11-18", closed="2026-11-17")
    mapping = MAPPING + '\n[day_only]\ndue_at = "24:00"\nclosed_at = "17:30"\n'
    bring_in(days, mapping=mapping)
    (case,) = bring_in.cases()
    assert case.row.reported_at == DAY
    assert case.row.hands.due_at == DAY + timedelta(days=3)
    assert case.closed_at == DAY + timedelta(days=1, hours=17.5)


def test_that_a_case_closed_on_its_first_day_is_not_closed_before_it(bring_in: Importer) -> None:
    assert counts(bring_in(row(closed="2026-11-16"))) == (1, 0, 0)
    assert bring_in.cases()[0].closed_at == OPENED


STATUS = MAPPING.replace("[columns]", '[columns]\nstatus = "state"') + (
    '\n[values.status]\n"已结案" = "closed"\n"处置中" = "open"\n'
)


def test_that_a_case_that_is_closed_without_a_moment_is_not_taken_for_open(
    bring_in: Importer,
) -> None:
    rows = [
        (row(id="A-1", closed=""), "已结案"), (row(id="A-2", closed=""), "处置中"),
        (row(id="A-3"), "已结案"), (row(id="A-4"), "处置中"), (row(id="A-5"), "?"),
        (row(id="A-6", closed=""), ""), (row(id="A-7"), "Closed"),
    ]  # fmt: skip
    lines = [f"{HEADER},state", *(f"{cells},{state}" for cells, state in rows)]
    result = bring_in.bytes_in("\n".join(lines).encode(), STATUS)
    assert counts(result) == (4, 0, 3)
    assert bring_in.refused() == [
        (2, "import-closed-when", "closed_at"), (5, "import-open-and-closed", "status"),
        (6, "import-status-unknown", "status"),
    ]  # fmt: skip
    assert {case.external_reference: case.row.stage for case in bring_in.cases()} == {
        "A-2": Stage.HANDLING, "A-3": Stage.CLOSED, "A-6": Stage.HANDLING, "A-7": Stage.CLOSED,
    }  # fmt: skip


def test_that_a_status_means_open_or_closed_and_nothing_else(bring_in: Importer) -> None:
    with pytest.raises(InvalidInput) as refused:
        bring_in.mapping(STATUS.replace('"open"', '"gone"'))
    assert "open, closed" in refused.value.sentence("en")


def test_that_several_columns_are_joined_into_one(bring_in: Importer) -> None:
    mapping = (
        MAPPING.replace('"where"', '{ join = ["street", "house"], with = "" }')
        .replace('reported_at = "opened"', 'reported_at = { join = ["day", "hour"] }')
        .replace('"id"', '{ join = ["year", "id"], with = "-" }')
    )
    header = f"{HEADER},street,house,day,hour,year"
    rows = [
        f"{row(id='1')},六条,5号,2026-11-16,09:00,2026",
        f"{row(id='2')},六条,,2026-11-16,,2026",
        f"{row(id='3')},六条,,2026-11-16,09:00,",
        f"{row(id='4')},六条,,2026-11-16,09:00,#N/A",
    ]
    assert counts(bring_in.bytes_in("\n".join([header, *rows]).encode(), mapping)) == (2, 0, 2)
    assert [error for _, error, _ in bring_in.refused()] == [
        "import-nothing", "import-reference-mangled",
    ]  # fmt: skip
    cases = {case.external_reference: case for case in bring_in.cases()}
    assert (cases["2026-1"].row.address, cases["2026-2"].row.address) == ("六条5号", "六条")
    assert cases["2026-1"].row.reported_at == OPENED


def _point(texts: Sequence[str], form: PointForm | None = None) -> tuple[float, float]:
    reader = PointReader(form or PointForm(), EXTENT)
    latitude, longitude = reader.two(*texts) if len(texts) == 2 else reader.one(*texts)
    assert latitude is not None
    assert longitude is not None
    return round(latitude, 6), round(longitude, 6)


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        (["39,9305", "116,4105"], PointForm(decimal=",")),
        (["39,9305", "116,4105"], PointForm()),
        (["39.9305,116.4105"], PointForm()),
        (["(39.9305, 116.4105)"], PointForm()),
        (["39.9305 116.4105"], PointForm()),
        (["39,9305; 116,4105"], PointForm(decimal=",")),
        (["116.4105|39.9305"], PointForm(order=PointOrder.LONGITUDE_FIRST)),
        (["POINT (116.4105 39.9305)"], PointForm()),
        (["SRID=4326;POINT Z(116.4105 39.9305 50)"], PointForm()),
    ],
)
def test_that_points_are_read_in_one_cell_or_two(texts: list[str], form: PointForm) -> None:
    assert _point(texts, form) == (39.9305, 116.4105)


def test_that_projected_coordinates_are_converted_by_their_number() -> None:
    east, north = Transformer.from_crs(4326, 4548, always_xy=True).transform(116.4105, 39.9305)
    form = PointForm(epsg=4548)
    assert _point([f"{north:.4f}", f"{east:.4f}"], form) == (39.9305, 116.4105)
    assert _point([f"POINT({east:.4f} {north:.4f})"], form) == (39.9305, 116.4105)
    with pytest.raises(CommandCenterError) as refused:
        _point([f"{east:.4f}", f"{north:.4f}"], form)
    assert refused.value.error_id == "import-point-swapped"
    with pytest.raises(CommandCenterError) as refused:
        _point(["1e300", "1e300"], form)
    assert refused.value.error_id == "import-point-nowhere"


def test_that_exchanged_latitudes_and_longitudes_are_noticed(bring_in: Importer) -> None:
    rows = (
        row(id="A-1", lat="116.4105", lon="39.9305"),
        row(id="A-2", lat="31.23", lon="121.47"),  # elsewhere either way
        ROW.replace("A-1", "A-3"),
    )
    assert counts(bring_in(*rows)) == (2, 0, 1)
    assert bring_in.refused() == [(2, "import-point-swapped", "latitude")]
    assert "39.9305" in bring_in.rejects.read_text("utf-8")


def test_that_a_city_south_of_the_equator_notices_it_too() -> None:
    boston = (42.2, -71.2, 42.4, -70.9)
    with pytest.raises(InvalidInput) as refused:
        PointReader(PointForm(), boston).two("-71.06", "42.36")
    assert refused.value.error_id == "import-point-swapped"


@pytest.mark.parametrize(
    ("addition", "told"),
    [
        ("[points]\nepsg = 999999", "999999"),
        ('[points]\ndecimal = "·"', "decimal"),
        ('[points]\norder = "sideways"', "latitude-longitude"),
        ('[day_only]\ndue_at = "25:00"', "due_at"),
        ('[day_only]\nsource = "12:00"', "source"),
    ],
)
def test_that_a_wrong_setting_of_points_or_days_is_refused_with_its_name(
    bring_in: Importer, tmp_path: Path, addition: str, told: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        bring_in.mapping(f"{MAPPING}\n{addition}\n")
    for language in ("en", "zh"):
        assert told in refused.value.sentence(language)
