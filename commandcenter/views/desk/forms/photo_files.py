"""The dialog in which photos are chosen, in the language of the program."""

from pathlib import Path

from PySide6.QtCore import (
    QIdentityProxyModel,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    QStandardPaths,
    Qt,
)
from PySide6.QtWidgets import QFileDialog, QFileSystemModel, QWidget

_SIZE, _CHANGED = 1, 3
"""The columns that Qt writes as the machine's region has it."""


class PhotoFiles(QFileDialog):
    """The system's own dialog, where it has one, speaks as the system does."""

    def __init__(self, parent: QWidget | None = None, folder: str | None = None) -> None:
        pictures = QStandardPaths.StandardLocation.PicturesLocation
        super().__init__(
            parent,
            "",
            QStandardPaths.writableLocation(pictures) if folder is None else folder,
        )
        self.setWindowTitle(self.tr("Choose photos"))
        self.setNameFilter(self.tr("Photos (*.jpg *.jpeg *.png *.webp);;All files (*)"))
        self.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self.setProxyModel(_OwnRegion(self))

    def chosen(self) -> list[Path]:
        return list(map(Path, self.selectedFiles()))


class _OwnRegion(QIdentityProxyModel):
    """Sizes and dates as the program's language writes them."""

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        files = self.sourceModel()
        if role != Qt.ItemDataRole.DisplayRole or not isinstance(files, QFileSystemModel):
            return super().data(index, role)
        at = self.mapToSource(index)
        if index.column() == _CHANGED:
            return QLocale().toString(files.lastModified(at), QLocale.FormatType.ShortFormat)
        if index.column() == _SIZE and not files.isDir(at):
            return QLocale().formattedDataSize(files.size(at))
        return super().data(index, role)
