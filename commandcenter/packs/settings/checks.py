"""Checks that city.toml describes a working centre: posts within their axis, one case layer,
levels, reasons with one meaning, and codes that the other files know."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import chain, pairwise
from typing import Protocol

from commandcenter.models.cases.rules.lifecycle import REASONS, axes_of
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.city.posts import Axis
from commandcenter.models.city.street_offices import StreetOffices
from commandcenter.packs.content.pack import PackArea, PackCondition, PackDepartment
from commandcenter.packs.content.parts import PackPost
from commandcenter.packs.content.settings import TIERS
from commandcenter.packs.grid.code import community_width
from commandcenter.packs.settings.city_file import CityFile
from commandcenter.packs.settings.reading import SettingsPlace
from commandcenter.words import Name

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
#: A case stores only the code, so no city may give these another meaning.
_STANDING = frozenset(chain.from_iterable(REASONS.values()))


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


def check_settings(city: CityFile, place: SettingsPlace) -> None:
    """Note everything in city.toml that contradicts itself or the life cycle of a case."""
    _check_levels(city, place)
    _check_layers(city, place)
    _check_ids(place, "sources", city.sources)
    _check_ids(place, "wall_scenes", city.wall_scenes)
    _check_posts(city, place)
    _check_reasons(city, place)
    _check_tiers(city, place)


def check_closings(
    city: CityFile, place: SettingsPlace, conditions: Collection[PackCondition]
) -> None:
    """A kind of closing names categories and conditions of this pack."""
    known = {it.category for it in conditions} | {f"{it.category}/{it.number}" for it in conditions}
    for closing, codes in (city.closings or {}).items():
        for code in codes:
            if code not in known:
                place.fault(f"closings.{closing}", "pack-closing-unknown", code=code[:60])


def street_offices_of(
    city: CityFile,
    place: SettingsPlace,
    departments: Collection[PackDepartment],
    areas: Collection[PackArea],
) -> StreetOffices:
    """The offices below the department that stands for them, each the only one in its area."""
    parents = {department.code: department.parent for department in departments}
    known = {area.code for area in areas}
    offices: dict[str, dict[str, str]] = {}
    for office, area in city.street_offices.items():
        setting, parent = f"street_offices.{office}", parents.get(office)
        if office not in parents:
            place.fault(setting, "pack-department-unknown", code=office[:40])
        elif parent is None:
            place.fault(setting, "pack-office-without-parent", code=office)
        elif area not in known:
            place.fault(setting, "pack-office-area", area=area[:40])
        elif offices.setdefault(parent, {}).setdefault(area, office) != office:
            place.fault(setting, "pack-office-twice", area=area, other=offices[parent][area])
    return StreetOffices(offices)


def _check_levels(city: CityFile, place: SettingsPlace) -> None:
    _check_ids(place, "levels", city.levels)
    widths = [level.width for level in city.levels]
    if any(lower <= upper for upper, lower in pairwise(widths)):
        place.fault("levels", "pack-level-widths")
    if city.levels and city.levels[0].width != len(city.code):
        place.fault("levels", "pack-level-of-the-city", code=city.code)


def _check_layers(city: CityFile, place: SettingsPlace) -> None:
    _check_ids(place, "layers", city.layers)
    for layer in city.layers:
        if city.levels and community_width(layer.segments) != city.levels[-1].width:
            place.fault("layers", "pack-layer-segments", id=layer.id)
    carrying = [layer.id for layer in city.layers if layer.carries_cases]
    if city.layers and len(carrying) != 1:
        place.fault("layers", "pack-case-layer", count=len(carrying))


def _check_tiers(city: CityFile, place: SettingsPlace) -> None:
    """A limit belongs to a level below the top, and leads to one above it."""
    widths = {level.id: level.width for level in city.levels}
    if city.tiers and TIERS not in city.modules:
        place.fault("tiers", "pack-tiers-without-module", module=TIERS)
    for level, tier in city.tiers.items():
        above = [other for other, width in widths.items() if width < widths.get(level, 0)]
        if level not in widths:
            known = ", ".join(widths)
            place.fault(f"tiers.{level}", "pack-setting-unknown", known=known)
        elif tier.then not in above:
            known = ", ".join(above) or "—"
            place.fault(f"tiers.{level}.then", "pack-tier-not-above", level=tier.then, known=known)


def _check_ids(place: SettingsPlace, setting: str, listed: Sequence[_Identified]) -> None:
    """At least one, and each id once."""
    ids = [one.id for one in listed]
    if not ids:
        place.fault(setting, "pack-setting-empty")
    for nth, word in enumerate(ids):
        if word in ids[:nth]:
            place.fault(f"{setting}[{nth}].id", "pack-id-twice", id=word)


def _check_posts(city: CityFile, place: SettingsPlace) -> None:
    _check_axes(city.posts, place)
    merged = city.merged_centre
    for nth, post in enumerate(city.posts):
        setting = f"posts[{nth}].steps"
        for step in sorted(post.steps):
            if not _may_take(post.axis, step, merged=merged):
                place.fault(setting, "pack-post-beyond-axis", post=post.id, step=step)
        if {Step.DISPATCH, Step.CLOSE} <= {*post.steps} and not merged:
            place.fault(setting, "pack-dispatch-and-close", post=post.id)
    for step in PLAIN_PATH:
        if not any(step in post.steps for post in city.posts):
            place.fault("posts", "pack-step-unmanned", step=step)


def _check_axes(posts: Sequence[PackPost], place: SettingsPlace) -> None:
    """Each post once, and therefore on one axis."""
    first: dict[str, Axis] = {}
    for nth, post in enumerate(posts):
        if first.setdefault(post.id, post.axis) is not post.axis:
            place.fault(f"posts[{nth}].axis", "pack-post-two-axes")
        elif any(other.id == post.id for other in posts[:nth]):
            place.fault(f"posts[{nth}].id", "pack-id-twice", id=post.id)


def _may_take(own: Axis, step: Step, *, merged: bool) -> bool:
    """A merged centre is one axis out of two; departments stay apart in every city."""
    axes = axes_of(step)
    return own in axes or (merged and own in _CENTRE and bool(axes & _CENTRE))


def _check_reasons(city: CityFile, place: SettingsPlace) -> None:
    """Each code once for a step, none of those that every city has, and with one meaning."""
    words: dict[str, Name] = {}
    for step, own in city.reasons.items():
        setting = f"reasons.{step}"
        for code, count in Counter(reason.code for reason in own).items():
            if code in _STANDING:
                place.fault(setting, "pack-reason-standing", code=code)
            elif count > 1:
                place.fault(setting, "pack-id-twice", id=code)
        for reason in own:
            if words.setdefault(reason.code, reason.name) != reason.name:
                place.fault(setting, "pack-reason-words", code=reason.code[:60])
