"""Whole lives of cases, from the report to wherever they stand, lived through in one go."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from commandcenter.models.cases.bare import BareCase
from commandcenter.models.cases.case import Case
from commandcenter.models.cases.evidence import CleanPhoto, clean_photo
from commandcenter.models.cases.lifecycle import rule_of
from commandcenter.models.cases.occasion import Occasion, Place
from commandcenter.models.cases.report import PhotoUpload, Report
from commandcenter.models.cases.stage import Step
from commandcenter.models.cases.step_fields import read_fields
from commandcenter.models.cases.verbs import VERBS
from commandcenter.models.city.rules import CityRules
from commandcenter.models.staff.actor import Actor


@dataclass(frozen=True, slots=True)
class LifeStep:
    """A step of a life; `fields` as the desk takes them."""

    step: Step
    fields: Mapping[str, object]
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Life:
    """What became of one report, in the order in which it happened."""

    report: Report
    at: datetime
    by: Actor
    steps: tuple[LifeStep, ...] = ()


class Photos:
    """Cleans each upload once, however many cases show it."""

    def __init__(self) -> None:
        self._clean: dict[PhotoUpload, CleanPhoto] = {}

    def clean(self, uploads: Sequence[PhotoUpload]) -> list[str]:
        """The SHA-256 of the cleaned photos."""
        return [self._of(upload).sha256 for upload in uploads]

    def all(self) -> Collection[CleanPhoto]:
        return self._clean.values()

    def _of(self, upload: PhotoUpload) -> CleanPhoto:
        if upload not in self._clean:
            self._clean[upload] = clean_photo(upload)
        return self._clean[upload]


def lived(life: Life, *, number: str, place: Place, rules: CityRules, photos: Photos) -> Case:
    """The case as its steps left it."""
    case = BareCase.report(
        life.report,
        centre=rules.centre,
        number=number,
        place=place,
        photos=photos.clean(life.report.photos),
        on=Occasion(life.by, life.at, rules),
    )
    for taken in life.steps:
        fields = read_fields(rule_of(case.stage, taken.step), taken.fields)
        occasion = Occasion(taken.by, taken.at, rules)
        VERBS[taken.step](case, fields, photos.clean(fields.photos), occasion)
    return case
