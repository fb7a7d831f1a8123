"""The faults that an audit of the log can find."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from commandcenter.models.cases.rules.stage import CASE
from commandcenter.models.schema.seal import RowKey
from commandcenter.models.schema.subjects import KINDS
from commandcenter.words import refusal_sentence


@dataclass(frozen=True, slots=True)
class LogFault:
    """Something that cannot be: `sequence` is the line of the log, `number` the subject, if it is
    about one. `fault_id` finds its sentence in both languages, `params` fill it in."""

    sequence: int | None
    number: str | None
    fault_id: str
    params: Mapping[str, object] = field(default_factory=dict)
    #: Its code, in a database that holds more than one.
    centre: str | None = None
    #: The kind of what it is about.
    subject: str = CASE
    #: It is no fault if the program has erased this row.
    unless_erased: RowKey | None = field(default=None, repr=False, compare=False)

    def sentence(self, language: str) -> str:
        """What is wrong with that line or subject, and in which centre if there are several."""
        kind = KINDS.get(self.subject)
        called = kind.called.said(language) if kind else self.subject
        fault = refusal_sentence(self.fault_id, language, **{"subject": called, **self.params})
        if self.centre is None:
            return fault
        return refusal_sentence("fault-in-centre", language, centre=self.centre, fault=fault)


@dataclass(frozen=True, slots=True)
class Verdict:
    entries: int
    faults: tuple[LogFault, ...]
