"""Finds an encoding by name, and guesses one for error messages."""

import codecs
import re

#: What Python calls encodings, and no file of text is in.
_NO_ENCODINGS = frozenset(
    {
        *("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"),
        *("utf-7", "mbcs", "oem", "charmap"),
    }
)
#: What calls itself GBK or GB 2312 holds characters of its successor all the time.
_TAKEN_FOR = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with its mark
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_ASCII = bytes(range(128))

#: The first bytes of GB 2312 (1980), its rows 1 and 3, and 16 to 55.
_PUNCTUATION = (0xA1, 0xA3)
_FIRST_LEVEL = range(0xB0, 0xD8)
_MOSTLY = 0.8
_A_LONG_TEXT = 20

#: Characters that Python still reads from GB 18030 into the private use area and that have had
#: code points of their own since its editions of 2005 and 2022.
_GIVEN_SINCE = {
    **dict(zip(range(0xE78D, 0xE797), "︐︒︑︓︔︕︖︗︘︙", strict=True)),
    0xE7C7: "ḿ",
    0xE816: "\U00020087",
    0xE817: "\U00020089",
    0xE818: "\U000200cc",
    0xE81E: "龴",
    0xE826: "龵",
    0xE82B: "龶",
    0xE82C: "龷",
    0xE831: "\U000215d7",
    0xE832: "龸",
    0xE83B: "\U0002298f",
    0xE843: "龹",
    0xE854: "龺",
    0xE855: "\U000241fe",
    0xE864: "龻",
}
_PRIVATE = re.compile("[\ue78d-\ue864]")


def encoding_named(name: str) -> str | None:
    """The Python name of the encoding; None if this is not a text encoding."""
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except (LookupError, UnicodeError, ValueError):
        return None
    name = found.name.replace("_", "-")
    return None if name in _NO_ENCODINGS else _TAKEN_FOR.get(name, name)


def marked_encoding(head: bytes) -> tuple[bytes, str] | None:
    """The byte-order mark at the beginning of a file, and the encoding that it indicates."""
    return next(((mark, name) for mark, name in _MARKS if head.startswith(mark)), None)


def is_plain(encoding: str) -> bool:
    """Whether line ends and delimiters are encoded as in ASCII."""
    return _ASCII.decode(encoding, "ignore") == _ASCII.decode("ascii")


def with_code_points(text: str) -> str:
    """Text decoded from GB 18030, private-use characters replaced by their later code points."""
    return text.translate(_GIVEN_SINCE) if _PRIVATE.search(text) else text


def guessed_encoding(sample: bytes) -> str | None:
    """The probable encoding of a text, as a hint for a person; None if nothing fits.

    If two fit equally well, both are given, separated by a slash, the more probable one first.
    """
    if _is_common_chinese(sample):
        return _chinese_or_korean(sample)
    from charset_normalizer import from_bytes  # seldom needed, and slow to load

    best = from_bytes(sample).best()
    return None if best is None else encoding_named(best.encoding)


def _is_common_chinese(sample: bytes) -> bool:
    """A short text of GB 18030 looks like several others; hardly another one looks like this."""
    try:
        text = codecs.getincrementaldecoder("gb18030")().decode(sample)  # may end in a character
    except UnicodeDecodeError:
        return False
    foreign = [char for char in text if not char.isascii()]
    return sum(map(_is_common, foreign)) > _MOSTLY * len(foreign)


def _chinese_or_korean(sample: bytes) -> str:
    """The syllables of EUC-KR are common characters of GB 2312, of which they make up half: a few
    words of Chinese may look like Korean, a long text does not."""
    text = sample.decode("euc-kr", "replace").strip("\ufffd")  # may end in a character
    foreign = [char for char in text if not char.isascii()]
    if sum("가" <= char <= "힣" for char in foreign) <= _MOSTLY * len(foreign):
        return "gb18030"
    return "euc-kr / gb18030" if len(foreign) >= _A_LONG_TEXT else "gb18030 / euc-kr"


def _is_common(char: str) -> bool:
    """Of the first level of GB 2312, its 3,755 most common characters, or its punctuation."""
    code = char.encode("gb2312", "ignore")
    return len(code) == 2 and (code[0] in _PUNCTUATION or code[0] in _FIRST_LEVEL)
