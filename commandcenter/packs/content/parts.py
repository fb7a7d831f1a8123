"""The parts that a pack's settings consist of: levels, layers, sources, posts, reasons, scenes."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict
from pydantic.dataclasses import dataclass

from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.city.datum import Datum
from commandcenter.models.city.posts import Axis, Post
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.packs.content.values import (
    Flag,
    Identifier,
    Limit,
    PackName,
    Text,
    Whole,
    between,
    each_once,
    one_of,
    refused,
    words_of,
)
from commandcenter.words import Name

WIDEST_CODE = 20
LONGEST_SCENE = 3600
_STRICT = ConfigDict(extra="forbid")
#: The axes that a post can be on; the system's is the program's own.
_AXES = tuple(str(axis) for axis in Axis if axis is not Axis.SYSTEM)


def _one_axis(axis: object) -> object:
    if isinstance(axis, list):
        raise refused("pack-post-two-axes")
    return axis


Width = Annotated[Whole, between(1, WIDEST_CODE)]


@dataclass(frozen=True, slots=True, config=_STRICT)
class AreaLevel:
    """A level of the area tree, from the city down; `width` = digits of a code of this level."""

    id: Identifier
    name: PackName
    width: Width


@dataclass(frozen=True, slots=True, config=_STRICT)
class CodeSegment:
    name: Identifier
    width: Width


@dataclass(frozen=True, slots=True, config=_STRICT)
class GridLayer:
    """One division of the territory. Exactly one layer of a pack carries the cases."""

    id: Identifier
    name: PackName
    segments: tuple[CodeSegment, ...]
    carries_cases: Flag


@dataclass(frozen=True, slots=True, config=_STRICT)
class PackSource:
    """A source of reports, by an id of the city's own; `open_to_residents`: the gateway accepts it
    without a key.

    `datum`: what its points are measured from where a report does not say it.
    """

    id: Identifier
    kind: Annotated[SourceKind, one_of(words_of(SourceKind))]
    name: PackName
    open_to_residents: Flag
    datum: Annotated[Datum, one_of(words_of(Datum))] = Datum.WGS84


@dataclass(frozen=True, slots=True, config=_STRICT)
class PackPost:
    """A post of the city: an id of its own, one axis, and steps that belong to this axis."""

    id: Identifier
    name: PackName
    axis: Annotated[Axis, one_of(_AXES), BeforeValidator(_one_axis)]
    steps: Annotated[tuple[Annotated[Step, one_of(words_of(Step))], ...], AfterValidator(each_once)]

    def post(self) -> Post:
        """The post as rules ask it."""
        return Post(self.id, self.name, self.axis, frozenset(self.steps))


@dataclass(frozen=True, slots=True, config=_STRICT)
class PackTier:
    """How long a level of areas may take to dispatch a case, and the level that has it then."""

    limit: Limit
    then: Identifier


@dataclass(frozen=True, slots=True, config=_STRICT)
class PackReason:
    """A reason code of the city's own; those that every city has stand in the life-cycle."""

    code: Identifier
    zh: Text
    en: Text

    @property
    def name(self) -> Name:
        return Name(self.zh, self.en)


@dataclass(frozen=True, slots=True, config=_STRICT)
class WallScene:
    """A picture of the wall; `seconds` = how long it stays before the next one, 0 = for good."""

    id: Identifier
    name: PackName
    seconds: Annotated[Whole, between(0, LONGEST_SCENE)]
