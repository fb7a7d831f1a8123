"""Checks that city.toml describes a working centre: posts within their axis, one case layer,
levels."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from commandcenter.models.cases.rules.lifecycle import axes_of
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.staff.post import AXIS_OF, Axis, Post
from commandcenter.packs.city_settings import CitySettings
from commandcenter.packs.files.toml_section import Section
from commandcenter.packs.grid.code import community_width

#: Without a post for each of these no case would ever be closed.
PLAIN_PATH = (
    Step.ACCEPT,
    Step.FILE,
    Step.DISPATCH,
    Step.ACKNOWLEDGE,
    Step.FINISH,
    Step.ASK_INSPECT,
    Step.PASS,
    Step.CLOSE,
)
_CENTRE = frozenset({Axis.SUPERVISION, Axis.COMMAND})


def check_settings(city: Section, settings: CitySettings) -> None:
    """Note everything in city.toml that contradicts itself or the life cycle of a case."""
    _check_levels(city, settings)
    _check_layers(city, settings)
    _check_ids(city, "sources", (source.source for source in settings.sources))
    _check_ids(city, "wall_scenes", (scene.id for scene in settings.scenes))
    if isinstance(city.values.get("posts"), dict):  # else that was noted when it was read
        _check_posts(city.section("posts"), settings)


def _check_levels(city: Section, settings: CitySettings) -> None:
    _check_ids(city, "levels", (level.id for level in settings.levels))
    widths = [level.width for level in settings.levels]
    if any(lower <= upper for upper, lower in pairwise(widths)):
        city.fault("levels", "pack-level-widths")
    if settings.levels and settings.levels[0].width != len(settings.code):
        city.fault("levels", "pack-level-of-the-city", code=settings.code)


def _check_layers(city: Section, settings: CitySettings) -> None:
    _check_ids(city, "layers", (layer.id for layer in settings.layers))
    for layer in settings.layers:
        if settings.levels and community_width(layer.segments) != settings.levels[-1].width:
            city.fault("layers", "pack-layer-segments", id=layer.id)
    carrying = [layer.id for layer in settings.layers if layer.carries_cases]
    if settings.layers and len(carrying) != 1:
        city.fault("layers", "pack-case-layer", count=len(carrying))


def _check_ids(city: Section, key: str, ids: Iterable[str]) -> None:
    counts = Counter(ids)
    if key in city.values and not counts:
        city.fault(key, "pack-setting-empty")
    for word in (word for word, count in counts.items() if word and count > 1):
        city.fault(key, "pack-id-twice", id=word)


def _check_posts(posts: Section, settings: CitySettings) -> None:
    for post, steps in settings.posts.items():
        for step in sorted(steps):
            if not _may_take(post, step, merged=settings.merged_centre):
                posts.fault(post, "pack-post-beyond-axis", post=post, step=step)
        if {Step.DISPATCH, Step.CLOSE} <= steps and not settings.merged_centre:
            posts.fault(post, "pack-dispatch-and-close", post=post)
    taken = frozenset[Step]().union(*settings.posts.values())
    for step in PLAIN_PATH:
        if step not in taken:
            posts.fault("", "pack-step-unmanned", step=step)


def _may_take(post: Post, step: Step, *, merged: bool) -> bool:
    """A merged centre is one axis out of two; departments stay apart in every city."""
    own = AXIS_OF.get(post)
    axes = axes_of(step)
    return own in axes or (merged and own in _CENTRE and bool(axes & _CENTRE))
