"""The limits of the levels of a city, and what is wrong with some."""

from fractions import Fraction
from pathlib import Path

import pytest

from commandcenter.errors import PackRefused
from commandcenter.packs.reader import read_pack
from tests.city.five_levels import make_pack


def _found(folder: Path, tiers: str, modules: str = '["cases", "tiers"]') -> str:
    with pytest.raises(PackRefused) as refusal:
        read_pack(make_pack(folder / "five", tiers=tiers, modules=modules))
    return refusal.value.sentence("en")


def test_that_a_pack_gives_each_level_a_limit(tmp_path: Path) -> None:
    tiers = read_pack(make_pack(tmp_path / "five")).tiers
    assert {level: (tier.limit.text("en"), tier.then) for level, tier in tiers.items()} == {
        "community": ("4 working hours", "village"),
        "village": ("1 urgent day", "township"),
        "township": ("2 working days", "county"),
        "county": ("3 calendar days", "city"),
    }
    assert tiers["community"].limit.amount == Fraction(4)


@pytest.mark.parametrize(
    ("level", "limit", "then", "said"),
    [
        ("county", "1 urgent day", "village", "“village”, which is not a level above"),
        ("county", "1 urgent day", "county", "“county”, which is not a level above"),
        ("city", "1 urgent day", "city", "Use one of: —"),
        ("county", "1 urgent day", "nowhere", "“nowhere”"),
        ("hamlet", "1 urgent day", "city", "community"),
        ("county", "soon", "city", "soon"),
    ],
)
def test_that_a_limit_leads_to_a_level_above(
    tmp_path: Path, level: str, limit: str, then: str, said: str
) -> None:
    sentence = _found(tmp_path, f'[tiers.{level}]\nlimit = "{limit}"\nthen = "{then}"\n')
    assert f"tiers.{level}" in sentence or said == "soon"
    assert said in sentence


def test_that_limits_need_the_module(tmp_path: Path) -> None:
    tiers = '[tiers.county]\nlimit = "1 urgent day"\nthen = "city"\n'
    assert "“tiers” is not among the modules" in _found(tmp_path, tiers, '["cases"]')
