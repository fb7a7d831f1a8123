"""Questions without end are refused with their limit, and the longest that make sense are not."""

from datetime import date, timedelta

import pytest

from commandcenter.center import CommandCenter
from commandcenter.errors import InvalidInput
from commandcenter.models.figures.kpi import KPIS
from commandcenter.models.staff.viewer import CENTRE_VIEW
from commandcenter.services.casebook import CaseFilter
from commandcenter.services.casebook.rows import SoughtWord
from commandcenter.services.casebook.search import MAX_SOUGHT
from commandcenter.services.statistics import By, FigureQuery
from commandcenter.services.statistics.statistics import MOST_WEEKS

_MONDAY = date(2026, 11, 23)


def test_that_figures_by_week_of_two_hundred_years_are_refused(center: CommandCenter) -> None:
    two_centuries = FigureQuery(date(1900, 1, 1), date(2100, 1, 1))
    with pytest.raises(InvalidInput, match="1044") as refused:
        center.statistics.figures(list(KPIS), two_centuries, viewer=CENTRE_VIEW, by=By.WEEK)
    assert refused.value.field == "to"
    (total,) = center.statistics.figures(["reported"], two_centuries, viewer=CENTRE_VIEW)
    assert total.numerator == 0


def test_that_figures_by_week_of_twenty_years_are_counted(center: CommandCenter) -> None:
    first = _MONDAY - timedelta(weeks=MOST_WEEKS)
    weeks = FigureQuery(first, _MONDAY - timedelta(days=1))
    figures = center.statistics.figures(["reported"], weeks, viewer=CENTRE_VIEW, by=By.WEEK)
    assert len(figures) == MOST_WEEKS


def test_that_an_endless_text_is_not_looked_for(center: CommandCenter) -> None:
    endless = "井 " * 50_000
    for ask in (
        lambda: center.casebook.count(CaseFilter(text=endless), viewer=CENTRE_VIEW),
        lambda: center.casebook.found([SoughtWord(endless)], viewer=CENTRE_VIEW, limit=5),
        lambda: center.casebook.found([SoughtWord("井")] * 50_000, viewer=CENTRE_VIEW, limit=5),
    ):
        with pytest.raises(InvalidInput, match=f"{MAX_SOUGHT} are allowed"):
            ask()


def test_that_a_long_text_of_short_words_is_looked_for(center: CommandCenter) -> None:
    longest = "a " * (MAX_SOUGHT // 2)
    assert center.casebook.count(CaseFilter(text=longest), viewer=CENTRE_VIEW) == 0
    words = [SoughtWord("a")] * (MAX_SOUGHT // 2)
    assert center.casebook.found(words, viewer=CENTRE_VIEW, limit=5) == []
