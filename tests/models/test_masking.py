"""A name and a telephone number as they are shown where no more is needed."""

import pytest

from commandcenter.models.staff.masking import masked_name, masked_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("王女士", "王**"),
        ("欧阳娜娜", "欧阳**"),
        ("买买提·艾力", "买**·**"),
        ("𠮷野", "𠮷*"),
        ("Anna Berg", "A*** ****"),
        ("李", "*"),
        ("欧阳", "欧*"),
        ("欧阳锋", "欧阳*"),
        (" 李", " *"),
        ("张·", "*·"),
        ("???", "???"),
        ("", ""),
        (None, None),
    ],
)
def test_that_of_a_name_the_family_name_stays(name: str | None, masked: str | None) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800008000", "138****8000"),
        ("+86 138-0000-8000", "+86 1**-****-8000"),
        ("010-6401 2345", "010-**** 2345"),
        ("64012345", "******45"),
        ("12345", "*****"),
        ("123456", "******"),
        ("1234567", "*****67"),
        ("anna.berg@example.org", "****.****@*******.***"),
        ("wx: zhangsan", "**: ********"),
        ("一三八零零零零八零零零", "***********"),
        ("13800008000 (wife: 李四)", "138****8000 (****: **)"),
        ("wx zhangsan 13800008000", "** ******** 138****8000"),
        ("１３８００００８０００", "１３８****８０００"),
        ("①③⑧⓪⓪⓪⓪⑧⓪⓪⓪", "***********"),
        ("", ""),
        (None, None),
    ],
)
def test_that_of_a_number_the_middle_is_hidden(phone: str | None, masked: str | None) -> None:
    assert masked_phone(phone) == masked
