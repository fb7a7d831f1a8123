"""Brings texts that look alike into one form, so that a search finds all ways of writing."""

import unicodedata

from commandcenter.models.plain_text import INVISIBLE, JOINERS

#: Radicals that a PDF puts in place of the characters, and that Unicode's own forms leave apart.
_RADICALS = str.maketrans(
    "⻅⻆⻉⻋⻒⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
    "见角贝车镸长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
)


def search_text(text: str) -> str:
    """The text in half-width, composed, small letters, without invisible characters and blanks.

    Line ends stay, because text on two lines is not one word.
    """
    lines = (_plain(line) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _plain(line: str) -> str:
    """Unicode's NFKC case folding, then without blanks."""
    shown = JOINERS.sub("", INVISIBLE.sub("", line)).translate(_RADICALS)
    folded = unicodedata.normalize("NFKC", shown).casefold()
    return "".join(unicodedata.normalize("NFKC", folded).split())
