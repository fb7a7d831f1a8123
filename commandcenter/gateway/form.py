"""A form as it comes in, read to its closing boundary, each text by its own charset."""

from collections.abc import AsyncGenerator
from typing import Any

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser

from commandcenter.errors import Malformed

_UTF_8 = "utf-8"
#: Named by what it replaced, and able to read all that those could.
_CHINESE = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "936": "gb18030"}
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
        text = data.decode(_CHINESE.get(charset, charset))
        text.encode()  # some charsets can say halves of pairs, which no database takes
    except (UnicodeDecodeError, UnicodeEncodeError, LookupError):
        raise Malformed("form-not-in-charset", charset=charset[:_LONGEST_CHARSET]) from None
    return text.removeprefix("\ufeff")
