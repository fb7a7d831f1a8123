"""How large the wall writes: from the farthest viewer and the size of the picture."""

from dataclasses import dataclass
from math import ceil, floor, hypot, radians, tan

_MM_AN_INCH = 25.4
#: What one must be able to read: minutes of arc for full-width characters, and for capitals and
#: digits; and how much of the font's size each fills.
_FULL_WIDTH_MINUTES, _FULL_WIDTH_FILL = 22.0, 0.92
_DIGIT_MINUTES, _DIGIT_FILL = 20.0, 0.70
#: The board needs room for this many lines of this many full-width characters of body text; with
#: room for more than the greatest number of lines it looks empty.
_LINES, _COLUMNS, _MOST_LINES = 40, 70, 50


@dataclass(frozen=True, slots=True)
class WallProfile:
    """Where the wall hangs. The defaults: four full-HD tiles of 55 inches in a small room."""

    farthest_m: float = 4.0
    diagonal_inches: float = 110.0


@dataclass(frozen=True, slots=True)
class TypeScale:
    """The body text of the board, all else is sized in shares of it.

    `wanted_px` is what the farthest viewer needs; where the board has no room for it, `text_px`
    is smaller and `fits` is false.
    """

    text_px: int
    wanted_px: int

    @property
    def fits(self) -> bool:
        return self.text_px >= self.wanted_px


def type_scale(profile: WallProfile, width_px: int, height_px: int) -> TypeScale:
    """The type scale of a picture of this size in pixels."""
    pitch_mm = profile.diagonal_inches * _MM_AN_INCH / hypot(width_px, height_px)
    wanted = ceil(
        max(
            _height_mm(_FULL_WIDTH_MINUTES, profile.farthest_m) / _FULL_WIDTH_FILL,
            _height_mm(_DIGIT_MINUTES, profile.farthest_m) / _DIGIT_FILL,
        )
        / pitch_mm
    )
    most = floor(min(height_px / _LINES, width_px / _COLUMNS))
    least = ceil(min(height_px / _MOST_LINES, most))
    return TypeScale(min(max(wanted, least), most), wanted)


def digit_minutes(text_px: float, profile: WallProfile, width_px: int, height_px: int) -> float:
    """Under what angle the farthest viewer sees a digit of that font size, in minutes of arc."""
    pitch_mm = profile.diagonal_inches * _MM_AN_INCH / hypot(width_px, height_px)
    return text_px * pitch_mm * _DIGIT_FILL / _height_mm(1.0, profile.farthest_m)


def _height_mm(minutes: float, distance_m: float) -> float:
    """How high something is that fills this angle at that distance."""
    return 2 * distance_m * 1000 * tan(radians(minutes / 60) / 2)
