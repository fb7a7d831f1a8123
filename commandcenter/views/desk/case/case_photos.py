"""Photos of a case, before and after; decoded in the background, larger at a click."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QToolButton, QVBoxLayout, QWidget

from commandcenter.errors import CommandCenterError
from commandcenter.models.staff.viewer import Viewer
from commandcenter.services.casebook import Casebook, PhotoRow
from commandcenter.views.desk.case.flow import Flow
from commandcenter.views.frame.background import Background
from commandcenter.views.look.city_words import CityWords
from commandcenter.views.look.spacing import px, set_spaces
from commandcenter.views.look.text_label import YieldingLabel
from commandcenter.views.look.theme import Space

_THUMB_EMS = (9.6, 7.2)
_LARGE_SHARE = 0.8
#: Reads a photo of the case in hand by its SHA-256, in a size, and shows it.
_Read = Callable[[str, "Room", Callable[[QImage], object]], None]


@dataclass(frozen=True, slots=True)
class Room:
    """The room that a photo has: its size, and how many pixels of the screen go to one of it."""

    size: QSize
    sharpness: float

    @classmethod
    def of(cls, place: QWidget, size: QSize) -> "Room":
        return cls(size, place.devicePixelRatioF())


class CasePhotoReader:
    """Photos for one viewer, decoded in the background."""

    def __init__(self, casebook: Casebook, background: Background, viewer: Viewer) -> None:
        self._casebook = casebook
        self._background = background
        self._viewer = viewer

    def read(self, number: str, sha256: str, room: Room, show: Callable[[QImage], object]) -> None:
        """`show` is a method, or a partial of one, of whoever waits; unread, nothing is shown."""
        casebook, viewer = self._casebook, self._viewer
        self._background.run(
            lambda: _decoded(casebook.photo(number, sha256, viewer=viewer), room),
            done=show,
            refused=_leave_empty,
        )


class CasePhotos(QWidget):
    """Photos by phase: before, on confirmation, after, on inspection; as many per row as fit."""

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
        self.thumbs: dict[PhotoRow, QToolButton] = {}
        self._flow = Flow()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._flow)

    def show_photos(self, number: str, photos: tuple[PhotoRow, ...], viewer: Viewer) -> None:
        if (number, photos, viewer) == self._shown:
            return
        self._shown = number, photos, viewer
        read = partial(CasePhotoReader(self._casebook, self._background, viewer).read, number)
        self.thumbs = {}
        phases = list(dict.fromkeys(photo.phase for photo in photos))
        ordered = sorted(photos, key=lambda photo: phases.index(photo.phase))
        self._flow.show_things([self._cell(photo, read) for photo in ordered])
        self.setVisible(bool(photos))

    def leave(self) -> None:
        """Another case comes into hand: what still arrives of this one is shown no more."""
        self._shown = None
        self.thumbs = {}
        self._flow.show_things([])

    def _cell(self, photo: PhotoRow, read: _Read) -> QWidget:
        cell = QWidget()
        column = QVBoxLayout(cell)
        set_spaces(column, self, around=None, between=Space.SMALL)
        thumb = self._thumb(photo, read)
        title = YieldingLabel(self._title(photo), role="small")
        title.setFixedWidth(thumb.width())
        column.addWidget(title)
        column.addWidget(thumb)
        return cell

    def _thumb(self, photo: PhotoRow, read: _Read) -> QToolButton:
        thumb = QToolButton()
        size = QSize(px(self, _THUMB_EMS[0]), px(self, _THUMB_EMS[1]))
        thumb.setProperty("role", "photo")
        thumb.setFixedSize(size)
        thumb.setIconSize(size)
        thumb.setToolTip(self._words.moment(photo.added_at))
        thumb.setAccessibleName(self._title(photo))
        thumb.clicked.connect(lambda: self._enlarge(photo, read))
        self.thumbs[photo] = thumb
        read(photo.sha256, Room.of(self, size), partial(self._show_thumb, photo))
        return thumb

    def _show_thumb(self, photo: PhotoRow, image: QImage) -> None:
        thumb = self.thumbs.get(photo)
        if thumb:
            thumb.setIcon(QIcon(QPixmap.fromImage(image)))

    def _enlarge(self, photo: PhotoRow, read: _Read) -> None:
        screen = self.screen().availableSize()
        size = QSize(round(screen.width() * _LARGE_SHARE), round(screen.height() * _LARGE_SHARE))
        read(photo.sha256, Room.of(self, size), partial(self._show_large, photo))

    def _show_large(self, photo: PhotoRow, image: QImage) -> None:
        """Unless another case has come into hand meanwhile."""
        if photo not in self.thumbs:
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
            "confirm": self.tr("On confirmation"),
            "after": self.tr("After"),
            "inspect": self.tr("On inspection"),
        }
        return names.get(phase, phase)


def _leave_empty(error: CommandCenterError) -> None:
    """A photo that cannot be had now: its place stays, the reason is in the case's history."""


def _decoded(content: bytes, room: Room) -> QImage:
    """In the background: an image with as many pixels as the screen has where it is shown."""
    image = QImage.fromData(content).scaled(
        room.size * room.sharpness,
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )
    image.setDevicePixelRatio(room.sharpness)
    return image
