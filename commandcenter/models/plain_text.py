"""Characters that no text may contain, and those that are removed from texts."""

import re

#: Controls, halves of surrogate pairs (no database takes them), direction marks, separators and
#: fillers of no width, line ends of other systems than ours, and the tags that hide a text in one.
#:
#: Left out because people type them: joiners (U+200C, U+200D), which build emoji on phones and
#: words in Persian and Hindi, and the selectors of a character's form (U+180B to U+180F in
#: Mongolian, U+FE00 to U+FE0F, U+E0100 to U+E01EF). They change the look of a neighbour and never
#: the order of what is read.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
#: Those joiners and selectors: alone they mean nothing, and in a name nobody would see them.
JOINERS = re.compile("[\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
#: What ends a line, or a cell in the lists that we print.
LINE_ENDS = re.compile(r"[\t\n\r]")

#: Of INVISIBLE what neither turns a text around nor controls anything. It comes along when a text
#: is copied from a page or a document, and nobody has typed it.
_COPIED_ALONG = (
    "[\xad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2028\u2029\u2060-\u2064\u3164\ufeff\uffa0"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
#: A selector after what has only one form: a letter, a blank, or nothing.
_STRAY_SELECTOR = "(?<![0-9#*\x80-\U0010ffff])[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
_NOTHING = re.compile(f"{_COPIED_ALONG}|{_STRAY_SELECTOR}")
#: All direction marks but the one that turns letters around. Telephones put them round a number.
_MARKS = "[\u061c\u200e\u200f\u202a-\u202d\u2066-\u2069]"
_NUMBER = "\\+?[0-9(][0-9 ()./-]{3,30}[0-9]"
_MARKED_NUMBER = re.compile(f"{_MARKS}{{0,4}}({_NUMBER}){_MARKS}{{0,4}}", re.ASCII)
_ROUND_A_NUMBER = re.compile(f"{_MARKS}|{JOINERS.pattern}")
#: Many times the longest text of ours: a longer one is refused as it came.
_MOST_TIDIED = 20_000
#: Joiners, and the braille pattern without a dot: a blank to see, a letter to every program.
_LOOKS_EMPTY = re.compile(f"{JOINERS.pattern}|{_COPIED_ALONG}|{_MARKS}|\u2800")


def _is_as_it_looks(text: str) -> bool:
    """Whether the text contains none of these characters, which is true of nearly every text."""
    return text.isascii() or _LOOKS_EMPTY.search(text) is None


def tidied(text: str) -> str:
    """The text without what is invisible and means nothing; INVISIBLE characters may remain."""
    if len(text) > _MOST_TIDIED or _is_as_it_looks(text):
        return text
    return _MARKED_NUMBER.sub(r"\1", _NOTHING.sub("", text))


def tidied_number(text: str) -> str:
    """The same for a telephone number, in which direction marks and selectors mean nothing."""
    return _ROUND_A_NUMBER.sub("", tidied(text))


def is_blank(text: str) -> bool:
    """Whether the text contains nothing visible."""
    if _is_as_it_looks(text):
        return not text.strip()
    return not _LOOKS_EMPTY.sub("", text).strip()
