"""The clocks of cases."""

from typing import ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from commandcenter.models.base import Word
from commandcenter.models.cases.rules.clock_names import ClockName
from commandcenter.models.work.clock import ClockColumns


class CaseClock(ClockColumns):
    """A clock of a case."""

    __tablename__ = "case_clocks"

    OF: ClassVar[str] = "cases"

    name: Mapped[ClockName] = mapped_column(Word(ClockName), primary_key=True)
