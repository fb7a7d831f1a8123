"""What is reported in a believable city: a problem at a place, through some channel."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from commandcenter.models.cases.rules.report import PhotoUpload, Report
from commandcenter.models.cases.rules.stage import Source
from commandcenter.models.staff.actor import Actor
from commandcenter.models.staff.post import Post
from commandcenter.packs.content.pack import CityPack
from commandcenter.simulation.believable.kinds import Kinds
from commandcenter.simulation.believable.photos import Photos
from commandcenter.simulation.believable.places import Places
from commandcenter.simulation.believable.staff import Member
from commandcenter.simulation.believable.words import Words

#: How much comes through each channel: inspectors find nine in ten.
_CHANNELS = {
    Source.INSPECTOR: 90,
    Source.PUBLIC: 4,
    Source.HOTLINE: 3.6,
    Source.VIDEO: 1.4,
    Source.DEPARTMENT: 0.4,
    Source.LEADER: 0.25,
    Source.MEDIA: 0.2,
    Source.SENSOR: 0.15,
}
_SEEN_SECONDS = {Source.INSPECTOR: 240, Source.VIDEO: 60, Source.SENSOR: 5}
_NAMED = frozenset({Source.PUBLIC, Source.HOTLINE})
_PHOTO = {Source.INSPECTOR: 0.9, Source.PUBLIC: 0.6, Source.VIDEO: 1.0}
_INSPECTOR, _CALL_TAKER = Member.at(Post.INSPECTOR).actor, Member.at(Post.CALL_TAKER).actor
_RESIDENT, _DEVICE = Actor("resident", frozenset()), Actor("device", frozenset())


#: Who reports what was reported before, and how far from there, in degrees: some ten metres.
_AGAIN = {Source.PUBLIC: 5, Source.HOTLINE: 3, Source.INSPECTOR: 2}
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
        self, pack: CityPack, places: Places, kinds: Kinds, words: Words, photos: Photos
    ) -> None:
        known = {source.source for source in pack.sources}
        self._channels = [channel for channel in _CHANNELS if channel in known]
        self._shares = [_CHANNELS[channel] for channel in self._channels]
        self._places, self._kinds, self._words, self._photos = places, kinds, words, photos

    def seen(self, at: datetime, chance: Random) -> Sighting:
        """What comes in at this moment."""
        source = chance.choices(self._channels, self._shares)[0]
        problem, spot = self._kinds.any(chance), self._places.any(chance)
        kind, state = problem.category, problem.condition.text.zh
        seconds = _SEEN_SECONDS.get(source)
        report = Report(
            source,
            self._words.report(
                source, place=spot.said, kind=kind.name.zh, state=state, chance=chance
            ),
            spot.latitude,
            spot.longitude,
            spot.address,
            category=kind.code if source is Source.INSPECTOR else None,
            reporter=self._words.reporter(chance) if source in _NAMED else None,
            observed_at=at - timedelta(seconds=chance.uniform(0, seconds)) if seconds else None,
            photos=self._taken(source, chance),
        )
        return Sighting(report, _bringer(source), spot.community)

    def with_another(self, sighting: Sighting, chance: Random) -> Sighting:
        """The same report, which now and then speaks of a second problem at the place."""
        if sighting.report.source not in _NAMED or chance.random() >= _TWOFOLD:
            return sighting
        other = self._kinds.any(chance)
        besides = self._words.besides(kind=other.category.name.zh, state=other.condition.text.zh)
        report = replace(sighting.report, description=sighting.report.description + besides)
        return replace(sighting, report=report)

    def again(self, seen: SeenBefore, chance: Random) -> Sighting:
        """The same problem, reported by somebody else a few steps away."""
        known = [source for source in _AGAIN if source in self._channels]
        source = chance.choices(known, [_AGAIN[source] for source in known])[0]
        problem = (
            self._kinds.problem(seen.category, seen.condition)
            or self._kinds.described_in(seen.category, seen.description)
            or self._kinds.problem_of(seen.category, chance)
        )
        kind = problem.category
        report = Report(
            source,
            self._words.report(
                source,
                place=seen.address,
                kind=kind.name.zh,
                state=problem.condition.text.zh,
                chance=chance,
            ),
            round(seen.latitude + chance.uniform(-_BESIDE, _BESIDE), 6),
            round(seen.longitude + chance.uniform(-_BESIDE, _BESIDE), 6),
            seen.address or None,
            category=kind.code if source is Source.INSPECTOR else None,
            reporter=self._words.reporter(chance) if source in _NAMED else None,
            photos=self._taken(source, chance),
        )
        return Sighting(report, _bringer(source), seen.community)

    def _taken(self, source: Source, chance: Random) -> tuple[PhotoUpload, ...]:
        if chance.random() >= _PHOTO.get(source, 0):
            return ()
        return (self._photos.any("before", chance),)


def _bringer(source: Source) -> Actor:
    """The inspector, the resident or the device itself; all else is typed by the call-taker."""
    match source:
        case Source.INSPECTOR:
            return _INSPECTOR
        case Source.PUBLIC:
            return _RESIDENT
        case Source.SENSOR:
            return _DEVICE
        case _:
            return _CALL_TAKER
