"""The settings of a pack: one immutable model, which reads and writes what is stored of a pack.

What earlier programs stored is read as well; it has no `form`, or a lower one.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, field_serializer

from commandcenter.models.cases.rules.lifecycle import REASONS
from commandcenter.models.cases.rules.stage import Closing, Stage, Step
from commandcenter.models.city.posts import Posts
from commandcenter.models.city.rules import TASK_LIMITS, TRANSFER_CAP
from commandcenter.models.city.street_offices import StreetOffices
from commandcenter.packs.content.former_settings import Document, in_form_2
from commandcenter.packs.content.pack import CityPack
from commandcenter.packs.content.parts import (
    AreaLevel,
    GridLayer,
    PackReason,
    PackSource,
    PackTier,
    WallScene,
)
from commandcenter.packs.content.values import (
    Flag,
    Identifier,
    Limit,
    Number,
    StoredCalendar,
    Text,
    Whole,
    between,
    each_once,
    key_of,
    positive,
    refused,
    some_of,
)
from commandcenter.words import LANGUAGES, Name

#: The module of a city whose levels each have a desk that dispatches.
TIERS = "tiers"
#: What a city may switch on. Cases are the kernel; the windows of the others come later.
MODULES = (
    "cases",
    "field",
    "residents",
    "messages",
    "registry",
    "outreach",
    "counter",
    TIERS,
    "city",
)
#: The stages that have a clock of their own; the limit of handling comes from the filing condition.
LIMITED_STAGES = (
    Stage.REPORTED,
    Stage.CONFIRMING,
    Stage.ACCEPTED,
    Stage.FILED,
    Stage.DISPATCHED,
    Stage.FINISHED,
    Stage.INSPECTING,
    Stage.INSPECTED,
)
#: Whatever is done may be closed so, in every city.
LIMITED_CLOSINGS = tuple(closing for closing in Closing if closing is not Closing.DONE)
HIGHEST_CAP = 99
LARGEST_TARGET = 1_000_000
#: A screen that nobody touches is locked; GB/T 22239-2019, 8.1.4.1 b, leaves the time to the city.
LOCK_AFTER_MINUTES, LONGEST_UNTOUCHED = 15, 240
LAST_MARK = 10  # times the limit


def _marks(marks: tuple[float, ...]) -> tuple[float, ...]:
    if not all(0 < mark <= LAST_MARK for mark in marks) or list(marks) != sorted(set(marks)):
        raise refused("pack-warning-marks")
    return marks


Words = Annotated[tuple[Text, ...], AfterValidator(each_once)]


class SharedSettings(BaseModel):
    """What city.toml says and the database keeps in the same form.

    `task_limits` holds only what the pack states; `closings` the categories and conditions
    (`CATEGORY/NUMBER`) that a kind of closing fits, None where every kind fits all; `reasons` the
    codes that it adds, by step; `tiers` the limits of levels of areas.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    languages: Annotated[Words, some_of(LANGUAGES)]
    levels: tuple[AreaLevel, ...]
    layers: tuple[GridLayer, ...]
    sources: tuple[PackSource, ...]
    stage_limits: Mapping[Annotated[Stage, key_of(LIMITED_STAGES)], Limit]
    warning_marks: Annotated[tuple[Number, ...], AfterValidator(_marks)]
    kpi_targets: Mapping[Identifier, Annotated[Number, positive(LARGEST_TARGET)]]
    modules: Annotated[Words, some_of(MODULES)]
    transfer_cap: Annotated[Whole, between(1, HIGHEST_CAP)] = TRANSFER_CAP
    keep_originals: Flag = False
    lock_after_minutes: Annotated[Whole, between(1, LONGEST_UNTOUCHED)] = LOCK_AFTER_MINUTES
    task_limits: Mapping[Annotated[str, key_of(TASK_LIMITS)], Limit] = {}
    closings: Mapping[Annotated[str, key_of(LIMITED_CLOSINGS)], Words] | None = None
    reasons: Mapping[Annotated[Step, key_of(REASONS)], tuple[PackReason, ...]] = {}
    tiers: Mapping[Identifier, PackTier] = {}


class PackSettings(SharedSettings):
    """What is stored of an installed pack that has no table of its own."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    form: Literal[2] = 2
    posts: Posts
    scenes: tuple[WallScene, ...] = ()
    texts: Mapping[str, Name] = {}
    street_offices: StreetOffices = StreetOffices()
    #: As the pack has it, without the centre's own days; earlier programs did not keep it.
    calendar: StoredCalendar | None = None

    @field_serializer("posts")
    def _posts_in_order(self, posts: Posts) -> dict[str, object]:
        """A set has no order of its own, and the text is compared."""
        listed = [
            {"id": one.id, "name": one.name, "axis": one.axis, "steps": sorted(one.steps)}
            for one in posts
        ]
        return {"listed": listed, "merged_centre": posts.merged_centre}

    @classmethod
    def read(cls, stored: str) -> Self:
        """From the text that this program or an earlier one stored."""
        document: Document = json.loads(stored)
        return cls.model_validate(document if "form" in document else in_form_2(document))

    @classmethod
    def of(cls, pack: CityPack) -> Self:
        """Of what was read from the files of a pack."""
        return cls(**{name: getattr(pack, name) for name in cls.model_fields if name != "form"})

    def stored(self) -> str:
        """The text that `read` reads; the same settings always give the same text."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)

    @property
    def level_widths(self) -> dict[str, int]:
        """How long the codes of each level of areas are, the coarsest level first."""
        return {level.id: level.width for level in self.levels}

    @property
    def case_layer(self) -> GridLayer:
        """The layer whose cells cases lie in."""
        return next(layer for layer in self.layers if layer.carries_cases)

    def source_name(self, source: str) -> Name:
        """The name of a source; its id where the pack no longer has it."""
        return next((one.name for one in self.sources if one.id == source), Name(source, source))
