"""What the warnings service returns."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from commandcenter.models.work.asking import AssigneeKind
from commandcenter.models.work.warning import WarningColumns


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRow:
    """A clock crossed a mark of its limit: 1 is the deadline. `held` ones are not delivered.

    `subject` and `number` say whose clock it is, `clock` and `ordinal` which one.
    """

    subject: str
    number: str
    clock: str
    ordinal: int
    mark: Fraction
    at: datetime
    deliver_after: datetime
    recipient_kind: AssigneeKind
    recipient: str
    held: bool

    @classmethod
    def of(cls, subject: str, warning: WarningColumns) -> "WarningRow":
        return cls(
            subject=subject,
            number=warning.number,
            clock=warning.clock,
            ordinal=warning.ordinal,
            mark=Fraction(warning.mark),
            at=warning.at,
            deliver_after=warning.deliver_after,
            recipient_kind=warning.recipient_kind,
            recipient=warning.recipient,
            held=warning.held,
        )


@dataclass(frozen=True, slots=True)
class Raised:
    """The numbers of warnings written: to be delivered, and held back."""

    warned: int
    held: int

    def __add__(self, other: "Raised") -> "Raised":
        return Raised(self.warned + other.warned, self.held + other.held)
