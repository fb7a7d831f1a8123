"""References that a spreadsheet has changed: they name another case, or none."""

import re

from commandcenter.errors import InvalidInput

#: Spreadsheets keep fifteen digits of a number and put zeros for the rest. That three or more end
#: a reference by chance happens once in a thousand; fewer are not held against it.
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
    """InvalidInput for what a spreadsheet made of a reference; the reason says what it is."""
    if any(form.fullmatch(text) for form in _MANGLED):
        raise _refused("import-reference-mangled", text)
    if _lost_digits(text):
        raise _refused("import-reference-rounded", text)


def _lost_digits(text: str) -> bool:
    digits = text.lstrip("0")
    if len(digits) < _KEPT_DIGITS + _TELLING_ZEROS or not digits.isdecimal():
        return False
    return not digits[_KEPT_DIGITS:].strip("0")


def _refused(error_id: str, text: str) -> InvalidInput:
    return InvalidInput(error_id, field="external_reference", text=text[:40])
