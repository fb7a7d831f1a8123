"""A handful of drawn photos: a street before, after and at the inspection, and nobody in it."""

import io
from collections.abc import Mapping
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

from commandcenter.models.cases.rules.report import PhotoUpload
from commandcenter.simulation.believable.words import Words

PHASES = ("before", "after", "inspect")
_EACH = 2
_SIZE = _WIDTH, _HEIGHT = 480, 360
_HORIZON, _KERB = 150, 250
_SKIES = ((178, 196, 208), (196, 190, 176), (160, 178, 190))
_WALLS = ((128, 122, 114), (142, 108, 96), (112, 120, 124))
_PAVEMENT, _ROAD, _LITTER, _INK = (168, 164, 156), (92, 94, 98), (104, 72, 48), (32, 34, 38)
_FONT_PX = 34
#: Where the Chinese fonts lie that Debian, UOS and Kylin bring; without any the scene has no words.
_FONT_FOLDER = Path("/usr/share/fonts")
_FONTS = ("NotoSansCJK-Regular.ttc", "SourceHanSansCN-Regular.otf", "wqy-zenhei.ttc")


class Photos:
    """The same few photos for every case; each is drawn once."""

    def __init__(self, words: Words) -> None:
        font = _chinese_font()
        self._of_phase: Mapping[str, list[PhotoUpload]] = {
            phase: [_drawn(phase, n, words, font) for n in range(_EACH)] for phase in PHASES
        }

    def any(self, phase: str, chance: Random) -> PhotoUpload:
        """One of `PHASES`."""
        return chance.choice(self._of_phase[phase])


def _drawn(
    phase: str, number: int, words: Words, font: ImageFont.FreeTypeFont | None
) -> PhotoUpload:
    chance = Random(f"{phase} {number}")
    picture = Image.new("RGB", _SIZE, chance.choice(_SKIES))
    draw = ImageDraw.Draw(picture)
    _draw_street(draw, chance)
    if phase == "before":
        _draw_litter(draw, chance)
    if font:
        draw.text((16, 12), words.photo_label(phase), fill=_INK, font=font)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=80)
    return PhotoUpload(f"{phase}-{number + 1}.jpg", content.getvalue())


def _draw_street(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    left = 0
    while left < _WIDTH:
        right = left + chance.randrange(70, 150)
        roof = chance.randrange(60, _HORIZON - 20)
        draw.rectangle((left, roof, right, _KERB), fill=chance.choice(_WALLS))
        left = right + 4
    draw.rectangle((0, _HORIZON + 60, _WIDTH, _KERB), fill=_PAVEMENT)
    draw.rectangle((0, _KERB, _WIDTH, _HEIGHT), fill=_ROAD)


def _draw_litter(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    for _ in range(14):
        x, y = chance.randrange(150, 330), chance.randrange(_KERB - 20, _KERB + 60)
        draw.ellipse(
            (x, y, x + chance.randrange(12, 40), y + chance.randrange(8, 24)), fill=_LITTER
        )


def _chinese_font() -> ImageFont.FreeTypeFont | None:
    for name in _FONTS:
        for file in sorted(_FONT_FOLDER.rglob(name)):
            return ImageFont.truetype(str(file), _FONT_PX)
    return None
