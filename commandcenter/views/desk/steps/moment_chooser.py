"""A day and a time of the city, chosen or not."""

from datetime import datetime, timedelta

from PySide6.QtCore import QDateTime, Signal, Slot
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QPushButton, QWidget

from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.theme import Space

_FORMAT = "yyyy-MM-ddTHH:mm"
_LONGEST = timedelta(days=365)
_PROPOSED_DAYS, _PROPOSED_HOUR = timedelta(days=7), 8


class MomentChooser(QWidget):
    """From now on, at most a year. Until something is chosen it says so."""

    changed = Signal()

    def __init__(self, now: datetime, parent: QWidget | None = None) -> None:
        """`now` is the city's own time."""
        super().__init__(parent)
        self._now = now.replace(second=0, microsecond=0, tzinfo=None)
        self.edit = QDateTimeEdit()
        self.edit.setCalendarPopup(True)
        self.edit.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.edit.setSpecialValueText(self.tr("not chosen"))
        self.edit.setDateTimeRange(_qt(self._now), _qt(self._now + _LONGEST))
        self.edit.dateTimeChanged.connect(self._tell)
        self.clear_button = QPushButton(self.tr("Remove"))
        self.clear_button.clicked.connect(self._remove)
        row = QHBoxLayout(self)
        set_spaces(row, self, around=None, between=Space.MEDIUM)
        row.addWidget(self.edit, 1)
        row.addWidget(self.clear_button)
        self.setFocusProxy(self.edit)
        self.set_value("")

    def value(self) -> str:
        """As the city writes a moment, without offset; empty while nothing is chosen."""
        chosen = self.edit.dateTime()
        return "" if chosen == self.edit.minimumDateTime() else chosen.toString(_FORMAT)

    def set_value(self, value: object) -> None:
        chosen = QDateTime.fromString(str(value), _FORMAT) if value else QDateTime()
        self.edit.setDateTime(chosen if chosen.isValid() else self.edit.minimumDateTime())
        self._tell()

    def proposal(self) -> str:
        """In a week, when work begins."""
        day = (self._now + _PROPOSED_DAYS).replace(hour=_PROPOSED_HOUR, minute=0)
        return _qt(day).toString(_FORMAT)

    @Slot()
    def _remove(self) -> None:
        """A disabled button loses the focus; keep it in this widget."""
        self.edit.setFocus()
        self.set_value("")

    @Slot()
    def _tell(self) -> None:
        self.clear_button.setEnabled(bool(self.value()))
        self.changed.emit()


def _qt(moment: datetime) -> QDateTime:
    return QDateTime.fromString(moment.strftime("%Y-%m-%dT%H:%M"), _FORMAT)
