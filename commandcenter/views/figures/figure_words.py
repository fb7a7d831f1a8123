"""What the figures are called, and what exactly each one counts."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

#: The figures that have a tile and a column on screens, in their order.
SHOWN_IDS = (
    "reported",
    "filed",
    "dispatched",
    "handled",
    "closed",
    "handling_rate",
    "on_time_handling_rate",
    "closure_rate",
    "on_time_closure_rate",
    "mean_handling_hours",
)


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
                self.tr("Reports received in this period, whatever happened to them afterwards."),
            ),
            "filed": FigureName(
                self.tr("Filed"),
                self.tr("Filed"),
                self.tr("Cases filed in this period, with a condition that sets their time limit."),
            ),
            "dispatched": FigureName(
                self.tr("Dispatched"),
                self.tr("Dispatched"),
                self.tr(
                    "Cases dispatched to a department in this period; the latest dispatch counts."
                ),
            ),
            "handled": FigureName(
                self.tr("Handled"),
                self.tr("Handled"),
                self.tr(
                    "Cases finished by their department in this period; reworked cases count once."
                ),
            ),
            "closed": FigureName(
                self.tr("Closed"),
                self.tr("Closed"),
                self.tr("Cases closed in this period."),
            ),
            "handling_rate": FigureName(
                self.tr("Handling rate"),
                self.tr("Handled %"),
                self.tr("Of the cases due in this period, the share that has been handled."),
            ),
            "on_time_handling_rate": FigureName(
                self.tr("On-time handling rate"),
                self.tr("On time %"),
                self.tr("Of the cases due in this period, the share handled by the deadline."),
            ),
            "closure_rate": FigureName(
                self.tr("Closure rate"),
                self.tr("Closed %"),
                self.tr("Of the cases due in this period, the share that has been closed."),
            ),
            "on_time_closure_rate": FigureName(
                self.tr("On-time closure rate"),
                self.tr("Closed on time %"),
                self.tr(
                    "Of the cases due in this period, the share handled by the deadline and closed."
                ),
            ),
            "mean_handling_hours": FigureName(
                self.tr("Mean handling time"),
                self.tr("Mean hours"),
                self.tr("For cases handled in this period: average elapsed hours since filing."),
            ),
        }
        self.due = self.tr("Due")
        self.due_note = self.tr(
            "Due: cases whose deadline has passed, and cases handled before their deadline; void "
            "cases are not counted."
        )

    def name(self, figure_id: str) -> str:
        return self._names[figure_id].name

    def heading(self, figure_id: str) -> str:
        return self._names[figure_id].heading

    def definition(self, figure_id: str) -> str:
        return self._names[figure_id].definition
