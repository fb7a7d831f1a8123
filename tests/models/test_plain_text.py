"""Texts without what nobody sees: quick, however long and hostile they are."""

import time

import pytest

from commandcenter.models.plain_text import is_blank, tidied, tidied_number


@pytest.mark.parametrize(
    "text",
    ["\u200e" * 400_000, "(" * 1_000_000, "1 " * 500_000, "\u202d1" * 300_000, "\u200b" * 300_000],
    ids=["marks", "brackets", "numbers", "marked numbers", "nothing"],
)
def test_that_no_text_keeps_the_door_busy(text: str) -> None:
    begun = time.process_time()
    for part in (text, text[:19_999]):
        tidied(part)
        tidied_number(part)
        is_blank(part)
    assert time.process_time() - begun < 2


def test_that_a_text_far_too_long_is_left_as_it_came() -> None:
    assert tidied("\u200b" * 20_001) == "\u200b" * 20_001
    assert tidied("\u200b" * 20_000) == ""
