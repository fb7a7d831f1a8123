"""Complete histories of cases, from the report to their last step, created in one go."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from commandcenter.errors import InvalidInput, NotNow
from commandcenter.models.cases.bare import BareCase
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.photo_cleaning import CleanPhoto, clean_photo
from commandcenter.models.cases.rules.field_declaration import Ask, StepFields, fields_by
from commandcenter.models.cases.rules.field_reading import read_fields
from commandcenter.models.cases.rules.grid_place import GridPlace
from commandcenter.models.cases.rules.lifecycle import rule_of
from commandcenter.models.cases.rules.report import PhotoUpload, Report
from commandcenter.models.cases.rules.stage import Stage, Step
from commandcenter.models.cases.verbs import VERBS, StepInputs
from commandcenter.models.city.rules import CityRules
from commandcenter.models.staff.actor import Actor
from commandcenter.models.work.step_context import StepContext
from commandcenter.services.archive.known_cases import KnownCase, Reference

_PHOTOS_REMEMBERED = 64
_FIELDS_REMEMBERED = 4096
_NOTHING_BROUGHT = StepInputs()


class LifeStep(NamedTuple):
    """A step of a life; `fields` as the desk takes them."""

    step: Step
    fields: Mapping[str, object]
    by: Actor
    at: datetime


#: Steps that follow from the state of the case: between two of them the case may be read, but not
#: changed. Iterating again gives the same steps.
Unfolding = Callable[[Case], Iterable[LifeStep]]


@dataclass(frozen=True, slots=True)
class Life:
    """A report and its steps, in chronological order."""

    report: Report
    at: datetime
    by: Actor
    steps: tuple[LifeStep, ...] | Unfolding = ()


Cleaning = Callable[[PhotoUpload], CleanPhoto]


def clean_once() -> Cleaning:
    """Cleans photos; the ones that many cases show, once."""
    return lru_cache(maxsize=_PHOTOS_REMEMBERED)(clean_photo)


class Photos:
    """The photos that the cases of a batch show."""

    def __init__(self, clean: Cleaning) -> None:
        self._clean = clean
        self._shown: dict[str, CleanPhoto] = {}

    def show(self, uploads: Sequence[PhotoUpload]) -> list[str]:
        """Note the photos of a case; returns the SHA-256 of the cleaned photos."""
        clean = [self._clean(upload) for upload in uploads]
        self._shown |= {photo.sha256: photo for photo in clean}
        return [photo.sha256 for photo in clean]

    def all(self) -> Collection[CleanPhoto]:
        return self._shown.values()


def check_lives(lives: Sequence[Life], rules: CityRules, *, now: datetime) -> None:
    """InvalidInput or NotNow for the first report that the centre would refuse."""
    seen: set[Reference] = set()
    for life, reference in zip(lives, map(_reference, lives), strict=True):
        life.report.check(now=now)
        if life.report.source not in rules.sources:
            raise InvalidInput("source-unknown", field="source", source=life.report.source)
        if reference and reference in seen:
            raise NotNow("reference-twice", field="external_reference", reference=reference[1])
        if reference:
            seen.add(reference)


def references_of(lives: Sequence[Life]) -> list[Reference]:
    return [reference for reference in map(_reference, lives) if reference]


def refuse_known(known: Mapping[Reference, KnownCase]) -> None:
    for (_, reference), case in known.items():
        raise NotNow(
            "reference-known",
            field="external_reference",
            reference=reference,
            number=case.number,
        )


def lived(life: Life, *, number: str, place: GridPlace, rules: CityRules, photos: Photos) -> Case:
    """Build the case by taking all its steps."""
    case = BareCase.report(
        life.report,
        centre=rules.centre,
        number=number,
        place=place,
        photos=photos.show(life.report.photos),
        on=StepContext(life.by, life.at, rules),
    )
    for taken in life.steps(case) if callable(life.steps) else life.steps:
        fields = _read(case.stage, taken)
        context = StepContext(taken.by, taken.at, rules)
        VERBS[taken.step](case, fields, _inputs(fields, photos), context)
    return case


def _read(stage: Stage, taken: LifeStep) -> StepFields:
    """As the desk reads them; what thousands of lives send alike, once."""
    try:
        return _read_once(stage, taken.step, tuple(taken.fields.items()))
    except TypeError:  # lists cannot be remembered
        return read_fields(rule_of(stage, taken.step).fields, taken.fields)


@lru_cache(maxsize=_FIELDS_REMEMBERED)
def _read_once(stage: Stage, step: Step, fields: tuple[tuple[str, object], ...]) -> StepFields:
    return read_fields(rule_of(stage, step).fields, dict(fields))


def _inputs(fields: StepFields, photos: Photos) -> StepInputs:
    names = fields_by(type(fields), Ask.PHOTOS)
    if not names:
        return _NOTHING_BROUGHT
    return StepInputs(photos={name: photos.show(getattr(fields, name)) for name in names})


def _reference(life: Life) -> Reference | None:
    reference = life.report.external_reference
    return None if reference is None else (life.report.source, reference)
