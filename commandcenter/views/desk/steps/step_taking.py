"""Taking a step, in the background: files are read there, then the service has the word."""

from collections.abc import Mapping
from dataclasses import dataclass

from commandcenter.center import CommandCenter
from commandcenter.models.cases.rules.lifecycle import PHOTO_FIELDS
from commandcenter.models.cases.rules.stage import Step
from commandcenter.services.access import AccountRow
from commandcenter.services.desk import Desk, Preview, Taken
from commandcenter.views.desk.steps.photo_picker import read_photo
from commandcenter.views.desk.steps.place_chooser import point_of


@dataclass(frozen=True, slots=True)
class WantedStep:
    """A step as it was sent. `version` is what the user saw, `fields` what the form held."""

    number: str
    version: int
    step: Step
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class StepPreview:
    """What a step would change, and the unit grid of the place that it names."""

    changes: Preview
    unit_grid: str | None


def preview_step(center: CommandCenter, wanted: WantedStep, account: AccountRow) -> StepPreview:
    fields = {name: value for name, value in wanted.fields.items() if name not in PHOTO_FIELDS}
    changes = center.desk.preview(
        wanted.number, wanted.step, fields, by=account.actor, viewer=account.viewer
    )
    point = point_of(wanted.fields.get("place"))
    return StepPreview(changes, center.city.grid_at(*point) if point else None)


def take_step(desk: Desk, wanted: WantedStep, account: AccountRow) -> Taken:
    fields: dict[str, object] = dict(wanted.fields)
    for name in PHOTO_FIELDS:
        paths = wanted.fields.get(name)
        if isinstance(paths, list):
            fields[name] = [read_photo(path) for path in paths]
    return desk.take(
        wanted.number,
        wanted.step,
        fields,
        version=wanted.version,
        by=account.actor,
        viewer=account.viewer,
    )
