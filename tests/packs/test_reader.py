"""Reading a city pack: all of it, or a list of what is wrong with file, line and remedy."""

from pathlib import Path

from commandcenter.packs.reader import read_pack

TINY = Path(__file__).parent / "tiny"


def test_that_a_pack_is_read_whole() -> None:
    pack = read_pack(TINY)
    assert (pack.name, pack.code, pack.time_zone) == ("tiny", "110101", "Asia/Shanghai")
    assert len(pack.grids) == 10
    assert pack.case_layer().id == "unit_grid"
    assert pack.conditions[0].limit.text("zh") == "2紧急工作时"
