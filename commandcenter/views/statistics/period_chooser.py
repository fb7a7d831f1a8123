"""Which days the figures are of."""

from datetime import date

from PySide6.QtCore import QDate, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QWidget

from commandcenter.views.figures.period import Days, Period, days_of
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space

_FORMAT = "yyyy-MM-dd"


class PeriodChooser(QWidget):
    """
    Signals:
        changed: other days were chosen.
    """

    changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.period_box = QComboBox()
        self.first_edit = _date_edit(self.tr("First day"))
        self.last_edit = _date_edit(self.tr("Last day"))
        self.days_label = TextLabel(role="muted")
        self._to_label = TextLabel(self.tr("to"), role="muted")
        for period, name in self._names().items():
            self.period_box.addItem(name, period)
        self.period_box.setAccessibleName(self.tr("Period"))
        row = QHBoxLayout(self)
        set_spaces(row, self, around=None, between=Space.MEDIUM)
        for widget in (
            self.period_box,
            self.first_edit,
            self._to_label,
            self.last_edit,
            self.days_label,
        ):
            row.addWidget(widget)
        self._show_days(days_of(Period.THIS_WEEK, today, Days(today, today)))
        self.show_today(today)
        self.period_box.currentIndexChanged.connect(self._choose)
        for edit in (self.first_edit, self.last_edit):
            edit.dateChanged.connect(self._choose_days)

    @property
    def period(self) -> Period:
        return Period(self.period_box.currentData())

    def choose(self, period: Period) -> None:
        self.period_box.setCurrentIndex(self.period_box.findData(period))

    def days(self, today: date) -> Days:
        return days_of(self.period, today, Days(_day(self.first_edit), _day(self.last_edit)))

    def show_today(self, today: date) -> None:
        """Periods that end today move with the day."""
        is_free = self.period is Period.FREE
        for widget in (self.first_edit, self._to_label, self.last_edit):
            widget.setVisible(is_free)
        self.days_label.setVisible(not is_free)
        days = self.days(today)
        self.days_label.setText(f"{days.first} \N{EN DASH} {days.last}")
        if not is_free:
            self._show_days(days)

    def _names(self) -> dict[Period, str]:
        return {
            Period.THIS_WEEK: self.tr("This week"),
            Period.LAST_WEEK: self.tr("Last week"),
            Period.THIS_MONTH: self.tr("This month"),
            Period.FOUR_WEEKS: self.tr("4 weeks"),
            Period.THIRTEEN_WEEKS: self.tr("13 weeks"),
            Period.YEAR: self.tr("52 weeks"),
            Period.FREE: self.tr("From … to …"),
        }

    def _show_days(self, days: Days) -> None:
        """A free period starts with the days that were shown."""
        for edit, day in ((self.first_edit, days.first), (self.last_edit, days.last)):
            edit.blockSignals(True)
            edit.setDate(QDate(day.year, day.month, day.day))
            edit.blockSignals(False)

    @Slot()
    def _choose(self) -> None:
        self.changed.emit()

    @Slot()
    def _choose_days(self) -> None:
        """Days that are turned round are pulled straight: the other edge follows."""
        if self.last_edit.date() < self.first_edit.date():
            other = self.first_edit if self.sender() is self.last_edit else self.last_edit
            other.setDate(self.sender().property("date"))
            return
        self.changed.emit()


def _date_edit(name: str) -> QDateEdit:
    edit = QDateEdit()
    edit.setCalendarPopup(True)
    edit.setDisplayFormat(_FORMAT)
    edit.setAccessibleName(name)
    return edit


def _day(edit: QDateEdit) -> date:
    chosen = edit.date()
    return date(chosen.year(), chosen.month(), chosen.day())
