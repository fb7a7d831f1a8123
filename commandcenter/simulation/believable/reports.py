"""What is reported in a believable city: a problem at a place, through some channel."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from commandcenter.models.cases.rules.report import PhotoUpload, Report
from commandcenter.models.cases.rules.stage import Step
from commandcenter.models.city.source_kind import SourceKind
from commandcenter.models.staff.actor import Actor
from commandcenter.packs.content.pack import CityPack
from commandcenter.simulation.believable.kinds import Kinds
from commandcenter.simulation.believable.photos import Photos
from commandcenter.simulation.believable.places import Places
from commandcenter.simulation.believable.staff import Staff
from commandcenter.simulation.believable.words import Words

#: How much comes through each channel: inspectors find nine in ten.
_CHANNELS = {
    SourceKind.INSPECTOR: 90,
    SourceKind.PUBLIC: 4,
    SourceKind.HOTLINE: 3.6,
    SourceKind.VIDEO: 1.4,
    SourceKind.DEPARTMENT: 0.4,
    SourceKind.LEADER: 0.25,
    SourceKind.MEDIA: 0.2,
    SourceKind.SENSOR: 0.15,
}
_SEEN_SECONDS = {SourceKind.INSPECTOR: 240, SourceKind.VIDEO: 60, SourceKind.SENSOR: 5}
_NAMED = frozenset({SourceKind.PUBLIC, SourceKind.HOTLINE})
_PHOTO = {SourceKind.INSPECTOR: 0.9, SourceKind.PUBLIC: 0.6, SourceKind.VIDEO: 1.0}
_RESIDENT, _DEVICE = Actor("resident", frozenset()), Actor("device", frozenset())


#: Kinds of sources that report a known problem again, and how far away: degrees, some ten metres.
_AGAIN = {SourceKind.PUBLIC: 5, SourceKind.HOTLINE: 3, SourceKind.INSPECTOR: 2}
_BESIDE = 0.0001
#: How many who write or call speak of a second problem.
_TWOFOLD = 0.2


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """An open case, as far as passers-by can see it."""

    category: str
    condition: int | None
    description: str
    latitude: float
    longitude: float
    address: str
    community: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A report, who brings it in, and where it lies."""

    report: Report
    by: Actor
    community: str


class Reports:
    """One report after the other, none like another."""

    def __init__(
        self,
        pack: CityPack,
        staff: Staff,
        places: Places,
        kinds: Kinds,
        words: Words,
        photos: Photos,
    ) -> None:
        self._channels = [
            _Channel(source.id, kind)
            for kind in _CHANNELS
            for source in pack.sources
            if source.kind is kind
        ]
        self._staff = staff
        self._places, self._kinds, self._words, self._photos = places, kinds, words, photos

    def seen(self, at: datetime, chance: Random) -> Sighting:
        """What comes in at this moment."""
        channel = self._chosen(_CHANNELS, chance)
        problem, spot = self._kinds.any(chance), self._places.any(chance)
        kind, state = problem.category, problem.condition.text.zh
        seconds = _SEEN_SECONDS.get(channel.kind)
        report = Report(
            channel.source,
            self._words.report(
                channel.kind, place=spot.said, kind=kind.name.zh, state=state, chance=chance
            ),
            spot.latitude,
            spot.longitude,
            spot.address,
            category=kind.code if channel.kind is SourceKind.INSPECTOR else None,
            reporter=self._words.reporter(chance) if channel.kind in _NAMED else None,
            observed_at=at - timedelta(seconds=chance.uniform(0, seconds)) if seconds else None,
            photos=self._taken(channel.kind, chance),
        )
        return Sighting(report, self._bringer(channel.kind), spot.community)

    def with_another(self, sighting: Sighting, chance: Random) -> Sighting:
        """The same report, which now and then speaks of a second problem at the place."""
        if self._staff.kind_of(sighting.report.source) not in _NAMED or chance.random() >= _TWOFOLD:
            return sighting
        other = self._kinds.any(chance)
        besides = self._words.besides(kind=other.category.name.zh, state=other.condition.text.zh)
        report = replace(sighting.report, description=sighting.report.description + besides)
        return replace(sighting, report=report)

    def again(self, seen: SeenBefore, chance: Random) -> Sighting:
        """The same problem, reported by somebody else a few steps away."""
        channel = self._chosen(_AGAIN, chance)
        problem = (
            self._kinds.problem(seen.category, seen.condition)
            or self._kinds.described_in(seen.category, seen.description)
            or self._kinds.problem_of(seen.category, chance)
        )
        kind = problem.category
        report = Report(
            channel.source,
            self._words.report(
                channel.kind,
                place=seen.address,
                kind=kind.name.zh,
                state=problem.condition.text.zh,
                chance=chance,
            ),
            round(seen.latitude + chance.uniform(-_BESIDE, _BESIDE), 6),
            round(seen.longitude + chance.uniform(-_BESIDE, _BESIDE), 6),
            seen.address or None,
            category=kind.code if channel.kind is SourceKind.INSPECTOR else None,
            reporter=self._words.reporter(chance) if channel.kind in _NAMED else None,
            photos=self._taken(channel.kind, chance),
        )
        return Sighting(report, self._bringer(channel.kind), seen.community)

    def _chosen(self, shares: Mapping[SourceKind, float], chance: Random) -> "_Channel":
        """One of the pack's channels; several of a kind have the share of the kind between them."""
        kinds = Counter(channel.kind for channel in self._channels)
        known = [channel for kind in shares for channel in self._channels if channel.kind is kind]
        weights = [shares[channel.kind] / kinds[channel.kind] for channel in known]
        return chance.choices(known, weights)[0]

    def _taken(self, kind: SourceKind, chance: Random) -> tuple[PhotoUpload, ...]:
        if chance.random() >= _PHOTO.get(kind, 0):
            return ()
        return (self._photos.any("before", chance),)

    def _bringer(self, kind: SourceKind) -> Actor:
        """The inspector, the resident or the device itself; all else is typed in at a desk."""
        match kind:
            case SourceKind.INSPECTOR:
                by = self._staff.who_takes(Step.CONFIRM) or self._staff.who_takes(Step.PASS)
            case SourceKind.PUBLIC:
                return _RESIDENT
            case SourceKind.SENSOR:
                return _DEVICE
            case _:
                by = self._staff.who_takes(Step.ACCEPT)
        return by.actor if by else _RESIDENT


@dataclass(frozen=True, slots=True)
class _Channel:
    source: str
    kind: SourceKind
