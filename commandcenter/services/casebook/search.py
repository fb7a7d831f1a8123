"""Search terms as conditions on cases; variants of a letter match each other."""

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from commandcenter.errors import InvalidInput
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.tables.reporter import Reporter
from commandcenter.models.cases.tables.words import CaseWords
from commandcenter.models.city.centre import THIS_CENTRE
from commandcenter.models.search_text import search_text
from commandcenter.services.casebook.rows import SoughtWord

#: The limits of a search text; every word is looked for in every case.
MAX_SOUGHT = 500
#: What people write between the digits of a telephone number.
_BETWEEN_DIGITS = " -.()\u3000－（）"
_WITHOUT = dict.fromkeys(map(ord, _BETWEEN_DIGITS + "+"))
_IN_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_PHONE = re.compile(r"(?:(?:00)?86(?=1\d{10}$))?(\d{7,13})")


def refuse_endless(text: str) -> None:
    """InvalidInput for a search text that is too long or has too many terms."""
    if len(text) > MAX_SOUGHT:
        raise InvalidInput(
            "text-too-long", field="text", name="text", length=len(text), most=MAX_SOUGHT
        )


def says(text: str) -> ColumnElement[bool]:
    """A condition: number, address or description contain every word of the text, in any order."""
    refuse_endless(text)
    words = dict.fromkeys(search_text(word) for word in text.split())
    return and_(true(), *(_holds(word) for word in words if word))


def means(word: SoughtWord) -> ColumnElement[bool]:
    """A condition: the case contains the word, or belongs to something that the word names."""
    return or_(
        says(word.text),
        Case.department.in_(word.departments),
        Case.category.in_(word.categories),
        Case.area.in_(word.areas),
    )


def phone_in(words: Sequence[SoughtWord]) -> str | None:
    """The digits of the words if together they are a telephone number; else None.

    A number needs at least seven digits, so that house numbers and years do not match.
    """
    written = search_text("".join(word.text for word in words))
    digits = _PHONE.fullmatch(written.translate(_WITHOUT))
    return digits[1] if digits else None


def reported_from(phone: str) -> ColumnElement[bool]:
    """A condition: the case was reported from this telephone number."""
    digits = _digits(Reporter.phone)
    written = or_(digits.contains(phone), digits.contains(phone.translate(_IN_FULL_WIDTH)))
    reported = select(Reporter.number).where(Reporter.centre == THIS_CENTRE, written)
    return Case.number.in_(reported) & (Case.centre == THIS_CENTRE)


def _holds(word: str) -> ColumnElement[bool]:
    return or_(
        Case.number.contains(word, autoescape=True),
        CaseWords.searched.contains(word, autoescape=True),
    )


def _digits(phone: InstrumentedAttribute[str | None]) -> ColumnElement[str]:
    """A telephone number as it was written, without what stands between its digits."""
    found: ColumnElement[str] = func.coalesce(phone, "")
    for between in _BETWEEN_DIGITS:
        found = func.replace(found, between, "")
    return found
