"""Photos on the page of a case: all of them, sharp, and no wider than the page."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from commandcenter.models.cases.rules.report import PhotoUpload
from commandcenter.models.cases.rules.stage import Step
from tests.city.life import CityLife, photo
from tests.views.desk.hand import Hand

_SHOW = """
import sys
from PySide6.QtCore import QEventLoop, QSize, QTimer
from commandcenter.center import CommandCenter
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.views.frame.application import open_application
from commandcenter.views.desk.case.case_photos import CasePhotos
from commandcenter.views.frame.workplace import open_workplace

app = open_application("en", text_px=15)
with CommandCenter(sys.argv[1]) as center:
    workplace = open_workplace(center, "en")
    photos = CasePhotos(center.casebook, workplace.background, workplace.words)
    photos.show()
    shown = center.casebook.case(sys.argv[2], viewer=CENTRE_VIEW).photos
    photos.show_photos(sys.argv[2], shown, CENTRE_VIEW)
    thumb = next(iter(photos.thumbs.values()))
    loop = QEventLoop()
    look = QTimer(interval=20)
    look.timeout.connect(lambda: thumb.icon().isNull() or loop.quit())
    look.start()
    loop.exec()
    print(thumb.icon().availableSizes()[0].width() / thumb.iconSize().width())
    workplace.close()
"""


def _picture(shade: int) -> PhotoUpload:
    content = io.BytesIO()
    Image.new("RGB", (640, 480), (shade, shade, shade)).save(content, "JPEG")
    return PhotoUpload(f"{shade}.jpg", content.getvalue())


def test_that_four_photos_do_not_widen_the_page(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.reported(photos=tuple(_picture(shade) for shade in (40, 80, 120, 160)))
    pane = hand.open(number, "leader")
    pane.resize(520, 900)
    thumbs = pane.page.photos.thumbs
    qtbot.waitUntil(lambda: len(thumbs) == 4)
    for width in (420, 520, 700):
        pane.resize(width, 900)
        qtbot.wait(20)
        lefts = [thumb.mapTo(pane, thumb.rect().topLeft()).x() for thumb in thumbs.values()]
        rights = [thumb.mapTo(pane, thumb.rect().topRight()).x() for thumb in thumbs.values()]
        assert min(lefts) >= 0
        assert max(rights) < pane.width(), width


def test_that_one_photo_of_two_phases_is_shown_twice(
    hand: Hand, city_life: CityLife, qtbot: QtBot
) -> None:
    number = city_life.finished()
    city_life.step(number, Step.ASK_INSPECT, "call-taker", {"inspector": "inspector"})
    city_life.step(number, Step.PASS, "inspector", {"photo": photo()})
    pane = hand.open(number, "leader")
    thumbs = pane.page.photos.thumbs
    qtbot.waitUntil(lambda: len(thumbs) == 2)
    qtbot.waitUntil(lambda: all(not thumb.icon().isNull() for thumb in thumbs.values()))


@pytest.mark.parametrize("scale", ["1", "1.5", "2"])
def test_that_photos_have_a_pixel_for_every_pixel_of_the_screen(
    city_life: CityLife, database_file: Path, scale: str
) -> None:
    number = city_life.reported(photos=(photo(),))
    shown = subprocess.run(
        [sys.executable, "-c", _SHOW, f"sqlite:///{database_file}", number],
        env=os.environ | {"QT_SCALE_FACTOR": scale},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert shown.returncode == 0, shown.stderr
    assert float(shown.stdout) == pytest.approx(float(scale), abs=0.02)


def test_that_history_opens_at_its_newest_end(hand: Hand, city_life: CityLife) -> None:
    pane = hand.open(city_life.handling(), "leader")
    words = [label.text() for label in pane.page.history.findChildren(QLabel)]
    assert words.index("Acknowledge") < words.index("Dispatch") < words.index("Report")
