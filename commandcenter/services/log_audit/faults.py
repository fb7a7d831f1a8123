"""The faults that an audit of the log can find."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from commandcenter.words import refusal_sentence


@dataclass(frozen=True, slots=True)
class LogFault:
    """Something that cannot be: `sequence` is the line of the log, `number` the case, if it is
    about one. `fault_id` finds its sentence in both languages, `params` fill it in."""

    sequence: int | None
    number: str | None
    fault_id: str
    params: Mapping[str, object] = field(default_factory=dict)
    #: Its code, in a database that holds more than one.
    centre: str | None = None

    def sentence(self, language: str) -> str:
        """What is wrong with that line or case, and in which centre if there are several."""
        fault = refusal_sentence(self.fault_id, language, **self.params)
        if self.centre is None:
            return fault
        return refusal_sentence("fault-in-centre", language, centre=self.centre, fault=fault)


@dataclass(frozen=True, slots=True)
class Verdict:
    entries: int
    faults: tuple[LogFault, ...]
