"""Names and telephone numbers as screens show them where no more is needed.

The forms are the ones in common use in China (GB/T 35273-2020, 7.2, asks for masking and leaves the
form open): the family name, and the first three and last four digits.
"""

import unicodedata

#: Family names of two characters that are still borne.
_COMPOUND = frozenset(
    {
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟"),
        *("公孙", "令狐", "慕容", "司徒", "夏侯", "端木", "长孙"),
        *("宇文", "轩辕", "南宫", "百里", "呼延", "独孤"),
    }
)
_STAR = "*"
#: A field with fewer digits holds no telephone number, or a part of one.
_FEWEST_DIGITS = 7
_LONG = 11
_FIRST, _LAST, _LAST_OF_SHORT = 3, 4, 2


def masked_name(name: str | None) -> str | None:
    """张三 → 张*, 欧阳娜娜 → 欧阳**, 欧阳 → 欧*, Anna Berg → A*** ****, 张 → *.

    At least one character is hidden."""
    if not name:
        return name
    characters = sum(map(_is_hidden, name))
    is_compound = name[:2] in _COMPOUND and characters > len("欧阳")
    shown = 2 if is_compound else min(1, characters - 1)
    return name[:shown] + _starred(name[shown:])


def masked_phone(phone: str | None) -> str | None:
    """13800008000 → 138****8000; of a shorter number only the last two digits stay.

    The field is free text: of anything that is not a telephone number nothing stays but spaces and
    punctuation."""
    if not phone:
        return phone
    digits = [at for at, one in enumerate(phone) if one.isdecimal()]
    if len(digits) < _FEWEST_DIGITS:
        return _starred(phone)
    shown = {*digits[-_LAST_OF_SHORT:]}
    if len(digits) >= _LONG:
        shown = {*digits[:_FIRST], *digits[-_LAST:]}
    return "".join(one if at in shown else _starred(one) for at, one in enumerate(phone))


def _starred(text: str) -> str:
    return "".join(_STAR if _is_hidden(one) else one for one in text)


def _is_hidden(one: str) -> bool:
    """Letters, digits and symbols are; spaces, punctuation and the plus of a number are not."""
    kind = unicodedata.category(one)
    return kind[0] not in "ZP" and kind not in {"Cc", "Cf"} and one != "+"
