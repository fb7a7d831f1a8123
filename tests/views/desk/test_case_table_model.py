"""The queue as a Qt model."""

from datetime import timedelta

from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from commandcenter.models.cases.rules.stage import Stage
from commandcenter.models.work.asking import TaskKind
from commandcenter.views.desk.queue.case_table_model import CaseTableModel, Column
from commandcenter.views.open_cases.queue import sort_rows
from commandcenter.views.open_cases.queue_filter import QueueFilter
from tests.views.desk.rows import NOW, row

MINUTE = timedelta(minutes=1)


def numbers(model: CaseTableModel) -> list[str]:
    return [
        model.index(at, 0).data(CaseTableModel.RowRole).number for at in range(model.rowCount())
    ]


def stages(model: CaseTableModel) -> list[str]:
    return [model.index(at, Column.STAGE).data() for at in range(model.rowCount())]


def test_that_every_kind_of_change_keeps_what_qt_expects(
    model: CaseTableModel, qtmodeltester: ModelTester
) -> None:
    model.fill(sort_rows(row(str(n), due_in=n * MINUTE) for n in range(10, 20)))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.apply([row("99", due_in=-MINUTE)], [])
    model.apply([row("10", due_in=90 * MINUTE, version=2)], [])
    model.apply([row("19", due_in=MINUTE, version=2), row("12", stage=Stage.CLOSED)], ["15"])
    assert numbers(model) == ["99", "19", "11", "13", "14", "16", "17", "18", "10"]
    model.choose(QueueFilter(overdue=True))
    model.apply([row("7", due_in=-2 * MINUTE)], [])
    assert numbers(model) == ["7", "99"]


def test_that_a_great_change_comes_as_one_new_beginning(
    model: CaseTableModel, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.apply([row(f"{n:04}", due_in=n * MINUTE) for n in range(1000)], [])
    assert (len(resets), model.rowCount()) == (1, 1000)


def test_that_a_row_says_what_it_is_where_and_how_long(model: CaseTableModel) -> None:
    model.fill(sort_rows([row("1", due_in=-42 * MINUTE)]))
    said = [model.index(0, column).data() for column in Column]
    assert said == ["◆ −00:42", "Exposed refuse", "Handling", "六条 12 号", "Public Works"]


def test_that_the_basis_of_a_clock_can_be_asked(model: CaseTableModel) -> None:
    model.fill(sort_rows([row("1", due_in=30 * MINUTE), row("2", due_in=None)]))
    tip = model.index(0, 0).data(3)
    assert "11-23 10:30" in tip
    assert "calendar days" in tip
    assert model.index(1, 0).data(3) == "No clock is running."


def test_that_a_suspended_case_shows_the_day_on_which_it_goes_on(model: CaseTableModel) -> None:
    until = NOW + timedelta(days=8)
    suspended = row("1", stage=Stage.SUSPENDED, standing=True, suspended_until=until)
    model.fill(sort_rows([suspended, row("2")]))
    assert [model.index(at, Column.REMAINING).data() for at in (0, 1)] == [
        "● 01:00",
        "‖ 2026-12-01",
    ]


def test_that_a_row_marks_what_is_waited_for_beside_its_stage(model: CaseTableModel) -> None:
    asked = "department:roads"
    rows = [
        row("1", due_in=1 * MINUTE, pending="extension"),
        row("2", due_in=2 * MINUTE, asked=asked),
        row("3", due_in=3 * MINUTE, pending="crew"),
        row("4", due_in=4 * MINUTE, asked=asked),
        row("5", due_in=5 * MINUTE, asked=asked, pending="extension"),
        row("6", due_in=6 * MINUTE, asked=asked),
    ]
    both = frozenset({TaskKind.URGE, TaskKind.SUPERVISE})
    owed = {"2": frozenset({TaskKind.URGE}), "4": frozenset({TaskKind.SUPERVISE}), "5": both}
    model.fill(sort_rows(rows, owed=owed))
    assert stages(model) == [
        "? Handling",
        "! Handling",
        "Handling",
        "‼ Handling",
        "?‼ Handling",
        "↩ Handling",
    ]
    model.apply([row("2", due_in=2 * MINUTE, version=2)], [])
    assert stages(model)[1] == "Handling"


def test_that_a_supervision_and_an_urging_are_told_apart_in_words(model: CaseTableModel) -> None:
    asked = "department:roads"
    rows = [row("1", asked=asked, pending="extension"), row("2", asked=asked)]
    owed = {"1": frozenset({TaskKind.SUPERVISE}), "2": frozenset({TaskKind.URGE})}
    model.fill(sort_rows(rows, owed=owed))
    supervised, urged = (model.index(at, Column.STAGE) for at in (0, 1))
    assert supervised.data(Qt.ItemDataRole.ToolTipRole).splitlines() == [
        "Handling",
        "? waits for a decision",
        "‼ supervised, reply pending",
    ]
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert urged.data(spoken) == "Handling, urged, reply pending"
    assert model.index(0, Column.KIND).data(spoken) == "Exposed refuse"
