"""A label that gives way to its neighbours."""

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from commandcenter.views.look.text_label import YieldingLabel

_LONG = "Unauthorised poster, banner or sign"


def picture(label: YieldingLabel, width: int) -> QImage:
    label.resize(width, label.sizeHint().height())
    return label.grab().toImage()


def test_that_a_long_name_asks_for_its_room_but_forces_nobody_to_give_it(qtbot: QtBot) -> None:
    label = YieldingLabel(_LONG)
    qtbot.addWidget(label)
    wanted = label.fontMetrics().horizontalAdvance(_LONG)
    assert label.sizeHint().width() >= wanted
    assert label.minimumSizeHint().width() < wanted / 8


def test_that_a_name_without_room_ends_in_dots(qtbot: QtBot) -> None:
    label, short = YieldingLabel(_LONG), YieldingLabel("Unauthorised…")
    qtbot.addWidget(label)
    qtbot.addWidget(short)
    width = short.fontMetrics().horizontalAdvance(short.text()) + 2
    assert picture(label, width) == picture(short, width)
