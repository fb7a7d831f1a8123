"""Where the form of a step stands: as high as the form, and scrolled where the window is low."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from commandcenter.views.look.layouts import retire, scroll_down
from commandcenter.views.look.spacing import px

_LEAST_EMS = 5


class FormPlace(QScrollArea):
    """The field with the focus is brought into sight by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def hold(self, form: QWidget | None) -> None:
        """This form and no other; or none."""
        former = self.widget()
        if former:
            retire(former)
            self.takeWidget()
        if form:
            scroll_down(self, form)
            form.setAutoFillBackground(False)
            form.installEventFilter(self)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        form = self.widget()
        return QSize(form.sizeHint().width(), self._height(form)) if form else QSize()

    def minimumSizeHint(self) -> QSize:
        form = self.widget()
        return QSize(0, min(px(self, _LEAST_EMS), self._height(form)) if form else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _height(self, form: QWidget) -> int:
        """Of the form at the width that there is: long words take fewer lines in more room."""
        height = form.heightForWidth(self.viewport().width()) if form.hasHeightForWidth() else -1
        return height if height >= 0 else form.sizeHint().height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hints that come or go, and conditions of another kind, change its height."""
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self.updateGeometry()
        return super().eventFilter(watched, event)
