"""A pack that anybody may have written ends in a pack or in a refusal, never in a crash."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from commandcenter.errors import PackRefused
from commandcenter.packs.reader import read_pack

TINY = Path(__file__).parent / "tiny"
FILES = sorted(path.name for path in TINY.iterdir())

#: What hurts readers of TOML, CSV and JSON; and bytes that are nothing in particular.
SPLINTERS = st.sampled_from(
    [
        *(b'"', b'"""', b"'", b",", b"\n", b"{", b"}", b"[", b"]", b"=", b"{}", b"[]", b"[[x]]\n"),
        *(b"null", b"true", b"NaN", b"inf", b"1e400", b"-1", b"9" * 50, b"1979-05-27", b"07:32"),
        *(b"\x00", b"\xff", b"\xe2\x80\xae", "工作时".encode(), b"\\u001b", b"116.4142", b"0"),
    ]
) | st.binary(max_size=8)


@settings(max_examples=150, deadline=None)
@given(
    file=st.sampled_from(FILES),
    place=st.floats(0, 1),
    taken_out=st.integers(0, 40),
    put_in=SPLINTERS,
)
def test_that_a_spoilt_pack_is_read_or_refused(
    file: str, place: float, taken_out: int, put_in: bytes
) -> None:
    whole = (TINY / file).read_bytes()
    at = int(place * len(whole))
    with tempfile.TemporaryDirectory() as parent:
        pack = Path(shutil.copytree(TINY, Path(parent) / "tiny"))
        (pack / file).write_bytes(whole[:at] + put_in + whole[at + taken_out :])
        assert all(sentence.isprintable() for sentence in _faults(pack))


def _faults(pack: Path) -> tuple[str, ...]:
    try:
        read_pack(pack)
    except PackRefused as refused:
        return refused.faults
    return ()
