"""Cases of another system: brought in once, with its own moments and deadlines."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.stage import Closing, Stage, Step
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.statistics import FigureQuery
from tests.city.importing import HEADER, MAPPING, OPENED, ROW, Importer, counts, row
from tests.city.life import MANHOLE, CityLife, FakeClock, photo


@pytest.fixture
def bring_in(center: CommandCenter, tmp_path: Path) -> Importer:
    return Importer(center, tmp_path)


def test_that_a_closed_case_keeps_the_moments_of_its_system(bring_in: Importer) -> None:
    assert counts(bring_in(ROW)) == (1, 0, 0)
    (case,) = bring_in.cases()
    row = case.row
    assert (row.stage, case.closing, case.imported) == (Stage.CLOSED, Closing.DONE, True)
    assert row.number[6:] == "2026111600001"
    assert (row.source, case.external_reference) == ("hotline", "A-1")
    assert (row.category, row.department, row.unit_grid) == (MANHOLE, "roads", "110101001001001")
    assert (case.description, row.address) == ("井盖缺失", "六条")
    assert row.reported_at == OPENED
    assert row.hands.due_at == OPENED + timedelta(hours=8)
    assert row.hands.handling_ended_at == case.closed_at == OPENED + timedelta(hours=6.5)
    assert (case.filed_at, case.dispatched_at, case.finished_at) == (None, None, None)
    assert not row.hands.late(bring_in.center.clock())


def test_that_history_tells_the_opening_and_the_closing_when_they_were(bring_in: Importer) -> None:
    bring_in(ROW)
    (case,) = bring_in.cases()
    lines = bring_in.center.casebook.history(case.row.number, viewer=CENTRE_VIEW)
    assert [(line.step, line.stage, line.at) for line in lines] == [
        ("import", "HANDLING", OPENED),
        ("import_end", "CLOSED", OPENED + timedelta(hours=6.5)),
    ]
    assert {line.recorded_at for line in lines} == {bring_in.center.clock()}
    handling = json.loads(lines[0].payload)["clocks"][1]
    assert (handling["name"], handling["rule"], handling["amount"]) == (
        "handling",
        "imported",
        None,
    )


def test_that_the_log_of_a_batch_follows_time_and_not_the_rows(bring_in: Importer) -> None:
    bring_in(
        row(id="A-1", opened="2026-03-01 08:00:00"), row(id="A-2", opened="2026-01-05 08:00:00")
    )
    changes, _ = bring_in.center.change_feed.since("0", viewer=CENTRE_VIEW)
    moments = [change.at for change in changes]
    assert len(moments) == 4
    assert moments == sorted(moments)


def test_that_an_open_case_is_with_its_department_and_runs_late_by_its_own_deadline(
    bring_in: Importer, clock: FakeClock
) -> None:
    bring_in(row(closed=""), row(id="A-2", closed="", due=""))
    late, endless = bring_in.cases()
    assert (late.row.stage, late.row.department) == (Stage.HANDLING, "roads")
    assert late.row.hands.late(clock())
    assert endless.row.hands.due_at is None
    assert not endless.row.hands.late(clock())


def test_that_an_open_case_is_finished_and_closed_at_the_desk(
    bring_in: Importer, city_life: CityLife
) -> None:
    bring_in(row(closed=""))
    number = bring_in.cases()[0].row.number
    for step, by, fields in (
        (Step.FINISH, "department-roads", {"note": "已盖好", "photo": photo()}),
        (Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"}),
        (Step.FAIL, "inspector", {"reason": "poor_work"}),
        (Step.FINISH, "department-roads", {"note": "已盖好", "photo": photo()}),
        (Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"}),
        (Step.PASS, "inspector", {"photo": photo()}),
        (Step.CLOSE, "shift-chief", {"closing": "done"}),
    ):
        city_life.step(number, step, by, fields)
    (case,) = bring_in.cases()
    assert case.row.stage is Stage.CLOSED
    assert case.row.hands.due_at == OPENED + timedelta(hours=8)
    assert bring_in.center.log_audit.verify().faults == ()


def test_that_figures_count_what_came_in(bring_in: Importer) -> None:
    bring_in(ROW, row(id="A-2", closed="2026-11-16 18:00"), row(id="A-3", closed="", due=""))
    query = FigureQuery(OPENED.date(), OPENED.date())
    ids = ["reported", "handled", "closed", "on_time_handling_rate", "mean_handling_hours"]
    figures = bring_in.center.statistics.figures(ids, query, viewer=CENTRE_VIEW)
    assert [(figure.numerator, figure.denominator) for figure in figures] == [
        (3, None), (2, None), (2, None), (1, 2), (15.5, 2),
    ]  # fmt: skip


def test_that_the_same_file_again_changes_nothing(bring_in: Importer) -> None:
    rows = (ROW, row(id="A-2", closed=""), row(id="A-3", kind="new kind", whose="new office"))
    assert counts(bring_in(*rows)) == (3, 0, 0)
    before, version = bring_in.cases(), bring_in.center.city.facts().version
    cursor = bring_in.center.change_feed.latest()
    assert counts(bring_in(*rows)) == (0, 3, 0)
    assert bring_in.cases() == before
    assert bring_in.center.change_feed.latest() == cursor
    assert bring_in.center.city.facts().version == version


def test_that_a_row_that_comes_twice_in_one_file_is_brought_in_once(bring_in: Importer) -> None:
    assert counts(bring_in(ROW, ROW, row(opened="2026-11-16 08:00"))) == (1, 1, 1)
    assert bring_in.refused() == [(4, "import-known-otherwise", "external_reference")]


def test_that_a_case_closed_there_since_is_closed_here(bring_in: Importer) -> None:
    bring_in(row(closed=""))
    assert counts(bring_in(ROW)) == (1, 0, 0)
    assert counts(bring_in(ROW)) == (0, 1, 0)
    (case,) = bring_in.cases()
    assert (case.row.stage, case.closed_at) == (Stage.CLOSED, OPENED + timedelta(hours=6.5))
    assert bring_in.center.log_audit.verify().faults == ()


@pytest.mark.parametrize("first", [(ROW,), (row(closed=""), ROW)])
def test_that_a_row_without_the_closing_that_came_in_before_is_not_unchanged(
    bring_in: Importer, first: tuple[str, ...]
) -> None:
    """Whether it came in closed, or was closed by a later file."""
    for one in first:
        bring_in(one)
    (case,) = bring_in.cases()
    assert counts(bring_in(row(closed=""))) == (0, 0, 1)
    assert bring_in.refused() == [(2, "import-closed-before", "closed_at")]
    closed = f"case {case.row.number}, which an earlier import closed (2026-11-16 15:30+08:00)"
    assert closed in bring_in.rejects.read_text("utf-8")
    assert bring_in.cases() == [case]


def test_that_two_rows_of_a_file_that_disagree_on_the_closing_are_told(bring_in: Importer) -> None:
    assert counts(bring_in(ROW, row(closed=""))) == (1, 0, 1)
    assert bring_in.refused() == [(3, "import-closed-before", "closed_at")]


def test_that_a_case_reopened_here_is_unchanged_by_either_row(
    bring_in: Importer, city_life: CityLife
) -> None:
    bring_in(ROW)
    number = bring_in.cases()[0].row.number
    city_life.step(number, Step.REOPEN, "call-taker", {"reason": "came_back"})
    for one in (ROW, row(closed="")):
        assert counts(bring_in(one)) == (0, 1, 0)


def test_that_a_case_that_went_on_here_is_not_closed_by_a_file(
    bring_in: Importer, city_life: CityLife
) -> None:
    bring_in(row(closed=""))
    number = bring_in.cases()[0].row.number
    city_life.step(number, Step.FINISH, "department-roads", {"note": "x", "photo": photo()})
    assert counts(bring_in(row(closed=""))) == (0, 1, 0)
    assert counts(bring_in(ROW)) == (0, 0, 1)
    assert bring_in.refused() == [(2, "import-known-otherwise", "external_reference")]


def test_that_what_was_done_here_since_makes_a_row_no_other_row(
    bring_in: Importer, city_life: CityLife
) -> None:
    bring_in(row(closed="", kind="上水井盖"))
    number = bring_in.cases()[0].row.number
    fields = {"kind": "10010100", "place": {"latitude": 39.93, "longitude": 116.41}}
    city_life.step(number, Step.CORRECT, "call-taker", fields)
    assert counts(bring_in(row(closed=""))) == (0, 1, 0)


def test_that_the_encoding_of_the_mapping_is_taken(bring_in: Importer) -> None:
    mapping = MAPPING.replace("[file]", '[file]\nencoding = "gb18030"\ndelimiter = ";"')
    content = f"{HEADER}\n{ROW}\n".replace(",", ";").encode("gb18030")
    assert counts(bring_in.bytes_in(content, mapping)) == (1, 0, 0)
    assert bring_in.cases()[0].description == "井盖缺失"


def test_that_quoted_cells_may_hold_commas_quotes_and_lines(bring_in: Importer) -> None:
    assert counts(bring_in(row(what='"井盖，""响"",\n第二行"'), row(id="A-2"))) == (2, 0, 0)
    assert bring_in.cases()[0].description == '井盖，"响",\n第二行'


def test_that_blank_lines_are_no_rows(bring_in: Importer) -> None:
    assert counts(bring_in("", ROW, "", "")) == (1, 0, 0)


def test_that_moments_are_read_in_every_format_and_with_an_offset(bring_in: Importer) -> None:
    bring_in(row(opened="16.11.2026 09:00"), row(id="A-2", opened="2026-11-16T02:00:00+01:00"))
    assert {case.row.reported_at for case in bring_in.cases()} == {OPENED}


def test_that_an_hour_that_clocks_skipped_is_read_as_by_a_clock_that_did_not(
    bring_in: Importer,
) -> None:
    mapping = MAPPING.replace("Asia/Shanghai", "America/New_York")
    skipped = row(opened="2026-03-08 02:30", due="", closed="")
    before = row(id="A-2", opened="2026-03-08 01:59:59", due="", closed="")
    after = row(id="A-3", opened="2026-03-08 03:00:00", due="", closed="")
    assert counts(bring_in(skipped, before, after, mapping=mapping)) == (3, 0, 0)
    moments = sorted(case.row.reported_at for case in bring_in.cases())
    assert moments[1] - moments[0] == timedelta(seconds=1)
    assert moments[2] == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_that_of_an_hour_shown_twice_the_first_is_meant(bring_in: Importer) -> None:
    mapping = MAPPING.replace("Asia/Shanghai", "America/New_York")
    bring_in(row(opened="2026-11-01 01:30", due="", closed=""), mapping=mapping)
    assert bring_in.cases()[0].row.reported_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_that_a_closing_in_the_hour_shown_twice_follows_its_opening(bring_in: Importer) -> None:
    mapping = MAPPING.replace("Asia/Shanghai", "America/New_York")
    rows = (
        row(opened="2026-11-01 01:50", due="", closed="2026-11-01 01:10"),
        row(id="A-2", opened="2026-11-01 01:10", due="", closed="2026-11-01 01:50"),
    )
    assert counts(bring_in(*rows, mapping=mapping)) == (2, 0, 0)
    took = {
        case.external_reference: case.closed_at - case.row.reported_at
        for case in bring_in.cases()
        if case.closed_at
    }
    assert took == {"A-1": timedelta(minutes=20), "A-2": timedelta(minutes=40)}


def test_that_unknown_kinds_and_departments_join_the_catalogue(bring_in: Importer) -> None:
    bring_in(
        row(id="A-1", kind="Pothole", whose="No Q"),
        row(id="A-2", kind="Dead animal", whose="roads"),
        row(id="A-3", kind="Pothole", whose="市政所"),
        row(id="A-4", kind="Street lamp", whose=""),
    )
    facts = bring_in.center.city.facts()
    pothole, animal = facts.categories["20990001"], facts.categories["20990002"]
    assert (pothole.name.zh, animal.name.en) == ("Pothole", "Dead animal")
    assert [condition.department for condition in pothole.conditions] == ["No-Q"]
    assert facts.departments["No-Q"].en == "No Q"
    assert [case.row.category for case in bring_in.cases()] == [
        "20990001", "20990002", "20990001", "10010200",
    ]  # fmt: skip
    assert [case.row.department for case in bring_in.cases()] == ["No-Q", "roads", "roads", None]
    bring_in(row(id="A-5", kind="Graffiti"))
    assert bring_in.center.city.facts().categories["20990003"].name.en == "Graffiti"


def test_that_new_kinds_can_be_worked_with_at_once(bring_in: Importer, city_life: CityLife) -> None:
    bring_in(row(kind="Pothole"))
    assert city_life.filed("20990001", 1)


def test_that_without_leave_to_create_a_row_is_refused(bring_in: Importer) -> None:
    mapping = MAPPING.partition("[create]")[0]
    rows = (row(kind="Pothole"), row(id="A-2", whose="No Q"), row(id="A-3"))
    assert counts(bring_in(*rows, mapping=mapping)) == (1, 0, 2)
    assert [error for _, error, _ in bring_in.refused()] == [
        "import-category-unknown", "import-department-unknown",
    ]  # fmt: skip


def test_that_a_mended_reject_file_can_be_brought_in(bring_in: Importer, tmp_path: Path) -> None:
    bring_in(ROW, row(id="A-2", lat="900"))
    mended = tmp_path / "mended.csv"
    mended.write_text(bring_in.rejects.read_text("utf-8").replace("900", "39.93"), "utf-8")
    result = bring_in.center.archive.import_cases(
        mended, bring_in.mapping(), reject_file=tmp_path / "again.csv"
    )
    assert counts(result) == (1, 0, 0)


def test_that_progress_comes_to_all_rows(bring_in: Importer, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    rows: Sequence[str] = [
        row(id=f"A-{nth}", lat="900" if nth % 9 == 0 else "39.93") for nth in range(300)
    ]
    file.write_text("\n".join((HEADER, *rows)), encoding="utf-8")
    told: list[tuple[int, int]] = []
    bring_in.center.archive.import_cases(
        file,
        bring_in.mapping(),
        reject_file=bring_in.rejects,
        progress=lambda done, rows: told.append((done, rows)),
    )
    assert told == sorted(told)
    assert told[-1] == (300, 300)


def test_that_what_nobody_sees_in_a_row_is_left_out(bring_in: Importer) -> None:
    result = bring_in(row(what="井\u200b盖\xad", where="六条\u2028", id="A\ufeff-1"))
    assert (result.imported, result.refused) == (1, 0)
    (case,) = bring_in.cases()
    assert (case.description, case.row.address) == ("井盖", "六条")
    assert case.external_reference == "A-1"
