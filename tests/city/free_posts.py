"""The tiny city with posts and sources of its own: none is called as in other cities, but leaders.

Collectors verify on the spot, clerks decide on reports, a chief files and closes.
"""

import shutil
from pathlib import Path

from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.reader import read_pack

_TINY = Path(__file__).parents[1] / "packs" / "tiny"
#: What the posts of the tiny city are called here.
_RENAMED = {
    "call-taker": "clerk",
    "shift-chief": "chief",
    "inspector": "collector",
    "dispatcher": "controller",
    "department": "bureau",
}
_SOURCES = """[[sources]]
id = "committee"
kind = "public"
name = { zh = "居委会", en = "residents' committee" }
open_to_residents = true

[[sources]]
id = "patrol"
kind = "inspector"
name = { zh = "巡查", en = "patrol" }
open_to_residents = false

"""
_ON_THE_SPOT = '"supervision"\nsteps = ["confirm"'


def pack_with_free_posts(folder: Path) -> CityPack:
    """The pack, written into a new folder below `folder`."""
    copied = Path(shutil.copytree(_TINY, folder / "tiny"))
    settings = copied / "city.toml"
    head, posts, rest = settings.read_text(encoding="utf-8").partition("[[posts]]")
    for old, new in _RENAMED.items():
        rest = rest.replace(f'id = "{old}"', f'id = "{new}"', 1)
    rest = rest.replace(_ON_THE_SPOT, _ON_THE_SPOT.replace("supervision", "collect"), 1)
    rest = rest.replace("监督员", "采集员", 1)
    text = head + _SOURCES + posts + rest
    settings.write_text(text, encoding="utf-8")
    return read_pack(copied)
