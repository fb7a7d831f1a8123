"""Reads a form up to its closing boundary, each text in its own charset."""

from collections.abc import AsyncGenerator
from encodings import normalize_encoding
from encodings.aliases import aliases
from typing import Any

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser

from commandcenter.errors import Malformed

_UTF_8 = "utf-8"
#: What texts are sent in, as Python calls it. It knows more, and to decode some of them (idna,
#: punycode) takes a time that grows with the square of the length.
_OF_TEXTS = frozenset(
    {
        *("ascii", "utf_8", "utf_8_sig", "utf_16", "utf_16_le", "utf_16_be"),
        *("utf_32", "utf_32_le", "utf_32_be"),
        *("gb18030", "gbk", "gb2312", "hz", "big5", "big5hkscs", "cp950"),
        *("shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949", "johab"),
        *("latin_1", "tis_620"),
        *(f"iso8859_{n}" for n in range(2, 17) if n != 12),
        *(f"cp{n}" for n in (437, 850, 852, 866, 874, *range(1250, 1259))),
        *("koi8_r", "koi8_u", "mac_roman", "mac_cyrillic"),
    }
)
#: Named by what it replaced, and able to read all that those could.
_CHINESE = {"gbk": "gb18030", "gb2312": "gb18030"}
_LONGEST_CHARSET = 40


async def read_form(
    headers: Headers, content: bytes, *, max_files: int, max_fields: int
) -> FormData:
    """Malformed for a form that cannot be read, breaks off, or is not in the charset it names."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield content

    parser = _WholeForm(headers, stream(), max_files=max_files, max_fields=max_fields)
    try:
        return await parser.parse()
    except (MultiPartException, UnicodeError):
        raise Malformed("form-unreadable") from None


class _WholeForm(MultiPartParser):
    """Asks for the closing boundary; texts are never guessed at."""

    _has_ended = False

    async def parse(self) -> FormData:
        form = await super().parse()
        if not self._has_ended:
            for file in self._files_to_close_on_error:
                file.close()
            raise Malformed("form-cut-off")
        return form

    def on_end(self) -> None:
        self._has_ended = True

    def on_headers_finished(self) -> None:
        """Names, too, are read only in what texts are sent in."""
        try:
            _encoding(self._charset)
        except LookupError:
            self._charset = "latin-1"
        super().on_headers_finished()

    def on_part_end(self) -> None:
        part = self._current_part
        if part.file is None:
            text = _decoded(bytes(part.data), self._charset_of_part())
            self.items.append((part.field_name, text))
        else:
            super().on_part_end()

    def _charset_of_part(self) -> str:
        own = [value for name, value in self._current_part.item_headers if name == b"content-type"]
        of_form = self.headers.get("content-type", "")
        return next((c for c in map(_charset, [*own, of_form]) if c), _UTF_8)


def _charset(content_type: Any) -> str:
    _, options = parse_options_header(content_type)
    return options.get(b"charset", b"").decode("latin-1").strip().lower()


def _decoded(data: bytes, charset: str) -> str:
    """Strictly: a text read in part would be stored as another one."""
    try:
        text = data.decode(_encoding(charset))
        text.encode()  # some charsets can say halves of pairs, which no database takes
    except (UnicodeDecodeError, UnicodeEncodeError, LookupError):
        raise Malformed("form-not-in-charset", charset=charset[:_LONGEST_CHARSET]) from None
    return text.removeprefix("\ufeff")


def _encoding(charset: str) -> str:
    """As Python calls it. LookupError for what texts are not sent in."""
    name = normalize_encoding(charset).lower()
    name = aliases.get(name, name)
    if name not in _OF_TEXTS:
        raise LookupError(charset)
    return _CHINESE.get(name, name)
