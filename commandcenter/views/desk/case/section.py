"""A titled part of the case page."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from commandcenter.views.look.spacing import set_spaces
from commandcenter.views.look.text_label import TextLabel
from commandcenter.views.look.theme import Space


class Section(QWidget):
    """A small title, and what it is about."""

    def __init__(self, title: str, body: QWidget) -> None:
        super().__init__()
        self.title_label = TextLabel(title, role="section")
        column = QVBoxLayout(self)
        set_spaces(column, self, around=None, between=Space.SMALL)
        column.addWidget(self.title_label)
        column.addWidget(body)
