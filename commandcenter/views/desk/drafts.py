"""What was typed or chosen and not yet sent. It survives refusals, other cases, other accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from commandcenter.models.cases.lifecycle import Need
from commandcenter.models.cases.stage import Step

_EMPTY: tuple[object, ...] = (None, "", [], ())


@dataclass
class _Draft:
    """The note belongs to the case: it is still there when another step becomes possible."""

    note: str = ""
    step: Step | None = None
    choices: dict[tuple[Step, Need], object] = field(default_factory=dict)


class Drafts:
    """One draft a case."""

    def __init__(self) -> None:
        self._drafts: dict[str, _Draft] = {}

    def keep(self, number: str, step: Step, values: Mapping[Need, object]) -> None:
        draft = self._drafts.setdefault(number, _Draft())
        if Need.NOTE in values:
            draft.note = str(values[Need.NOTE] or "")
        draft.step = step
        for need, value in values.items():
            if need is not Need.NOTE:
                draft.choices[step, need] = value

    def values(self, number: str, step: Step) -> dict[Need, object]:
        """What was entered for this step of this case; only what is not empty."""
        draft = self._drafts.get(number, _Draft())
        found: dict[Need, object] = {
            need: value
            for (of, need), value in draft.choices.items()
            if of == step and value not in _EMPTY
        }
        if draft.note:
            found[Need.NOTE] = draft.note
        return found

    def note(self, number: str) -> str:
        return self._drafts.get(number, _Draft()).note

    def step(self, number: str) -> Step | None:
        """The step that the user had chosen."""
        return self._drafts.get(number, _Draft()).step

    def drop(self, number: str) -> None:
        """It has been sent."""
        self._drafts.pop(number, None)
