"""Checks that city.toml describes a working centre: posts within their axis, one case layer,
levels."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from commandcenter.models.cases.rules.lifecycle import axes_of
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.city.posts import Axis, Post
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
    _check_ids(city, "sources", (source.id for source in settings.sources))
    _check_ids(city, "wall_scenes", (scene.id for scene in settings.scenes))
    if isinstance(city.values.get("posts"), list):  # else that was noted when it was read
        _check_posts(city, settings)


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
    listed = list(ids)
    if key in city.values and not listed:
        city.fault(key, "pack-setting-empty")
    for nth, word in enumerate(listed):
        if word and word in listed[:nth]:
            city.fault(f"{key}[{nth}].id", "pack-id-twice", id=word)


def _check_posts(city: Section, settings: CitySettings) -> None:
    _check_axes(city, settings.posts.listed)
    merged = settings.posts.merged_centre
    for section, post in zip(city.sections("posts"), settings.posts, strict=True):
        for step in sorted(map(Step, post.steps)):
            if post.axis and not _may_take(post.axis, step, merged=merged):
                section.fault("steps", "pack-post-beyond-axis", post=post.id, step=step)
        if {Step.DISPATCH, Step.CLOSE} <= post.steps and not merged:
            section.fault("steps", "pack-dispatch-and-close", post=post.id)
    for step in PLAIN_PATH:
        if not settings.posts.who_may(step):
            city.fault("posts", "pack-step-unmanned", step=step)


def _check_axes(city: Section, posts: Sequence[Post]) -> None:
    """Each post once, and so on one axis."""
    first: dict[str, Axis | None] = {}
    for section, post in zip(city.sections("posts"), posts, strict=True):
        if not post.id:
            continue
        if post.id not in first:
            first[post.id] = post.axis
        elif first[post.id] == post.axis:
            section.fault("id", "pack-id-twice", id=post.id)
        else:
            section.fault("axis", "pack-post-two-axes", id=post.id)


def _may_take(own: Axis, step: Step, *, merged: bool) -> bool:
    """A merged centre is one axis out of two; departments stay apart in every city."""
    axes = axes_of(step)
    return own in axes or (merged and own in _CENTRE and bool(axes & _CENTRE))
