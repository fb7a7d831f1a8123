"""Names and telephone numbers as screens show them to who needs no more.

The forms are the ones in common use in China (GB/T 35273-2020, 7.2, asks for masking and leaves the
form open): the family name, and the first three and last four digits.
"""

#: Family names of two characters that are still borne.
_COMPOUND = frozenset(
    {
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟"),
        *("公孙", "令狐", "慕容", "司徒", "夏侯", "端木", "长孙"),
        *("宇文", "轩辕", "南宫", "百里", "呼延", "独孤"),
    }
)
_STAR, _DOT = "*", "·"
_LONG = 11
_FIRST, _LAST, _LAST_OF_SHORT = 3, 4, 2


def masked_name(name: str | None) -> str | None:
    """张三 → 张*, 欧阳娜娜 → 欧阳**, 买买提·艾力 → 买**·**, Anna Berg → A*** ****."""
    if not name:
        return name
    shown = 2 if name[:2] in _COMPOUND else 1
    return name[:shown] + "".join(
        one if one == _DOT or one.isspace() else _STAR for one in name[shown:]
    )


def masked_phone(phone: str | None) -> str | None:
    """13800008000 → 138****8000; of a shorter number only the last two digits stay."""
    if not phone:
        return phone
    digits = sum(one.isdigit() for one in phone)
    is_long = digits >= _LONG
    first, last = (_FIRST, digits - _LAST) if is_long else (0, digits - _LAST_OF_SHORT)
    seen, masked = 0, []
    for one in phone:
        hides = one.isdigit() and first <= seen < last
        seen += one.isdigit()
        masked.append(_STAR if hides else one)
    return "".join(masked)
