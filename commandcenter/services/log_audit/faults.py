"""What an audit of the log can find."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogFault:
    """Something that cannot be: `sequence` is the line of the log, `number` the case, if it is
    about one."""

    sequence: int | None
    number: str | None
    fault: str


@dataclass(frozen=True, slots=True)
class Verdict:
    entries: int
    faults: tuple[LogFault, ...]
