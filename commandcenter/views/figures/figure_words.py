"""What the figures are called, and what exactly each one counts."""

from dataclasses import dataclass

from PySide6.QtCore import QObject


@dataclass(frozen=True, slots=True)
class FigureName:
    """`heading` is the name as short as a column needs it."""

    name: str
    heading: str
    definition: str


class FigureWords(QObject):
    """The dictionary of figures in the user's language."""

    def __init__(self) -> None:
        super().__init__()
        self._names = {
            "reported": FigureName(
                self.tr("Reported"),
                self.tr("Reported"),
                self.tr("Reports that reached the centre in these days, whatever became of them."),
            ),
            "filed": FigureName(
                self.tr("Filed"),
                self.tr("Filed"),
                self.tr("Cases filed in these days, with a condition that fixes their time limit."),
            ),
            "dispatched": FigureName(
                self.tr("Dispatched"),
                self.tr("Dispatched"),
                self.tr("Cases sent to a department in these days; the latest dispatch counts."),
            ),
            "handled": FigureName(
                self.tr("Handled"),
                self.tr("Handled"),
                self.tr("Cases that their department finished in these days, reworked ones once."),
            ),
            "closed": FigureName(
                self.tr("Closed"),
                self.tr("Closed"),
                self.tr("Cases closed in these days."),
            ),
            "handling_rate": FigureName(
                self.tr("Handling rate"),
                self.tr("Handled %"),
                self.tr("Of the cases due in these days, those that have been handled."),
            ),
            "on_time_handling_rate": FigureName(
                self.tr("On-time handling rate"),
                self.tr("On time %"),
                self.tr("Of the cases due in these days, those handled by their deadline."),
            ),
            "closure_rate": FigureName(
                self.tr("Closure rate"),
                self.tr("Closed %"),
                self.tr("Of the cases due in these days, those that have been closed."),
            ),
            "on_time_closure_rate": FigureName(
                self.tr("On-time closure rate"),
                self.tr("Closed on time %"),
                self.tr(
                    "Of the cases due in these days, those handled by their deadline and closed."
                ),
            ),
            "mean_handling_hours": FigureName(
                self.tr("Mean handling time"),
                self.tr("Mean hours"),
                self.tr("Of the cases handled in these days: hours by the clock since filing."),
            ),
        }
        self.due = self.tr("Due")
        self.due_note = self.tr(
            "Due is what was due by now, and what was handled before its day; void cases are not."
        )

    def name(self, figure_id: str) -> str:
        return self._names[figure_id].name

    def heading(self, figure_id: str) -> str:
        return self._names[figure_id].heading

    def definition(self, figure_id: str) -> str:
        return self._names[figure_id].definition
