"""The reason codes that a city adds to the common ones, with their names."""

from collections import Counter
from collections.abc import Mapping
from itertools import chain

from commandcenter.models.cases.rules.lifecycle import REASONS
from commandcenter.models.cases.rules.stage import Step
from commandcenter.packs.content.pack import PackReason
from commandcenter.packs.files.toml_section import Section
from commandcenter.words import Name

#: A case keeps the bare code, so no city may give one of these other words.
_STANDING = frozenset(chain.from_iterable(REASONS.values()))


def read_reasons(section: Section) -> dict[Step, tuple[PackReason, ...]]:
    """`[reasons]`: a list of codes by step, for steps that ask for a reason."""
    section.only(*REASONS)
    reasons = {step: _of_step(section, step) for step in REASONS if step in section}
    _check(section, reasons)
    return reasons


def _check(section: Section, reasons: Mapping[Step, tuple[PackReason, ...]]) -> None:
    """Each code once for a step, none of those that every city has, and with one meaning."""
    words: dict[str, Name] = {}
    for step, own in reasons.items():
        for code, count in Counter(reason.code for reason in own if reason.code).items():
            if code in _STANDING:
                section.fault(step, "pack-reason-standing", code=code)
            elif count > 1:
                section.fault(step, "pack-id-twice", id=code)
        for reason in own:
            if words.setdefault(reason.code, reason.name) != reason.name:
                section.fault(step, "pack-reason-words", code=reason.code[:60])


def _of_step(section: Section, step: Step) -> tuple[PackReason, ...]:
    return tuple(_reason(entry) for entry in section.sections(step))


def _reason(entry: Section) -> PackReason:
    entry.only("code", "zh", "en")
    return PackReason(entry.identifier("code"), Name(zh=entry.text("zh"), en=entry.text("en")))
