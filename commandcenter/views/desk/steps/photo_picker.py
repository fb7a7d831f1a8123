"""Photos that a step carries: chosen as files, read only when the step is taken."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.rules.report import MAX_PHOTOS, PhotoUpload
from commandcenter.views.desk.forms.photo_files import PhotoFiles
from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space


class PhotoPicker(QWidget):
    """The value is a list of paths."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paths: list[Path] = []
        self._absent: Sequence[str] = ()
        self.choose_button = QPushButton(self.tr("Choose photos …"))
        self.choose_button.clicked.connect(self._ask)
        self.clear_button = QPushButton(self.tr("Remove"))
        self.clear_button.clicked.connect(self._remove)
        self.names_label = TextLabel(role="muted", wraps=True)
        row = QHBoxLayout(self)
        set_spaces(row, self, around=None, between=Space.MEDIUM)
        row.addWidget(self.choose_button)
        row.addWidget(self.names_label, 1)
        row.addWidget(self.clear_button)
        self.setFocusProxy(self.choose_button)
        self._show()

    def value(self) -> list[Path]:
        return list(self._paths)

    def set_value(self, value: object) -> None:
        self._paths = list(value) if isinstance(value, list) else []
        self._absent = ()
        self._show()
        self.changed.emit()

    def say_absent(self, names: Sequence[str]) -> None:
        """Photos that were chosen before, where they are: not on this machine."""
        self._absent = names
        self._show()

    @Slot()
    def _remove(self) -> None:
        """The button goes with the photos; the focus stays here."""
        self.choose_button.setFocus()
        self.set_value([])

    @Slot()
    def _ask(self) -> None:
        files = PhotoFiles(self)
        if files.exec():
            self.set_value([*self._paths, *files.chosen()][:MAX_PHOTOS])
        files.deleteLater()

    def _show(self) -> None:
        names = ", ".join(path.name for path in self._paths)
        absent = self.tr("Not on this machine, so not included: {names}. Choose them again here.")
        said = [names, absent.format(names=", ".join(self._absent)) if self._absent else ""]
        self.names_label.setText("\n".join(filter(None, said)) or self.tr("none yet"))
        self.clear_button.setVisible(bool(self._paths))


def read_photo(path: Path) -> PhotoUpload:
    """In the background. InvalidInput for a file that cannot be read."""
    try:
        return PhotoUpload(path.name, path.read_bytes())
    except OSError as error:
        raise InvalidInput(
            "photo-file-unreadable", field="photo", file=path, why=error.strerror
        ) from error
