"""Converts any picture to 8-bit RGB without clipping to black or white."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.TiffImagePlugin import PHOTOMETRIC_INTERPRETATION, TiffImageFile

_Light = NDArray[Any]

_WHITE = (255, 255, 255)
#: What can be made smaller before its colours are converted, without mixing palettes or alpha.
_SHRUNK_AS_THEY_ARE = frozenset({"L", "RGB", "CMYK"})
_SIXTEEN_BITS = 65_535
#: The greatest values that files of numbers are written up to, the least first.
_SCALES = (1, 255, _SIXTEEN_BITS)


class NothingToSee(ValueError):
    """The picture is transparent all over, or holds no number that is one."""


def in_eight_bits(image: Image.Image, bounds: tuple[int, int]) -> Image.Image:
    """As RGB on white, made smaller than `bounds`; as few full copies as the colours allow.

    NothingToSee for a picture that shows nothing.
    """
    if image.mode.startswith("I;16"):
        image = _of_sixteen_bits(image)
    elif image.mode in ("I", "F"):
        image.thumbnail(bounds, Image.Resampling.NEAREST)  # a mean with what is no number is none
        image = _of_numbers(image)
    elif image.has_transparency_data:
        image = _on_white(image, bounds)
    elif image.mode in _SHRUNK_AS_THEY_ARE:
        image.thumbnail(bounds)
    picture = image.convert("RGB")
    picture.thumbnail(bounds)
    return picture


def _on_white(image: Image.Image, bounds: tuple[int, int]) -> Image.Image:
    clear = image.convert("RGBA")
    if clear.getchannel("A").getextrema() == (0, 0):
        return _without_alpha(clear)
    clear.thumbnail(bounds)
    ground = Image.new("RGB", clear.size, _WHITE)
    ground.paste(clear, mask=clear.getchannel("A"))
    return ground


def _without_alpha(clear: Image.Image) -> Image.Image:
    """Some programs leave the alpha of every pixel at zero: the colours are what was meant."""
    picture = clear.convert("RGB")
    if picture.getcolors(maxcolors=1):
        raise NothingToSee
    return picture


def _of_sixteen_bits(image: Image.Image) -> Image.Image:
    """The format says that the greatest number is white; one number may stand for no colour.

    A TIFF can say that zero is white, which Pillow heeds in eight bits only.
    """
    light = np.asarray(image)
    grey = (light // (_SIXTEEN_BITS // 255)).astype(np.uint8)
    if isinstance(image, TiffImageFile) and image.tag_v2.get(PHOTOMETRIC_INTERPRETATION) == 0:
        grey = 255 - grey
    if (clear := image.info.get("transparency")) is not None:
        grey[light == clear] = 255
        if (light == clear).all():
            raise NothingToSee
    return Image.fromarray(grey)


def _of_numbers(image: Image.Image) -> Image.Image:
    """No format says which number is white: the nearest customary one, else the lightest."""
    light = np.asarray(image).astype(np.float64)
    numbers = np.isfinite(light)
    if not numbers.any():
        raise NothingToSee
    darkest, lightest = _span(light[numbers])
    grey = np.full(light.shape, 255.0)
    np.multiply(light - darkest, 255 / (lightest - darkest), out=grey, where=numbers)
    return Image.fromarray(np.rint(grey).astype(np.uint8))


def _span(light: _Light) -> tuple[float, float]:
    """The numbers that are black and white."""
    darkest, lightest = float(light.min()), float(light.max())
    if darkest >= 0:
        for scale in _SCALES:
            if lightest <= scale:
                return 0.0, float(scale)
    if darkest == lightest:
        raise NothingToSee
    return darkest, lightest
