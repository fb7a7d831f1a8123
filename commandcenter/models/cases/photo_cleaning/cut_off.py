"""Handles photos that were cut off: the part that arrived is still a picture."""

from contextlib import suppress

from PIL import ImageFile

_END_OF_JPEG = b"\xff\xd9"
#: Where a WebP file says how long it is, and what that leaves out.
_WEBP_LENGTH, _WEBP_HEAD = slice(4, 8), 8


def with_an_end(content: bytes) -> bytes:
    """The file with a valid end added, so that a decoder accepts the part that is there."""
    if content.startswith(b"\xff\xd8"):
        return content + _END_OF_JPEG
    if content.startswith(b"RIFF"):
        length = int.from_bytes(content[_WEBP_LENGTH], "little") + _WEBP_HEAD
        # what lacks more than it has is no photo, and says whatever length it likes
        return content.ljust(min(length, 2 * len(content)), b"\0")
    return content


def load_what_is_there(image: ImageFile.ImageFile) -> None:
    """Decode the file up to its end; missing parts stay blank."""
    with suppress(OSError):
        image.load()
    image.tile = []  # nothing is left to be decoded
