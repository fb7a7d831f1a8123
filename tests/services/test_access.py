"""Names at the door: one line, and nothing in them that nobody sees."""

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput
from commandcenter.models.staff.account import WHOLE_CENTRE
from commandcenter.models.staff.post import Post

HOSTILE = ["a\nb", "a\tb", "a\u202eb", "a\u200db"]


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_that_no_account_and_no_key_has_a_name_that_breaks_a_list(
    center: CommandCenter, name: str
) -> None:
    before = center.access.accounts()
    with pytest.raises(InvalidInput):
        center.access.add_account(name, Post.DISPATCHER)
    with pytest.raises(InvalidInput):
        center.access.add_key(name, WHOLE_CENTRE)
    assert center.access.accounts() == before


def test_that_a_name_is_in_any_language(center: CommandCenter) -> None:
    assert center.access.add_account("调度员 Zoë", Post.DISPATCHER).name == "调度员 Zoë"
