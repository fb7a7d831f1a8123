"""Photos of a case, before and after; decoded in the background, larger at a click."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from commandcenter.errors import CommandCenterError
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.casebook import Casebook, PhotoRow
from commandcenter.views.background import Background
from commandcenter.views.city_words import CityWords
from commandcenter.views.layouts import retire
from commandcenter.views.spacing import px, set_spaces
from commandcenter.views.text_label import TextLabel
from commandcenter.views.theme import Space

_THUMB_EMS = (9.6, 7.2)
_LARGE_SHARE = 0.8
#: Reads a photo of the case in hand by its SHA-256, in a size, and shows it.
_Read = Callable[[str, QSize, Callable[[QImage], object]], None]


class CasePhotoReader:
    """Photos for one viewer, decoded in the background."""

    def __init__(self, casebook: Casebook, background: Background, viewer: Viewer) -> None:
        self._casebook = casebook
        self._background = background
        self._viewer = viewer

    def read(self, number: str, sha256: str, size: QSize, show: Callable[[QImage], object]) -> None:
        """`show` is a method, or a partial of one, of whoever waits; unread, nothing is shown."""
        casebook, viewer = self._casebook, self._viewer
        self._background.run(
            lambda: _decoded(casebook.photo(number, sha256, viewer=viewer), size),
            done=show,
            refused=_leave_empty,
        )


class CasePhotos(QWidget):
    """One column a phase: before, on confirming, after, on inspecting."""

    def __init__(
        self,
        casebook: Casebook,
        background: Background,
        words: CityWords,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._casebook = casebook
        self._background = background
        self._words = words
        self._shown: tuple[str, tuple[PhotoRow, ...], Viewer] | None = None
        self.thumbs: dict[str, QToolButton] = {}
        self._row = QHBoxLayout(self)
        set_spaces(self._row, self, around=None, between=Space.LARGE)
        self._row.addStretch()

    def show_photos(self, number: str, photos: tuple[PhotoRow, ...], viewer: Viewer) -> None:
        if (number, photos, viewer) == self._shown:
            return
        self._shown = number, photos, viewer
        read = partial(CasePhotoReader(self._casebook, self._background, viewer).read, number)
        self._clear()
        for phase in dict.fromkeys(photo.phase for photo in photos):
            self._add_phase(phase, [photo for photo in photos if photo.phase == phase], read)
        self.setVisible(bool(photos))

    def leave(self) -> None:
        """Another case comes into hand: what still arrives of this one is shown no more."""
        self._shown = None
        self._clear()

    def _add_phase(self, phase: str, photos: list[PhotoRow], read: _Read) -> None:
        place = QWidget()
        column = QVBoxLayout(place)
        set_spaces(column, self, around=None, between=Space.SMALL)
        column.addWidget(TextLabel(self._phase_name(phase), role="small"))
        strip = QHBoxLayout()
        set_spaces(strip, self, around=None, between=Space.SMALL)
        for photo in photos:
            strip.addWidget(self._thumb(photo, read))
        column.addLayout(strip)
        if any(photo.cut_off for photo in photos):
            column.addWidget(TextLabel(self.tr("incomplete on arrival"), role="small"))
        self._row.insertWidget(self._row.count() - 1, place)

    def _thumb(self, photo: PhotoRow, read: _Read) -> QToolButton:
        thumb = QToolButton()
        size = QSize(px(self, _THUMB_EMS[0]), px(self, _THUMB_EMS[1]))
        thumb.setProperty("role", "photo")
        thumb.setFixedSize(size)
        thumb.setIconSize(size)
        thumb.setToolTip(self._words.moment(photo.added_at))
        thumb.setAccessibleName(self._title(photo))
        thumb.clicked.connect(lambda: self._enlarge(photo, read))
        self.thumbs[photo.sha256] = thumb
        read(photo.sha256, size, partial(self._show_thumb, photo))
        return thumb

    def _show_thumb(self, photo: PhotoRow, image: QImage) -> None:
        thumb = self.thumbs.get(photo.sha256)
        if thumb:
            thumb.setIcon(QIcon(QPixmap.fromImage(image)))

    def _enlarge(self, photo: PhotoRow, read: _Read) -> None:
        screen = self.screen().availableSize()
        size = QSize(round(screen.width() * _LARGE_SHARE), round(screen.height() * _LARGE_SHARE))
        read(photo.sha256, size, partial(self._show_large, photo))

    def _show_large(self, photo: PhotoRow, image: QImage) -> None:
        """Unless another case has come into hand meanwhile."""
        if photo.sha256 not in self.thumbs:
            return
        window = QDialog(self)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.setWindowTitle(self._title(photo))
        picture = QLabel()
        picture.setPixmap(QPixmap.fromImage(image))
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(picture)
        window.open()

    def _title(self, photo: PhotoRow) -> str:
        phase = self._phase_name(photo.phase)
        return f"{phase} · {self.tr('incomplete on arrival')}" if photo.cut_off else phase

    def _phase_name(self, phase: str) -> str:
        names = {
            "before": self.tr("Before"),
            "confirm": self.tr("On confirming"),
            "after": self.tr("After"),
            "inspect": self.tr("On inspecting"),
        }
        return names.get(phase, phase)

    def _clear(self) -> None:
        self.thumbs = {}
        while self._row.count() > 1:
            item = self._row.takeAt(0)
            widget = item.widget() if item else None
            if widget:
                retire(widget)


def _leave_empty(error: CommandCenterError) -> None:
    """A photo that cannot be had now: its place stays, the reason is in the case's history."""


def _decoded(content: bytes, size: QSize) -> QImage:
    """In the background: an image no larger than it will be shown."""
    image = QImage.fromData(content)
    return image.scaled(
        size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
