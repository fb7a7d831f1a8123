"""Detects references that a spreadsheet has changed, so that they no longer name their case."""

import re

from commandcenter.errors import InvalidInput

#: Spreadsheets keep fifteen digits of a number and put zeros for the rest. That three or more end
#: a reference by chance happens once in a thousand; fewer are no evidence of rounding.
_KEPT_DIGITS = 15
_TELLING_ZEROS = 3

_POWER_OF_TEN = re.compile(r"[+-]?\d+(?:[.,]\d+E[+-]?|E[+-])\d+", re.IGNORECASE)
_FAULT_OF_A_FORMULA = re.compile(
    r"#(?:N/A|REF!|VALUE!|NAME\?|NUM!|NULL!|DIV/0!|GETTING_DATA|SPILL!|CALC!)", re.IGNORECASE
)
_NARROW_COLUMN = re.compile(r"#{2,}")
_TURNED_INTO_A_DAY = re.compile(r"\d{4}-\d\d-\d\d 00:00:00")
_MANGLED = (_POWER_OF_TEN, _FAULT_OF_A_FORMULA, _NARROW_COLUMN, _TURNED_INTO_A_DAY)


def check_reference(text: str) -> None:
    """InvalidInput, with the reason, for a reference that a spreadsheet has changed."""
    if any(form.fullmatch(text) for form in _MANGLED):
        raise _refused("import-reference-mangled", text)
    if _lost_digits(text):
        raise _refused("import-reference-rounded", text)


class ReferenceColumn:
    """Looks at all references of a file, because rounding cannot be seen in a single one.

    A column counts as rounded if it has at least two different references of more than fifteen
    digits, if all of these end in zeros after the fifteenth digit, and if there are three or more
    such zeros in total.
    """

    def __init__(self) -> None:
        self._ending_in_zeros: set[str] = set()
        self._has_other_digits = False
        self._is_rounded = False

    def see(self, text: str) -> None:
        """Take note of a reference. InvalidInput if it is rounded and the column is known to be."""
        zeros = _zeros(text)
        if zeros and self._is_rounded:
            raise _refused("import-reference-rounded", text)
        if zeros == 0:
            self._has_other_digits = True
        elif zeros and len(self._ending_in_zeros) < _TELLING_ZEROS:
            self._ending_in_zeros.add(text)

    def judge(self) -> bool:
        """Decide whether the column is rounded, from all references seen so far."""
        zeros = sum(_zeros(text) or 0 for text in self._ending_in_zeros)
        enough = len(self._ending_in_zeros) > 1 and zeros >= _TELLING_ZEROS
        self._is_rounded = enough and not self._has_other_digits
        return self._is_rounded


def _lost_digits(text: str) -> bool:
    return (_zeros(text) or 0) >= _TELLING_ZEROS


def _zeros(text: str) -> int | None:
    """How many zeros stand for all digits after the fifteenth; 0 where others stand there.

    None for a reference with fifteen digits or fewer, or with other characters.
    """
    digits = text.lstrip("0")
    if len(digits) <= _KEPT_DIGITS or not digits.isdecimal():
        return None
    rest = digits[_KEPT_DIGITS:]
    return 0 if rest.strip("0") else len(rest)


def _refused(error_id: str, text: str) -> InvalidInput:
    return InvalidInput(error_id, field="external_reference", text=text[:40])
