"""The form of a text file: encoding, byte-order mark, line ends and delimiter."""

import re
from dataclasses import dataclass

from commandcenter.services.archive.files.encodings import is_plain, marked_encoding

_QUOTED = re.compile(r'"[^"]*(?:"|$)')
_SEPARATOR = re.compile(r'"?sep=([^"\r\n])"?\s*(?:[\r\n]|$)')
_FIRST_LINE = 64


@dataclass(frozen=True, slots=True)
class TextForm:
    """`turned`: lines end with a return alone. `announced`: the file begins with `sep=`."""

    encoding: str
    delimiter: str
    mark: bytes = b""
    turned: bool = False
    announced: bool = False

    @property
    def plain(self) -> bool:
        """Whether the lines can be separated without decoding them."""
        return is_plain(self.encoding)

    def beginning(self) -> bytes:
        """The bytes with which a file of this form begins."""
        announced = f"sep={self.delimiter}\r\n" if self.announced else ""
        return self.mark + announced.encode(self.encoding)


def found_form(head: bytes, encoding: str, delimiter: str) -> TextForm:
    """The form of a file that begins so; a mark counts more than the encoding that was named."""
    mark, encoding = marked_encoding(head) or (b"", encoding)
    text = head[len(mark) :].decode(encoding, "replace")
    announced = _SEPARATOR.match(text[:_FIRST_LINE])
    ends = _QUOTED.sub("", text)  # cells may hold line ends of any kind
    return TextForm(
        encoding,
        announced[1] if announced else delimiter,
        mark,
        turned=ends.count("\r") > ends.count("\n") and "\r\n" not in ends,
        announced=announced is not None,
    )
