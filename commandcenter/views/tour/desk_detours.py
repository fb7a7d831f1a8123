"""What a walk past the desk shows of the side branches: forms, comparison, preview, explanation."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog

from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.services.casebook import CaseRow
from commandcenter.views.desk.case.case_comparison import CaseComparison
from commandcenter.views.desk.case.explain_panel import ExplainPanel
from commandcenter.views.desk.forms.condition_chooser import ConditionChooser
from commandcenter.views.desk.queue.stage_counters import ALL, DECIDE
from commandcenter.views.desk.steps.field_choosers import WordChooser
from commandcenter.views.desk.window.desk_window import DeskWindow
from commandcenter.views.tour.camera import Tour


def tour_decisions(tour: Tour, desk: DeskWindow) -> None:
    """The dispatcher: applications, what is suspended, why a case is due when it is."""
    desk.queue.show_only(DECIDE)
    if len(desk.queue.model.queue):
        take_up(tour, desk, next(desk.queue.model.queue.numbers()))
        tour.take(desk, "desk-decide")
    desk.queue.show_only(ALL)
    if _take_up_one(tour, desk, lambda row: row.stage is Stage.SUSPENDED):
        tour.take(desk, "desk-suspended")
    if _take_up_one(tour, desk, lambda row: row.stage is Stage.HANDLING and bool(row.asked)):
        tour.take(desk, "desk-urged")
    if _take_up_one(tour, desk, lambda row: row.stage is Stage.HANDLING):
        desk.case.explain()
        _take_dialog(tour, desk, ExplainPanel, "desk-explain")


def tour_filing(tour: Tour, desk: DeskWindow) -> None:
    """The shift chief files: the conditions, one of them chosen."""
    desk.queue.show_only(ALL)
    if not _take_up_one(tour, desk, lambda row: row.stage is Stage.ACCEPTED):
        return
    desk.case.steps.choose(Step.FILE)
    form = desk.case.steps.form
    condition = form.fields.get("condition") if form else None
    if isinstance(condition, ConditionChooser):
        condition.setCurrentRow(min(1, condition.count() - 1))
        tour.take(desk, "desk-file")


def tour_corrections(tour: Tour, desk: DeskWindow) -> None:
    """The call-taker: the menu of steps, a correction with its preview, a duplicate."""
    desk.queue.show_only(ALL)
    if _take_up_one(tour, desk, lambda row: row.stage is Stage.REPORTED):
        _take_menu(tour, desk)
    if _take_up_one(tour, desk, lambda row: row.stage is Stage.REPORTED and not row.category):
        tour.take(desk, "desk-unclassified")
    if _take_up_one(tour, desk, lambda row: row.stage is Stage.HANDLING):
        _preview(tour, desk)
    if _take_up_one(tour, desk, lambda row: _is_doubled(desk, row)):
        desk.case.steps.choose(Step.MERGE)
        tour.take(desk, "desk-merge")
        if desk.case.steps.form:
            desk.case.steps.form.compare_wanted.emit()
            _take_dialog(tour, desk, CaseComparison, "desk-compare")


def tour_requests(tour: Tour, desk: DeskWindow) -> None:
    """A department asks for a suspension."""
    desk.queue.show_only(ALL)
    if _take_up_one(tour, desk, lambda row: row.stage is Stage.HANDLING and not row.pending):
        desk.case.steps.choose(Step.ASK_SUSPENSION)
        tour.take(desk, "desk-ask")


def take_up(tour: Tour, desk: DeskWindow, number: str) -> None:
    desk.select(number)
    tour.wait(lambda: not number or desk.case.page.content is not None, "the case")


def _take_up_one(tour: Tour, desk: DeskWindow, wanted: Callable[[CaseRow], bool]) -> bool:
    """The most urgent one of its sort; False where there is none."""
    queue = desk.queue.model.queue
    rows = (queue.rows[number] for number in queue.numbers())
    found = next((row.number for row in rows if wanted(row)), None)
    if found is None:
        return False
    take_up(tour, desk, found)
    return True


def _is_doubled(desk: DeskWindow, row: CaseRow) -> bool:
    """Whether another open report lies at the very same place."""
    place = row.latitude, row.longitude
    rows = desk.queue.model.queue.rows.values()
    others = (one for one in rows if one.number != row.number and one.stage is Stage.REPORTED)
    return row.stage is Stage.REPORTED and any(
        (one.latitude, one.longitude) == place for one in others
    )


def _take_menu(tour: Tour, desk: DeskWindow) -> None:
    """Opened beside the loop that a menu would run of its own."""
    buttons = desk.case.steps.buttons
    if not buttons.menu.actions():
        return
    corner = buttons.more_button.mapToGlobal(buttons.more_button.rect().bottomLeft())
    buttons.menu.popup(corner)
    tour.take(desk, "desk-more")
    buttons.menu.close()


def _preview(tour: Tour, desk: DeskWindow) -> None:
    panel = desk.case.steps
    panel.choose(Step.CORRECT)
    fields = panel.form.fields if panel.form else {}
    kind, condition = fields.get("kind"), fields.get("condition")
    if not isinstance(kind, WordChooser) or not isinstance(condition, ConditionChooser):
        return
    kind.setCurrentIndex(kind.count() - 1)
    condition.setCurrentRow(0)
    tour.wait(lambda: bool(panel.preview_label.text()), "the preview")
    tour.take(desk, "desk-correct")


def _take_dialog(tour: Tour, desk: DeskWindow, kind: type[QDialog], name: str) -> None:
    tour.wait(lambda: bool(desk.findChildren(kind)), name)
    tour.take(desk, name)
    for dialog in desk.findChildren(kind):
        dialog.close()
    tour.wait(lambda: not desk.findChildren(kind), name)
