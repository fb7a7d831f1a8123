"""Addresses in too little room."""

import pytest
from PySide6.QtGui import QFont, QFontMetricsF
from pytestqt.qtbot import QtBot

from commandcenter.views.look.short_place import short_place


@pytest.mark.parametrize(
    "text",
    ["安定门东大街434号院", "和平里北街9-1号楼前", "Long Harmony Street 1434 near the gate"],
)
@pytest.mark.parametrize("size", [9, 11, 13, 16, 20])
@pytest.mark.parametrize("family", ["", "Noto Sans CJK SC", "DejaVu Sans"])
def test_that_a_house_number_is_shown_whole_or_not_at_all(
    qtbot: QtBot, text: str, family: str, size: int
) -> None:
    metrics = QFontMetricsF(QFont(family, size))
    number = "".join(filter(lambda letter: letter in "0123456789-", text))
    whole = metrics.horizontalAdvance(text)
    for share in range(35, 101, 5):
        short = short_place(text, metrics, whole * share / 100)
        assert number in short, short
        assert metrics.horizontalAdvance(short) <= whole * share / 100 or share < 50
    assert short_place(text, metrics, whole) == text


def test_that_a_place_without_a_number_loses_its_end(qtbot: QtBot) -> None:
    metrics = QFontMetricsF(QFont())
    short = short_place("六条社区活动站旁", metrics, metrics.horizontalAdvance("六条社区…") + 1)
    assert short == "六条社区…"
